"""What a marked contest leaves in the tables of the services, and taking it away again. The audit keeps its records."""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service import tables as quiz
from reporting_service import tables as reporting
from scoring_service import tables as scoring
from services.camp import tables as camp
from services.directory import tables as directory
from services.kit.database import Database

QUIET_FOR_S = 3.0
QUIET_WITHIN_S = 60.0
LOOK_EVERY_S = 0.5
SERVICES = (directory, quiz, scoring, reporting, camp)


@dataclass(frozen=True)
class Traces:
    """The contest, the bank of its questions, and the account that made it with what it signs in by."""

    contest_id: str
    bank_id: str
    account: UUID | None = None
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)


async def remove(database: Database, traces: Traces) -> bool:
    """Delete until nothing has come after for a while: events may still be on their way. False when that never ends."""
    began = quiet_since = time.monotonic()
    while time.monotonic() - quiet_since < QUIET_FOR_S:
        async with database.begin() as transaction:
            if await _delete(transaction, traces):
                quiet_since = time.monotonic()
        if time.monotonic() - began > QUIET_WITHIN_S:
            return False
        await asyncio.sleep(LOOK_EVERY_S)
    return True


async def find(connection: AsyncConnection, mark: str) -> Sequence[str]:
    """Ids of contests that begin with the mark, wherever something is left of them."""
    named = [
        sa.select(table.c[column].label("name")).where(table.c[column].startswith(mark, autoescape=True))
        for table, column in ((quiz.contests, "id"), (quiz.banks, "id"), (scoring.ledger, "contest_id"))
    ]
    return (await connection.execute(sa.union(*named).order_by("name"))).scalars().all()


async def _delete(transaction: AsyncConnection, traces: Traces) -> int:
    deleted = 0
    for table, is_ours in _rows(traces):
        deleted += (await transaction.execute(sa.delete(table).where(is_ours))).rowcount
    return deleted


def _rows(traces: Traces) -> Iterable[tuple[sa.Table, sa.ColumnElement[bool]]]:
    """Tables in an order in which rows may go: those that refer to others first."""
    by_column = {"contest_id": traces.contest_id, "bank_id": traces.bank_id} | (
        {"account": traces.account, "organiser_id": traces.account} if traces.account else {}
    )
    special = _special(traces)
    for service in SERVICES:
        for table in reversed(service.metadata.sorted_tables):
            conditions = [table.c[name] == value for name, value in by_column.items() if _takes(table, name, value)]
            conditions += [special[table.fullname]] if table.fullname in special else []
            if table.name == "contests":
                conditions.append(table.c.id == traces.contest_id)
            if table.name == "access":  # may come later than everything else, and is known by its name alone then
                conditions.append(table.c.name.endswith(traces.contest_id, autoescape=True))
            if table.name == "outbox":
                conditions.append(table.c.event["contest_id"].astext == traces.contest_id)
            if conditions:
                yield table, sa.or_(*conditions)


def _special(traces: Traces) -> Mapping[str, sa.ColumnElement[bool]]:
    """What names neither the contest nor the bank."""
    sessions = sa.select(quiz.sessions.c.id).where(quiz.sessions.c.contest_id == traces.contest_id)
    revisions = sa.select(quiz.questions.c.revision).where(quiz.questions.c.bank_id == traces.bank_id)
    return {
        "quiz.banks": quiz.banks.c.id == traces.bank_id,
        "quiz.item_statistics": quiz.item_statistics.c.revision.in_(revisions),
        "quiz.finished_sessions": quiz.finished_sessions.c.session_id.in_(sessions),
        "quiz.uncounted_sessions": quiz.uncounted_sessions.c.session_id.in_(sessions),
        "directory.organisers": directory.organisers.c.id == traces.account,
    }


def _takes(table: sa.Table, column: str, value: str | UUID) -> bool:
    """Accounts are named by their ids, and here and there by other words."""
    return column in table.c and isinstance(value, table.c[column].type.python_type)
