"""The public registry of units."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from services.chassis.routing import Audience, audience, router
from services.directory.domain.units import ListedUnit
from services.directory.process import process_of
from services.directory.use_cases.units.get_unit import get_unit
from services.directory.use_cases.units.list_units import list_units
from services.directory.wire.units import Entry, FoundUnit, UnitAbove, UnitPage, UnitReply
from services.kit import cursors, etag
from services.kit.characters import with_plain_spaces

DEFAULT_LIMIT = 200
LARGEST_LIMIT = 1000

routes = router()


@routes.get("/v1/units", response_model=UnitPage)
@audience(Audience.EVERYONE)
async def get_units(
    request: Request,
    entry: Entry | None = None,
    parent: str | None = None,
    q: Annotated[str, Query(max_length=50, pattern="^[^\N{REPLACEMENT CHARACTER}]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT)] = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Response:
    """Children of `parent`, or with `q` every unit below it that people write so.

    Its name holds the text or is shortened to it (中石油), begins with these initials in pinyin (hcq), or follows the
    beginning of a unit above it (山东威海). A hit carries the `path` of those above it.
    """
    after, search = "" if cursor is None else cursors.decode(cursor), with_plain_spaces(q) or None
    known = process_of(request).units
    found = await list_units(known, entry=entry, parent=parent, search=search, after=after, limit=limit + 1)
    next_cursor = cursors.encode(found[limit - 1].code) if len(found) > limit else None
    shown = _reply if search is None else _hit
    return _answer(request, UnitPage(items=[shown(unit) for unit in found[:limit]], next_cursor=next_cursor))


@routes.get("/v1/units/{code}", response_model=UnitReply)
@audience(Audience.EVERYONE)
async def get_one_unit(request: Request, code: str) -> Response:
    return _answer(request, _reply(await get_unit(process_of(request).units, code)))


def _reply(unit: ListedUnit) -> UnitReply:
    return UnitReply.model_validate(unit, from_attributes=True)


def _hit(unit: ListedUnit) -> FoundUnit:
    path = [UnitAbove(code=code, name=name) for code, name in unit.above]
    return FoundUnit(**{name: getattr(unit, name) for name in UnitReply.model_fields}, path=path)


def _answer(request: Request, reply: BaseModel) -> Response:
    body = reply.model_dump_json().encode()
    return etag.response(request, body, etag.of(body), {"Cache-Control": "no-cache"})
