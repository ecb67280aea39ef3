"""What looks implausible about finished sessions (R2.11). People judge it: nothing here refuses or bans anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from scoring_service.domain.ledger import HOLD, RELEASE, VOID


class Signal(StrEnum):
    # Faster than anybody reads.
    SPEED = "speed"
    # Two people of one unit with the same questions, the same of them wrong, who handed in together.
    TWINS = "twins"
    # Many people of one unit in step, as one device would be for them.
    FAN_OUT = "fan_out"
    # Many accounts of one unit that were made a moment before they played, as a program makes them.
    YOUNG_ACCOUNTS = "young_accounts"
    # Full marks again and again in half the time, after sessions that went badly.
    LEAP = "leap"
    # A day that two accounts played which are one person's.
    DOUBLE_DAY = "double_day"


class State(StrEnum):
    OPEN = "open"
    HELD = "held"
    RELEASED = "released"
    VOID = "void"


@dataclass(frozen=True)
class Decision:
    """An act upon a flag: the states that it is possible in, and the one that it leads to."""

    act: str
    possible_in: tuple[State, ...]
    leads_to: State

    def entries_from(self, state: State) -> tuple[str, ...]:
        """Kinds of ledger entries that the act makes: a session counts when each hold of it has its release."""
        return (HOLD, VOID) if self.act == VOID and state is not State.HELD else (self.act,)


DECISIONS = {
    decision.act: decision
    for decision in (
        Decision(HOLD, (State.OPEN, State.RELEASED), State.HELD),
        Decision(RELEASE, (State.HELD, State.VOID), State.RELEASED),
        Decision(VOID, (State.OPEN, State.HELD, State.RELEASED), State.VOID),
    )
}


@dataclass(frozen=True)
class Thresholds:
    """Zero switches a signal off.

    `young_people` accounts of a unit are many when each of them played within `young_s` of being made, all of them
    within `young_within_s`. A leap is `leap_sessions` full marks after an average of `leap_from` of them at most.
    """

    least_ms_per_question: int = 1_000
    twins_within_s: float = 10.0
    fan_out_people: int = 5
    fan_out_within_s: float = 2.0
    young_people: int = 10
    young_s: float = 10.0
    young_within_s: float = 600.0
    leap_sessions: int = 5
    leap_from: float = 0.6


class Attempt(NamedTuple):
    """What a flag keeps of a session; `questions` None where the ledger alone tells of it."""

    contest_id: str
    contest_day: date
    session_id: UUID
    unit_path: tuple[str, ...]
    duration_ms: int
    questions: int | None


class Suspicion(NamedTuple):
    """`sessions` are all that it is about, the attempt's own among them; `figures` are what raised it, by name."""

    signal: Signal
    attempt: Attempt
    sessions: Sequence[UUID]
    figures: Mapping[str, float] = MappingProxyType({})
