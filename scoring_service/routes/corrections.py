"""What withdrawn questions changed, for national administrators."""

from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response

from scoring_service.domain.errors import ContestNotFound
from scoring_service.use_cases.report_corrections import report_corrections
from scoring_service.wire.adjustments import CorrectionReply, CorrectionsReply, UnitChangeReply, UnitName
from services.chassis.routing import Audience, audience, router
from services.chassis.shared import DatabaseOf
from services.kit import etag

routes = router()


@routes.get("/v1/corrections/{contest_id}", response_model=CorrectionsReply)
@audience(Audience.ADMINISTRATOR)
async def get_corrections(request: Request, contest_id: str, database: DatabaseOf) -> Response:
    """Points of the top units before and after each correction, the first one first."""
    if "\x00" in contest_id:
        raise ContestNotFound
    async with database.begin() as transaction:
        changes = await report_corrections(transaction, contest_id)
    items = []
    for _, of_cause in groupby(changes, lambda change: change.cause):
        first, *others = of_cause
        units = [
            UnitChangeReply(
                unit=UnitName(code=each.code, name=each.name),
                sessions=each.sessions,
                before=each.after - each.points,
                after=each.after,
            )
            for each in (first, *others)
        ]
        items.append(CorrectionReply.model_validate({**vars(first), "units": units}))
    body = CorrectionsReply(items=items).model_dump_json().encode()
    return etag.response(request, body, etag.of(body), {"Cache-Control": "no-store"})
