"""Signals that do not rest on one account: accounts made for the occasion, and people who know all at once (R2.11)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from scoring_service.domain.integrity import Thresholds
from scoring_service.domain.signals import Watch
from services.contracts.events import SessionFinished
from tests.scoring.builders import DAY, LIXIA, SHIZHONG, finished, new_id
from tests.scoring.scoring_system import ScoringSystem
from tests.scoring.test_flags import answered, suspected
from tests.scoring.test_persons import accounts, flagged, merged, take

ONE_DAY = timedelta(days=1)


def made(seconds_before: float, event: SessionFinished, number: int = 0) -> SessionFinished:
    """The same session of an account that was made so many seconds before it began."""
    milliseconds = int((event.started_at.timestamp() - seconds_before) * 1000)
    account = UUID(int=(milliseconds << 80) | (7 << 76) | (2 << 62) | number)
    return msgspec.structs.replace(event, participant_id=account)


def burst(people: int, age_s: float, **changes: Any) -> list[SessionFinished]:
    """Everybody with other questions and another course, so that no other signal sees them."""
    return [
        made(age_s, answered("ynyyy", asked=f"abcd{chr(0x4E00 + n)}", late=20 * n, seconds=30 + 3 * n, **changes), n)
        for n in range(people)
    ]


def test_r2_11_accounts_that_play_as_soon_as_they_are_made_are_flagged_when_there_are_many_in_a_unit() -> None:
    sudden = burst(10, 2.5)

    assert suspected(*sudden) == {("young_accounts", each.session_id) for each in sudden}
    assert suspected(*sudden[:9]) == set()
    assert suspected(*sudden[:5], *burst(5, 2.5, path=LIXIA)) == set()


@pytest.mark.parametrize("age_s", [10.5, 86_400, -3_600], ids=["who reads first", "of yesterday", "by another clock"])
def test_r2_11_a_class_that_signs_in_together_and_reads_first_is_not_flagged(age_s: float) -> None:
    assert suspected(*burst(40, age_s)) == set()


def test_r2_11_a_burst_shows_the_figures_that_raised_it() -> None:
    *_, last = Watch(Thresholds()).look_at(burst(12, 2.5))

    assert last.figures == {"people": 12, "within_s": 600.0, "youngest_s": 2.5, "oldest_s": 2.5}
    assert len(last.sessions) == 12


def played(
    persons: Sequence[UUID], before: Sequence[int], after: Sequence[int], *, ms_after: int = 20_000
) -> list[SessionFinished]:
    """A session a day, in 60 s before and in `ms_after` afterwards; the accounts take turns."""
    events = []
    for day, score in enumerate([*before, *after]):
        event = finished(persons[day % len(persons)], score, path=SHIZHONG, day=DAY + day * ONE_DAY)
        if day >= len(before):
            end = event.started_at + timedelta(milliseconds=ms_after)
            event = msgspec.structs.replace(event, finished_at=end, duration_ms=ms_after)
        events.append(event)
    return events


async def test_r2_11_full_marks_again_and_again_in_half_the_time_after_bad_days_are_flagged_once(
    scoring: ScoringSystem,
) -> None:
    events = played([new_id()], [2, 3, 1, 2, 3, 2], [5, 5, 5, 5, 5, 5, 5])

    for event in events:
        await take(scoring.database, event)
        await take(scoring.database, event)

    [flag] = await flagged(scoring)
    assert (flag["signal"], flag["session_id"]) == ("leap", str(events[10].session_id))
    assert flag["sessions"] == [str(each.session_id) for each in events[6:11]]
    assert flag["figures"] == {
        "sessions_before": 6,
        "average_before": 2.17,
        "ms_before": 60_000,
        "full_marks_since": 5,
        "ms_since": 20_000,
    }


@pytest.mark.parametrize(
    ("before", "after", "ms_after"),
    [
        ([2, 3, 1, 2], [5] * 5, 20_000),
        ([2, 3, 1, 2, 3], [5, 5, 5, 5], 20_000),
        ([4, 3, 4, 4, 3], [5] * 5, 20_000),
        ([2, 3, 1, 2, 3], [5] * 5, 40_000),
        ([2, 3, 1, 2, 3], [5, 5, 4, 5, 5], 20_000),
    ],
    ids=["few days before", "few days since", "good before", "as slow as before", "not always"],
)
async def test_r2_11_who_learns_is_not_flagged(
    scoring: ScoringSystem, before: list[int], after: list[int], ms_after: int
) -> None:
    for event in played([new_id()], before, after, ms_after=ms_after):
        await take(scoring.database, event)

    assert await flagged(scoring) == []


async def test_r2_11_i19_a_leap_is_the_persons_whatever_accounts_they_have(scoring: ScoringSystem) -> None:
    kept, ended = accounts()
    await take(scoring.database, merged(ended, kept), *played([kept, ended], [2, 3, 1, 2, 3], [5] * 5))

    assert [flag["signal"] for flag in await flagged(scoring)] == ["leap"]


async def test_a_leap_can_be_switched_off(scoring: ScoringSystem) -> None:
    events = played([new_id()], [2, 3, 1, 2, 3], [5] * 5)

    await take(scoring.database, *events, thresholds=Thresholds(leap_sessions=0))

    assert await flagged(scoring) == []
