"""What organisers write into the registry of units, inside their subtree."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.chassis.acts import Done, perform
from services.chassis.audit import changes
from services.chassis.routing import Audience, audience, body_of, caller_of, router
from services.chassis.shared import DatabaseOf, files_of
from services.directory.domain.errors import DecidedAbove, SheetTooLarge, SheetTypeUnknown
from services.directory.domain.unit_sheet import SentSheet, read_sheet
from services.directory.domain.units import Unit
from services.directory.queries import units as queries
from services.directory.routes.managers import ReachOf
from services.directory.use_cases.steps.check_reach import check_reach
from services.directory.use_cases.units.add_unit import add_unit
from services.directory.use_cases.units.change_unit import UnitChange, change_unit
from services.directory.use_cases.units.import_units import ImportSummary, import_units
from services.directory.wire.units import ChangedUnit, ImportReply, NewUnit, WrittenUnit
from services.kit.bodies import SentFile, parse_model, parse_object, sent_file
from services.kit.errors import Invalid

routes = router()
CSV = "text/csv"
LARGEST = 8 * 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"
FILE = {"type": "string", "format": "binary"}
SHEET: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            XLSX: {"schema": FILE},
            CSV: {"schema": {"type": "string"}},
            JSON: {"schema": {"type": "array", "items": {"type": "object"}}},
            "multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": {"file": FILE}}},
        },
    }
}


@routes.post("/v1/units", status_code=201, response_model=WrittenUnit, openapi_extra=body_of(NewUnit))
@audience(Audience.ORGANISER, act="unit.add")
async def post_unit(request: Request, reach: ReachOf) -> Response:
    """Add a unit below one's own or below one of its subtree."""

    async def add(transaction: AsyncConnection) -> Done:
        parent = (await parse_object(request)).get("parent")
        if isinstance(parent, str):
            await check_reach(transaction, reach, parent, is_strict=False)
        body = await parse_model(request, NewUnit)
        unit = await add_unit(transaction, body.code, body.name, body.parent, body.registered_base, body.entry)
        return Done(_json(unit, 201), unit.code)

    return await perform(request, add)


@routes.put("/v1/units/{code}", response_model=WrittenUnit, openapi_extra=body_of(ChangedUnit))
@audience(Audience.ORGANISER, act="unit.change")
async def put_unit(request: Request, code: str, reach: ReachOf) -> Response:
    """Change the name or the registered base of a unit of one's subtree, or let one below one's own retire."""

    async def change(transaction: AsyncConnection) -> Done:
        sent = await _sent(request)
        path = await check_reach(transaction, reach, code, is_strict=sent.get("is_active") is not None)
        if not reach.is_above(path) and {"name", "registered_base"} & sent.keys():
            raise DecidedAbove
        body = await parse_model(request, ChangedUnit)
        await queries.lock_units(transaction)
        before = (await queries.get_units(transaction, {code})).get(code)
        unit = await change_unit(transaction, code, UnitChange(**body.model_dump()), is_national=reach.is_national)
        why = {} if body.reason is None else {"reason": [None, body.reason]}
        return Done(_json(unit, 200), code, {**changes(before, unit), **why})

    return await perform(request, change)


@routes.post("/v1/units/imports", response_model=ImportReply, openapi_extra=SHEET)
@audience(Audience.ORGANISER, act="unit.import")
async def post_import(request: Request, reach: ReachOf, database: DatabaseOf, *, dry_run: bool = False) -> Response:
    """Add and change many units of one's subtree at once: all of them, or with a fault in any row none."""
    sent = await sent_file(request)
    if sent is None:
        raise SheetTypeUnknown
    rows = await files_of(request).read(caller_of(request), read_sheet, _sheet(sent))

    async def write_rows(transaction: AsyncConnection) -> Done:
        summary = await import_units(transaction, rows, dry_run=dry_run, reach=reach)
        codes = [unit.code for unit in (*summary.added, *(unit for _, unit in summary.changed))]
        return Done(_summary(summary, dry_run=dry_run), " ".join(codes))

    if not dry_run:
        return await perform(request, write_rows, digest=sent.digest)
    async with database.begin() as transaction:
        return (await write_rows(transaction)).reply


async def _sent(request: Request) -> dict[str, object]:
    """Nobody learns from the faults of a body whether a foreign unit exists, so a bad one is looked at later."""
    try:
        return dict(await parse_object(request))
    except Invalid:
        return {}


def _sheet(sent: SentFile) -> SentSheet:
    """Browsers on Windows call a CSV file a workbook: what is not JSON by its type or name is a table."""
    suffix = sent.name.rpartition(".")[2].lower()
    is_json = sent.media_type == JSON or suffix == "json"
    if not is_json and sent.media_type not in (CSV, XLSX) and suffix not in ("csv", "xlsx"):
        raise SheetTypeUnknown
    if len(sent.content) > LARGEST:
        raise SheetTooLarge(extra={"largest_bytes": LARGEST})
    return SentSheet(is_json, sent.content)


def _summary(summary: ImportSummary, *, dry_run: bool) -> Response:
    reply = ImportReply(
        added=[unit.code for unit in summary.added],
        changed=[unit.code for _, unit in summary.changed],
        unchanged=summary.unchanged,
        dry_run=dry_run,
    )
    return Response(reply.model_dump_json(), media_type="application/json")


def _json(unit: Unit, status: int) -> Response:
    reply = WrittenUnit.model_validate(unit, from_attributes=True)
    return Response(reply.model_dump_json(), status, media_type="application/json")
