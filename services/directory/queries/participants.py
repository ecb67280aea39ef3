"""Statements about one participant."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from services.chassis.clock import CONTEST_NOW
from services.chassis.erasures import KEPT_FOR
from services.directory.domain.participants import Attribution, ChoiceHistory, Participant, UnitChange
from services.directory.domain.units import ENTRIES
from services.directory.tables import participants, unit_changes, units

_UNIT_OF: Mapping[str, "sa.Column[Any]"] = {entry: participants.c[f"{entry}_unit"] for entry in ENTRIES}
_TIMES: Sequence[sa.ColumnElement[datetime]] = (
    sa.func.now().label("real_now"),
    sa.literal_column(CONTEST_NOW).label("contest_now"),
)


# Built once: a crowd changes its profiles at the opening, and building a statement costs more than running it.
_ASKED = sa.bindparam("participant", type_=participants.c.id.type)
_LOCK = sa.select(participants.c.id).where(participants.c.id == _ASKED).with_for_update()


def _seen() -> "sa.Select[Any]":
    source: sa.FromClause = participants
    columns: list[sa.ColumnElement[Any]] = [participants.c.id, participants.c.nickname, participants.c.has_phone]
    for entry, column in _UNIT_OF.items():
        unit = units.alias(entry)
        source = source.outerjoin(unit, unit.c.code == column)
        columns += [unit.c[name].label(f"{entry}_{name}") for name in ("code", "name", "path")]
    return sa.select(*columns, *_TIMES).select_from(source).where(participants.c.id == _ASKED)


def _choices() -> "sa.Select[Any]":
    change = unit_changes.c
    since = sa.bindparam("counted_since", type_=change.changed_at.type)
    is_recent = sa.and_(change.is_counted, change.changed_at > since)
    is_choice = change.to_unit.is_not(None) | change.to_digest.is_not(None)
    chosen = sa.func.array_agg(aggregate_order_by(change.to_unit, change.id.desc())).filter(is_choice)
    digests = sa.func.array_agg(aggregate_order_by(change.to_digest, change.id.desc())).filter(is_choice)
    counted_at = sa.func.array_agg(change.changed_at).filter(is_recent)
    columns = (change.entry, chosen.label("chosen"), digests.label("digests"), counted_at.label("counted_at"))
    return sa.select(*columns).where(change.participant_id == _ASKED).group_by(change.entry)


_SEEN, _CHOICES = _seen(), _choices()


class Seen(NamedTuple):
    """A participant, and when that was: in real time and in the contest's."""

    participant: Participant
    real_now: datetime
    contest_now: datetime


def attributions(row: Mapping[str, Any]) -> dict[str, Attribution]:
    """From the columns `<entry>_code`, `<entry>_name` and `<entry>_path`."""
    return {
        entry: Attribution(row[f"{entry}_code"], row[f"{entry}_name"], tuple(row[f"{entry}_path"]))
        for entry in ENTRIES
        if row[f"{entry}_code"] is not None
    }


async def lock_participant(transaction: AsyncConnection, participant_id: UUID) -> None:
    """Let changes of one participant happen one after the other."""
    await transaction.execute(_LOCK, {"participant": participant_id})


async def get_participant(transaction: AsyncConnection, participant_id: UUID) -> Participant | None:
    seen = await see_participant(transaction, participant_id)
    return None if seen is None else seen.participant


async def see_participant(transaction: AsyncConnection, participant_id: UUID) -> Seen | None:
    row = (await transaction.execute(_SEEN, {"participant": participant_id})).mappings().first()
    if row is None:
        return None
    participant = Participant(row["id"], row["nickname"], attributions(dict(row)), row["has_phone"])
    return Seen(participant, row["real_now"], row["contest_now"])


async def get_times(transaction: AsyncConnection) -> tuple[datetime, datetime]:
    """Real time and the contest's time."""
    row = (await transaction.execute(sa.select(*_TIMES))).one()
    return row[0], row[1]


async def get_choices(
    transaction: AsyncConnection, participant_id: UUID, counted_since: datetime
) -> dict[str, ChoiceHistory]:
    """By entry: the unit chosen last, and the counted changes after `counted_since`."""
    rows = await transaction.execute(_CHOICES, {"participant": participant_id, "counted_since": counted_since})
    return {
        row.entry: ChoiceHistory((row.chosen or [None])[0], tuple(row.counted_at or ()), (row.digests or [None])[0])
        for row in rows
    }


async def update_profile(
    transaction: AsyncConnection, participant_id: UUID, nickname: str | None, chosen: Mapping[str, str | None]
) -> None:
    """`chosen` maps the entries that change to their new units."""
    values: dict[Any, Any] = {_UNIT_OF[entry]: code for entry, code in chosen.items()}
    values[participants.c.nickname] = nickname
    await transaction.execute(participants.update().where(participants.c.id == participant_id).values(values))


async def read_leavers(transaction: AsyncConnection) -> dict[UUID, datetime]:
    """Who has left a unit while a token from before may still be out, and when they last did, in real time."""
    left_at = unit_changes.c.left_at
    query = (
        sa.select(unit_changes.c.participant_id, sa.func.max(left_at))
        .where(left_at > sa.func.now() - KEPT_FOR)
        .group_by(unit_changes.c.participant_id)
    )
    return {row[0]: row[1] for row in await transaction.execute(query)}


async def log_unit_changes(
    transaction: AsyncConnection, participant_id: UUID, changes: list[UnitChange], real_now: datetime
) -> None:
    """Where a unit was left, `real_now` is noted: tokens from before are outdated."""
    rows = [
        {
            "participant_id": participant_id,
            "entry": change.entry,
            "from_unit": change.from_unit,
            "to_unit": change.to_unit,
            "changed_at": change.changed_at,
            "is_counted": change.is_counted,
            "left_at": None if change.from_unit is None else real_now,
        }
        for change in changes
    ]
    if rows:
        await transaction.execute(unit_changes.insert(), rows)
