"""The public registry of units."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from services.chassis.routing import Audience, audience, router
from services.chassis.shared import DatabaseOf
from services.directory.domain.units import ListedUnit
from services.directory.use_cases.units.get_unit import get_unit
from services.directory.use_cases.units.list_units import list_units
from services.directory.wire.units import Entry, UnitPage, UnitReply
from services.kit import cursors, etag

DEFAULT_LIMIT = 200
LARGEST_LIMIT = 1000

routes = router()


@routes.get("/v1/units", response_model=UnitPage)
@audience(Audience.EVERYONE)
async def get_units(
    request: Request,
    database: DatabaseOf,
    entry: Entry | None = None,
    parent: str | None = None,
    q: Annotated[str, Query(max_length=50, pattern="^[^\N{REPLACEMENT CHARACTER}]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT)] = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Response:
    """Children of `parent`, or with `q` every unit below it whose name contains the text."""
    after = "" if cursor is None else cursors.decode(cursor)
    async with database.begin() as transaction:
        found = await list_units(
            transaction, entry=entry, parent=parent, search=q.strip() or None, after=after, limit=limit + 1
        )
    next_cursor = cursors.encode(found[limit - 1].code) if len(found) > limit else None
    return _answer(request, UnitPage(items=[_reply(unit) for unit in found[:limit]], next_cursor=next_cursor))


@routes.get("/v1/units/{code}", response_model=UnitReply)
@audience(Audience.EVERYONE)
async def get_one_unit(request: Request, database: DatabaseOf, code: str) -> Response:
    async with database.begin() as transaction:
        unit = await get_unit(transaction, code)
    return _answer(request, _reply(unit))


def _reply(unit: ListedUnit) -> UnitReply:
    return UnitReply.model_validate(unit, from_attributes=True)


def _answer(request: Request, reply: BaseModel) -> Response:
    body = reply.model_dump_json().encode()
    return etag.response(request, body, etag.of(body), {"Cache-Control": "no-cache"})
