from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.credentials import unit_digest
from services.directory.domain.errors import unknown_unit
from services.directory.domain.participants import (
    NO_CHOICES,
    Allowance,
    Attribution,
    ChoiceHistory,
    Profile,
    changes_left,
    choose,
)
from services.directory.domain.units import ENTRIES, is_code
from services.directory.queries import participants as queries
from services.directory.queries.units import get_units, read_retired
from services.directory.use_cases.steps.publish_departures import publish_departures
from services.kit.errors import Invalid, Unauthenticated


async def change_profile(
    transaction: AsyncConnection,
    participant_id: UUID,
    allowance: Allowance,
    wanted: Mapping[str, str | None],
    secrets: Sequence[bytes],
) -> Profile:
    """Merge `nickname`, `region_unit` and `enterprise_unit` into the profile; an absent one stays, None clears (R4.2).

    Returns the profile as it is then: a crowd changes theirs at once, and everything read twice lengthens its queue.

    `secrets` are the directory's own, by which the unit of an erased account is known again. Racing changes of one
    participant take turns. Whoever leaves a unit starts with a new token from then on: quiz hears of it. Raises
    `Invalid` for a unit that cannot be chosen and `UnitChangeLimit`; nothing is changed then.
    """
    await queries.lock_participant(transaction, participant_id)
    seen = await queries.see_participant(transaction, participant_id)
    if seen is None:
        raise Unauthenticated
    participant, real_now, now = seen
    moved = {
        entry: wanted[f"{entry}_unit"]
        for entry in ENTRIES
        if f"{entry}_unit" in wanted and wanted[f"{entry}_unit"] != participant.unit_code(entry)
    }
    chosen = await _check_units(transaction, moved)
    choices = await queries.get_choices(transaction, participant_id, now - allowance.window)
    last = {history.last_chosen for history in choices.values() if history.last_chosen}
    retired = await read_retired(transaction, last) if moved and last else ()
    changes = [
        choose(
            entry,
            participant.unit_code(entry),
            code,
            is_last=_is_last(code, choices.get(entry, NO_CHOICES), participant_id, secrets),
            is_forced=choices.get(entry, NO_CHOICES).last_chosen in retired,
            history=choices.get(entry, NO_CHOICES),
            allowance=allowance,
            now=now,
        )
        for entry, code in moved.items()
    ]
    nickname = wanted.get("nickname", participant.nickname)
    await queries.update_profile(transaction, participant_id, nickname, moved)
    await queries.log_unit_changes(transaction, participant_id, changes, real_now)
    if any(change.from_unit is not None for change in changes):
        await publish_departures(transaction, {participant_id: real_now})
    units = {entry: unit for entry, unit in participant.units.items() if entry not in moved} | chosen
    left = {entry: changes_left(choices.get(entry, NO_CHOICES), allowance, now) for entry in ENTRIES}
    left |= {each.entry: left[each.entry] - each.is_counted for each in changes}
    return Profile(replace(participant, nickname=nickname, units=units), left, real_now)


def _is_last(code: str | None, history: ChoiceHistory, participant_id: UUID, secrets: Sequence[bytes]) -> bool:
    """Whether this unit was chosen last, by its code or by what an erased account left of it."""
    if code is None or history.last_digest is None:
        return code == history.last_chosen
    return history.last_digest in {unit_digest(secret, participant_id, code) for secret in secrets}


async def _check_units(transaction: AsyncConnection, moved: Mapping[str, str | None]) -> dict[str, Attribution]:
    """The units that are chosen anew, by entry."""
    codes = {code for code in moved.values() if code is not None and is_code(code)}
    known = await get_units(transaction, codes) if codes else {}
    faults = []
    for entry, code in moved.items():
        unit = None if code is None else known.get(code)
        may_be_chosen = unit is not None and unit.entry == entry and unit.is_active and unit.parent is not None
        if code is not None and not may_be_chosen:
            faults.append(unknown_unit(f"/{entry}_unit"))
    if faults:
        raise Invalid(errors=faults)
    units = {entry: known[code] for entry, code in moved.items() if code is not None}
    return {entry: Attribution(unit.code, unit.name, unit.path) for entry, unit in units.items()}
