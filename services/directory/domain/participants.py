"""Who takes part, and how often they may change where their points go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.directory.domain.errors import UnitChangeLimit


@dataclass(frozen=True)
class Attribution:
    """The unit that gets a participant's points, `path` from the root down to itself."""

    code: str
    name: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class Participant:
    """`units` maps an entry to the unit chosen for it; an entry without a choice is absent."""

    id: UUID
    nickname: str | None
    units: Mapping[str, Attribution]
    has_phone: bool = False

    def unit_code(self, entry: str) -> str | None:
        unit = self.units.get(entry)
        return None if unit is None else unit.code


@dataclass(frozen=True)
class Allowance:
    """After the first choice: how many changes per entry within how long."""

    changes: int
    window: timedelta


@dataclass(frozen=True)
class ChoiceHistory:
    """One participant and entry: the unit chosen last, even if cleared since, and when counted changes were made.

    `last_digest` stands for the unit where it was chosen before the account was erased.
    """

    last_chosen: str | None
    counted_at: Sequence[datetime]
    last_digest: bytes | None = None


NO_CHOICES = ChoiceHistory(None, ())


@dataclass(frozen=True)
class UnitChange:
    """One line of the log. Only a counted change uses up the allowance."""

    entry: str
    from_unit: str | None
    to_unit: str | None
    changed_at: datetime
    is_counted: bool


@dataclass(frozen=True)
class Profile:
    """A participant with what is left of the allowance, as of `read_at` in real time."""

    participant: Participant
    changes_left: Mapping[str, int]
    read_at: datetime


def changes_left(history: ChoiceHistory, allowance: Allowance, now: datetime) -> int:
    return max(allowance.changes - len(_in_window(history, allowance, now)), 0)


def choose(
    entry: str,
    current: str | None,
    wanted: str | None,
    *,
    is_last: bool,
    is_forced: bool = False,
    history: ChoiceHistory,
    allowance: Allowance,
    now: datetime,
) -> UnitChange:
    """What to log of a choice that differs from the current one. Raises `UnitChangeLimit`.

    `is_last` tells that the unit was chosen last, even if it has been cleared since, and `is_forced` that this one has
    retired. Free are the first choice, clearing, taking again the unit that was cleared, and leaving one that has
    retired (R4.2).
    """
    has_chosen = history.last_chosen is not None or history.last_digest is not None
    is_counted = wanted is not None and has_chosen and not (is_last or is_forced)
    if is_counted and changes_left(history, allowance, now) == 0:
        raise UnitChangeLimit(extra={"entry": entry} | _next_change(history, allowance, now))
    return UnitChange(entry, current, wanted, now, is_counted)


def _in_window(history: ChoiceHistory, allowance: Allowance, now: datetime) -> list[datetime]:
    return sorted(at for at in history.counted_at if at > now - allowance.window)


def _next_change(history: ChoiceHistory, allowance: Allowance, now: datetime) -> dict[str, str]:
    if allowance.changes == 0:
        return {}
    return {"next_change_at": (_in_window(history, allowance, now)[-allowance.changes] + allowance.window).isoformat()}
