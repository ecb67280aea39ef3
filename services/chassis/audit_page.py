"""The record of privileged acts as national administrators read it: each service shows its own."""

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.chassis.audit import DONE, READ
from services.chassis.routing import Audience, audience, router
from services.chassis.shared import DatabaseOf
from services.chassis.tables import ServiceTables
from services.kit import cursors, etag, problems

BEIJING = ZoneInfo("Asia/Shanghai")
DEFAULT_LIMIT, LARGEST_LIMIT = 50, 200
LONGEST_TEXT = 200
Text = Annotated[str | None, Query(max_length=LONGEST_TEXT)]
Outcome = Literal["done", "read", "refused"]


class AuditRecord(BaseModel):
    """`actor` and `target` are as recorded; the names are those of today, null where this service knows none.

    `outcome` is `done`, `read` or the code of the refusal, which `refusal` says in the reader's language. `change`
    maps what was changed to its old and its new value, and to null where those would be personal data.
    """

    number: int
    at: AwareDatetime
    actor: str
    actor_name: str | None
    act: str
    target: str
    target_name: str | None
    outcome: str
    refusal: str | None
    request_id: str
    change: dict[str, list[Any] | None] | None


class AuditPage(BaseModel):
    items: list[AuditRecord]
    next_cursor: str | None


@dataclass(frozen=True)
class Asked:
    """`actor` is an id or part of a name, `act` an act or the part before its dot; `day` is one of Beijing."""

    actor: str | None
    act: str | None
    unit: str | None
    day: date | None
    outcome: Outcome | None


def audit_routes(tables: ServiceTables) -> APIRouter:
    """`GET /v1/audit/{service}` of the service with these tables."""
    routes = router()

    @routes.get(f"/v1/audit/{tables.audit.schema}", response_model=AuditPage)
    @audience(Audience.ADMINISTRATOR)
    async def get_audit(
        request: Request,
        database: DatabaseOf,
        actor: Text = None,
        act: Text = None,
        unit: Text = None,
        day: date | None = None,
        outcome: Outcome | None = None,
        limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT)] = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Response:
        """Privileged acts, the newest first: all of them, or those of a person, a kind, a unit, a day, an outcome.

        `actor` is an id or part of a name, `act` one act or the part before its dot. A unit's acts are those on the
        unit itself and those of whoever holds a right at it or below it.
        """
        before = None if cursor is None else cursors.decode_to(int, cursor)
        async with database.begin() as transaction:
            query = _query(tables, Asked(actor, act, unit, day, outcome), before).limit(limit + 1)
            rows = (await transaction.execute(query)).all()
            shown = rows[:limit]
            named = {row.actor for row in shown}.union(*(_parts(row.target) for row in shown))
            names = await _names(transaction, tables, named)
        following = cursors.encode(str(shown[-1].number)) if len(rows) > limit else None
        language = "en" if problems.wants_english(request) else "zh"
        page = AuditPage(items=[_record(row, names, language) for row in shown], next_cursor=following)
        body = page.model_dump_json().encode()
        return etag.response(request, body, etag.of(body), {"Cache-Control": "no-store"})

    return routes


def _query(tables: ServiceTables, asked: Asked, before: int | None) -> sa.Select[Any]:
    audit, access = tables.audit.c, tables.access.c
    query = sa.select(tables.audit).order_by(audit.number.desc())
    if before is not None:
        query = query.where(audit.number < min(before, 2**63 - 1))
    if asked.actor is not None:
        named = sa.select(sa.cast(access.account, sa.Text)).where(sa.func.strpos(access.name, asked.actor) > 0)
        query = query.where(sa.or_(audit.actor == asked.actor, audit.actor.in_(named)))
    if asked.act is not None:
        query = query.where(sa.or_(audit.act == asked.act, sa.func.starts_with(audit.act, asked.act + ".")))
    if asked.unit is not None:
        query = query.where(sa.or_(audit.target == asked.unit, _by_holders(tables, asked.unit)))
    if asked.day is not None:
        begin = datetime.combine(asked.day, time(), BEIJING)
        query = query.where(audit.at >= begin, audit.at < begin + timedelta(days=1))
    if asked.outcome == "refused":
        query = query.where(audit.outcome.not_in((DONE, READ)))
    elif asked.outcome is not None:
        query = query.where(audit.outcome == asked.outcome)
    return query


def _by_holders(tables: ServiceTables, unit: str) -> sa.TextClause:
    """Whether the actor holds a right at this unit or below it."""
    schema = tables.audit.schema
    return sa.text(f"""
        actor IN (
            SELECT access.account::text FROM {schema}.access, jsonb_array_elements(access.grants) AS held (pair)
            JOIN {schema}.units ON units.code = held.pair ->> 1
            WHERE units.path @> ARRAY[CAST(:unit AS text)]
        )
    """).bindparams(unit=unit)  # noqa: S608 - our own schema


def _units(tables: ServiceTables) -> sa.Table:
    """Every service has a copy of the units, the quiz one without their names."""
    return tables.audit.metadata.tables[f"{tables.audit.schema}.units"]


async def _names(transaction: AsyncConnection, tables: ServiceTables, of: Collection[str]) -> dict[str, str]:
    """Of accounts by their ids, and of units by their codes."""
    access, units = tables.access, _units(tables)
    accounts = [each for each in map(_account, of) if each is not None]
    query = sa.select(access.c.account, access.c.name).where(access.c.account.in_(accounts), access.c.name != "")
    names: dict[str, str] = {str(row.account): row.name for row in await transaction.execute(query)}
    if "name" in units.c:
        named = sa.select(units.c.code, units.c.name).where(units.c.code.in_(of))
        names |= {row.code: row.name for row in await transaction.execute(named)}
    return names


def _parts(target: str) -> Sequence[str]:
    """A target is an id, or an address or a sentence with one: what may have a name in it."""
    return re.split("[ /]+", target)


def _account(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@cache
def _refusals() -> dict[str, dict[str, str]]:
    """The sentences of every refusal by its code."""
    return {str(each["code"]): {name: str(each[name]) for name in ("zh", "en")} for each in problems.catalogue()}


def _record(row: Any, names: dict[str, str], language: str) -> AuditRecord:
    kept: Sequence[str] = ("number", "actor", "act", "target", "outcome", "request_id")
    return AuditRecord(
        **{name: getattr(row, name) for name in kept},
        at=row.at.astimezone(BEIJING),
        actor_name=names.get(row.actor),
        target_name=next((names[each] for each in _parts(row.target) if each in names), None),
        refusal=_refusals().get(row.outcome, {}).get(language),
        change=json.loads(row.change) if row.change else None,
    )
