"""Finished sessions become events, the first time and whenever scoring lacks some (R2.4, I5, I18)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.grading import is_right
from quiz_service.domain.question import Question
from quiz_service.memory.catalogue import Catalogue
from quiz_service.queries import delivery
from quiz_service.queries.delivery import Finished
from services.chassis.publishing import entry_of
from services.contracts.events import SessionFinished
from services.contracts.values import QuestionMark
from services.kit.outbox import StreamEntry

INTERVAL_S = 0.1
"""From look to look of the relay: boards are to follow at once."""
MILLISECOND = timedelta(milliseconds=1)


async def claim_events(
    transaction: AsyncConnection, catalogue: Catalogue, limit: int
) -> Sequence[tuple[Finished, StreamEntry]]:
    """Take finished sessions out of the outbox, each with its event of `quiz.sessions`."""
    claimed = await delivery.claim_finished(transaction, limit)
    # What the process has not met is read once for them all, not session by session.
    revisions = list({revision for finished in claimed for revision in finished.session.paper})
    known = {each.question.revision: each.question for each in await catalogue.questions(revisions)}
    return [(finished, entry_of(_event(known, finished), finished.traceparent)) for finished in claimed]


def _event(known: Mapping[int, Question], finished: Finished) -> SessionFinished:
    session = finished.session
    marks = zip(session.paper, session.key, session.answers, strict=True)
    finished_at = session.finished_at or session.deadline_at
    return SessionFinished(
        event_id=session.id,
        session_id=session.id,
        contest_id=session.contest_id,
        contest_day=session.contest_day,
        participant_id=session.participant_id,
        entry=session.entry,
        unit_path=tuple(session.unit_path),
        score=session.score or 0,
        max_score=session.max_score,
        finish_reason=session.finish_reason or "",
        started_at=session.started_at,
        finished_at=finished_at,
        duration_ms=(finished_at - session.started_at) // MILLISECOND,
        questions=tuple(
            [
                QuestionMark(known[revision].id, known[revision].category, is_right(right, answer))
                for revision, right, answer in marks
            ]
        ),
        revision=finished.revision,
        cause=finished.cause,
    )
