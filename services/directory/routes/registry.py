"""What organisers write into the registry of units, inside their subtree."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.chassis import idempotency
from services.chassis.routing import Audience, CallerOf, audience, body_of, router
from services.chassis.shared import DatabaseOf, shared_of
from services.directory import tables
from services.directory.domain.errors import SheetTypeUnknown
from services.directory.domain.unit_sheet import SheetRow, parse_csv, parse_json
from services.directory.domain.units import Unit
from services.directory.routes.managers import ReachOf
from services.directory.use_cases.add_unit import add_unit
from services.directory.use_cases.change_unit import UnitChange, change_unit
from services.directory.use_cases.check_reach import check_reach
from services.directory.use_cases.import_units import ImportSummary, import_units
from services.directory.wire.management import ChangedUnit, ImportReply, NewUnit, WrittenUnit
from services.kit.bodies import SentFile, parse_model, parse_object, sent_file
from services.kit.database import shielded
from services.kit.errors import Invalid

routes = router()
CSV = "text/csv"
JSON = "application/json"
FILE = {"type": "string", "format": "binary"}
SHEET: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            CSV: {"schema": {"type": "string"}},
            JSON: {"schema": {"type": "array", "items": {"type": "object"}}},
            "multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": {"file": FILE}}},
        },
    }
}


@routes.post("/v1/units", status_code=201, response_model=WrittenUnit, openapi_extra=body_of(NewUnit))
@audience(Audience.ORGANISER, act="unit.add")
async def post_unit(request: Request, caller: CallerOf, reach: ReachOf, database: DatabaseOf) -> Response:
    """Add a unit below one's own or below one of its subtree."""

    async def write() -> Response:
        async with database.begin() as transaction:

            async def add() -> Response:
                parent = (await parse_object(request)).get("parent")
                if isinstance(parent, str):
                    await check_reach(transaction, reach, parent, is_strict=False)
                body = await parse_model(request, NewUnit)
                unit = await add_unit(transaction, body.code, body.name, body.parent, body.registered_base)
                await shared_of(request).journal.done(transaction, request, unit.code)
                return _json(unit, 201)

            return await idempotency.once(request, caller, transaction, tables.idempotency_keys, add)

    return await shielded(write())


@routes.put("/v1/units/{code}", response_model=WrittenUnit, openapi_extra=body_of(ChangedUnit))
@audience(Audience.ORGANISER, act="unit.change")
async def put_unit(request: Request, code: str, reach: ReachOf, database: DatabaseOf) -> Response:
    """Change the name or the registered base of a unit of one's subtree, or let one below one's own retire."""

    async def write() -> Response:
        async with database.begin() as transaction:
            is_retiring = (await _sent(request)).get("is_active") is not None
            await check_reach(transaction, reach, code, is_strict=is_retiring)
            body = await parse_model(request, ChangedUnit)
            unit = await change_unit(transaction, code, UnitChange(**body.model_dump()))
            await shared_of(request).journal.done(transaction, request, code)
            return _json(unit, 200)

    return await shielded(write())


@routes.post("/v1/units/imports", response_model=ImportReply, openapi_extra=SHEET)
@audience(Audience.ORGANISER, act="unit.import")
async def post_import(
    request: Request, caller: CallerOf, reach: ReachOf, database: DatabaseOf, *, dry_run: bool = False
) -> Response:
    """Add and change many units of one's subtree at once: all of them, or with a fault in any row none."""
    sent = await sent_file(request)
    if sent is None:
        raise SheetTypeUnknown
    rows = _rows(sent)

    async def write() -> Response:
        async with database.begin() as transaction:

            async def write_rows() -> Response:
                summary = await import_units(transaction, rows, dry_run=dry_run, reach=reach)
                if not dry_run:
                    codes = [unit.code for unit in (*summary.added, *(unit for _, unit in summary.changed))]
                    await shared_of(request).journal.done(transaction, request, " ".join(codes))
                return _summary(summary, dry_run=dry_run)

            if dry_run:
                return await write_rows()
            keys = tables.idempotency_keys
            return await idempotency.once(request, caller, transaction, keys, write_rows, digest=sent.digest)

    return await shielded(write())


async def _sent(request: Request) -> dict[str, object]:
    """Nobody learns from the faults of a body whether a foreign unit exists, so a bad one is looked at later."""
    try:
        return dict(await parse_object(request))
    except Invalid:
        return {}


def _rows(sent: SentFile) -> list[SheetRow]:
    """Browsers on Windows call a CSV file a workbook: what is not JSON by its type goes by its name."""
    suffix = sent.name.rpartition(".")[2].lower()
    if sent.media_type == JSON or suffix == "json":
        return parse_json(sent.content)
    if sent.media_type == CSV or suffix == "csv":
        return parse_csv(sent.content)
    raise SheetTypeUnknown


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
