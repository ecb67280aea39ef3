"""What participants read of themselves, and organisers of what is below them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from scoring_service.queries.figures import begin_snapshot
from scoring_service.use_cases.read_progress import read_progress
from scoring_service.use_cases.read_standing import read_standing
from scoring_service.use_cases.steps.admit import admit_to_unit
from scoring_service.wire.parameters import range_of
from scoring_service.wire.progress import ProgressReply, progress_reply
from scoring_service.wire.standing import StandingReply, standing_reply
from services.chassis.routing import Audience, CallerOf, audience, router
from services.chassis.shared import DatabaseOf

routes = router()


@routes.get("/v1/standings/{contest_id}/me", responses={200: {"model": StandingReply}})
@audience(Audience.PARTICIPANT)
async def get_own_standing(contest_id: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """The caller's place among all participants of the contest; at most 2 s behind."""
    async with database.begin() as transaction:
        standing = await read_standing(transaction, contest_id, UUID(caller.subject))
    return _json(standing_reply(standing))


@routes.get("/v1/progress/{contest_id}/{unit_code}", responses={200: {"model": ProgressReply}})
@audience(Audience.ORGANISER)
async def get_progress(
    contest_id: str,
    unit_code: str,
    caller: CallerOf,
    database: DatabaseOf,
    first: Annotated[str | None, Query(alias="from", json_schema_extra={"format": "date"})] = None,
    last: Annotated[str | None, Query(alias="to", json_schema_extra={"format": "date"})] = None,
) -> Response:
    """A unit and what is below it, over all days or those from `from` to `to`."""
    async with database.begin() as transaction:
        await begin_snapshot(transaction)
        contest, unit = await admit_to_unit(transaction, contest_id, unit_code, caller.grants)
        progress = await read_progress(transaction, contest, unit, range_of(first, last))
    return _json(progress_reply(progress))


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})
