"""What withdrawn questions changed, for national administrators."""

from starlette.requests import Request
from starlette.responses import Response

from scoring_service.use_cases.report_corrections import report_corrections
from scoring_service.wire.corrections import CorrectionsReply, corrections_reply
from services.chassis.routing import Audience, audience, router
from services.chassis.shared import DatabaseOf
from services.kit import etag

routes = router()


@routes.get("/v1/corrections/{contest_id}", response_model=CorrectionsReply)
@audience(Audience.ADMINISTRATOR)
async def get_corrections(request: Request, contest_id: str, database: DatabaseOf) -> Response:
    """Points of the top units before and after each correction, the first one first."""
    async with database.begin() as transaction:
        changes = await report_corrections(transaction, contest_id)
    body = corrections_reply(changes)
    return etag.response(request, body, etag.of(body), {"Cache-Control": "no-store"})
