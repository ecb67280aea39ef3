"""People who from one day to the next know everything and need no time for it (R2.11)."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import fmean

from scoring_service.domain.integrity import Attempt, Signal, Suspicion, Thresholds
from scoring_service.domain.ledger import Entry

MILLISECOND = timedelta(milliseconds=1)


def leap(sessions: Sequence[Entry], max_score: int, limits: Thresholds) -> Suspicion | None:
    """Suspects the session that completes a run of full marks in half the time, of one person in one contest.

    The sessions before the run have to be as many at least, and their average below the limit. Practice makes better,
    too: but slowly, and not at once in everything.
    """
    run = limits.leap_sessions
    own = sorted(sessions, key=lambda each: (each.started_at, each.session_id))
    earlier, latest = own[:-run], own[-run:]
    if len(earlier) < run or earlier[-1].is_full_mark or not all(each.is_full_mark for each in latest):
        return None
    average_before = fmean(each.points for each in earlier)
    ms_before, ms_now = (fmean(_duration_ms(each) for each in part) for part in (earlier, latest))
    if average_before > limits.leap_from * max_score or 2 * ms_now > ms_before:
        return None
    last = latest[-1]
    figures = {
        "sessions_before": len(earlier),
        "average_before": round(average_before, 2),
        "ms_before": round(ms_before),
        "full_marks_since": run,
        "ms_since": round(ms_now),
    }
    attempt = Attempt(
        last.contest_id, last.contest_day, last.session_id, last.unit_path, round(_duration_ms(last)), None
    )
    return Suspicion(Signal.LEAP, attempt, [each.session_id for each in latest], figures)


def _duration_ms(session: Entry) -> float:
    return (session.finished_at - session.started_at) / MILLISECOND
