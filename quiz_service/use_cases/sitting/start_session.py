"""A participant opens today's session, or comes back to it."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import uuid_utils

from quiz_service.domain.contest import Contest
from quiz_service.domain.errors import (
    ContestNotOpen,
    DailyLimitReached,
    EntryNotAvailable,
    PhoneRequired,
)
from quiz_service.domain.rules import Identity
from quiz_service.domain.session import Session
from quiz_service.memory.engine import QuizEngine
from quiz_service.queries.hot_path import Start, Started
from quiz_service.use_cases.steps.draw_paper import draw_paper
from quiz_service.use_cases.steps.read_current import read_current
from services.chassis.clock import waited_s
from services.chassis.tokens import Caller, UnitPath
from services.kit.errors import Conflict, Forbidden, Unavailable
from services.kit.ids import uuid_from

TRIES = 5
"""More than the estimate of the day and a race over the last ordinal can need."""


class OpenedSession(NamedTuple):
    session: Session
    now: datetime
    is_new: bool


async def start_session(
    engine: QuizEngine, contest: Contest, caller: Caller, entry: str, arrived: float
) -> OpenedSession:
    """The running session of today, new or not (R1.5, I1).

    Raises `PhoneRequired`, `EntryNotAvailable`, `ContestNotOpen`, `ContestOutOfQuestions`, or `DailyLimitReached` with
    the result's link and the next opening. Each names the session of this participant that runs, where there is one.
    """
    try:
        if contest.rules.identity is Identity.VERIFIED_PHONE and not caller.has_phone:
            raise PhoneRequired
        unit = caller.units.get(entry)
        if unit is None or not contest.admits(entry, unit.codes):
            raise EntryNotAvailable
        if engine.catalogue.is_stale:
            await engine.catalogue.freshen()
        return await _start(engine, contest, caller.subject_id, entry, unit, arrived)
    except (Conflict, Forbidden) as refusal:
        current = await read_current(engine, contest, caller.subject_id, engine.clock.now())
        if current.running is not None:
            refusal.extra["running"] = _named(current.running, contest)
        raise


async def _start(
    engine: QuizEngine, contest: Contest, participant_id: UUID, entry: str, unit: UnitPath, arrived: float
) -> OpenedSession:
    ordinal = 1
    if engine.merges.ended_into(participant_id):
        # Who played under an account that has ended plays on from there.
        now = engine.clock.now() - timedelta(seconds=waited_s(arrived))
        opened = await _opened_today(engine, contest, participant_id, now)
        if isinstance(opened, OpenedSession):
            return opened
        ordinal = opened
    for _ in range(TRIES):
        start = _prepare(engine, contest, participant_id, ordinal, entry, unit, arrived)
        started = await engine.starts.submit(start, arrived)
        if started.started_at is not None:
            return OpenedSession(_session_of(start, started), started.now, is_new=True)
        judged_at = started.now - timedelta(seconds=waited_s(arrived))
        if not contest.is_open(judged_at):
            raise ContestNotOpen(extra=_window(contest))
        if contest.day_of(judged_at) != start.expected_day:
            continue
        opened = await _opened_today(engine, contest, participant_id, judged_at)
        if isinstance(opened, OpenedSession):
            return opened
        ordinal = opened
    raise Unavailable


async def _opened_today(
    engine: QuizEngine, contest: Contest, participant_id: UUID, now: datetime
) -> OpenedSession | int:
    """The session of today that runs, or the number that the next one has. Raises `DailyLimitReached`."""
    current = await read_current(engine, contest, participant_id, now)
    if current.running is not None and current.running in current.todays:
        return OpenedSession(current.running, now, is_new=False)
    if len(current.todays) >= contest.rules.sessions_per_day:
        raise DailyLimitReached(extra=_done_today(contest, current.todays[-1]))
    return max((session.ordinal for session in current.todays), default=0) + 1


def _prepare(
    engine: QuizEngine, contest: Contest, participant_id: UUID, ordinal: int, entry: str, unit: UnitPath, arrived: float
) -> Start:
    instant = engine.clock.now() - timedelta(seconds=waited_s(arrived))
    day = contest.day_of(instant)
    paper = draw_paper(engine, contest, participant_id, day, ordinal)
    return Start(
        session_id=uuid_from(uuid_utils.uuid7(nanoseconds=int(instant.timestamp() * 1e9)).bytes),
        contest=contest,
        expected_day=day,
        participant_id=participant_id,
        ordinal=ordinal,
        entry=entry,
        unit_path=unit.codes,
        unit_name=unit.name,
        paper=[each.question.revision for each in paper],
        key=[each.question.right for each in paper],
        multiple_choices=sum(1 << position for position, each in enumerate(paper, 1) if each.question.is_multiple),
    )


def _session_of(start: Start, started: Started) -> Session:
    nothing = (None,) * len(start.paper)
    assert started.contest_day is not None  # noqa: S101 - the statement returns all three or none
    assert started.started_at is not None  # noqa: S101
    assert started.deadline_at is not None  # noqa: S101
    return Session(
        contest_day=started.contest_day,
        id=start.session_id,
        contest_id=start.contest.id,
        participant_id=start.participant_id,
        ordinal=start.ordinal,
        entry=start.entry,
        unit_path=start.unit_path,
        unit_name=start.unit_name,
        started_at=started.started_at,
        deadline_at=started.deadline_at,
        paper=start.paper,
        key=start.key,
        points_per_question=start.contest.rules.points_per_question,
        answers=nothing,
        revisions=nothing,
        finished_at=None,
        finish_reason=None,
        score=None,
    )


def _window(contest: Contest) -> dict[str, object]:
    return {
        "opens_at": contest.opens_at.astimezone(contest.zone).isoformat(),
        "closes_at": contest.closes_at.astimezone(contest.zone).isoformat(),
    }


def _done_today(contest: Contest, last: Session) -> dict[str, object]:
    next_at = contest.next_session_at(last.contest_day)
    return {"result": f"/v1/sessions/{last.id}", "next_session_at": next_at.isoformat() if next_at else None}


def _named(running: Session, contest: Contest) -> dict[str, object]:
    return {
        "session_id": str(running.id),
        "contest_day": running.contest_day.isoformat(),
        "deadline_at": running.deadline_at.astimezone(contest.zone).isoformat(),
    }
