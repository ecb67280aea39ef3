"""A participant chooses, or changes the mind, before the hand-in (R1.4)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from quiz_service.domain.errors import SessionFinished, UnknownOption
from quiz_service.domain.options import MOST_POSITIONS, Tokens, chosen, mask_of
from quiz_service.domain.session import Session
from quiz_service.memory.engine import QuizEngine
from quiz_service.queries.hot_path import Save
from quiz_service.use_cases.steps.read_session import account_of, read_session
from services.kit.errors import FieldError, Invalid, Unavailable


class SavedAnswer(NamedTuple):
    position: int
    choice: Sequence[str]
    now: datetime
    deadline_at: datetime


async def save_answer(
    engine: QuizEngine,
    participant_id: UUID,
    session_id: UUID,
    position: int,
    choice: Sequence[str],
    revision: int | None,
    arrived: float,
) -> SavedAnswer:
    """Store the choice. With a `revision` lower than the stored one nothing changes and the stored choice is returned.

    Raises `SessionNotFound`, `SessionFinished` after the hand-in or the deadline (I2), `UnknownOption`, or `Invalid`
    for several options where one is asked.
    """
    participant_id = await account_of(engine, session_id, participant_id)
    mask = None
    if 1 <= position <= MOST_POSITIONS:
        mask = mask_of(Tokens(engine.option_key, session_id, position).of(position), choice)
    if mask is None:
        await read_session(engine, session_id, participant_id)
        raise UnknownOption(errors=[_unknown(position)])
    save = Save(session_id, participant_id, position, mask, mask.bit_count() > 1, revision)
    saved = await engine.save(save, arrived)
    if saved.deadline_at is not None:
        return SavedAnswer(position, sorted(set(choice)), saved.now, saved.deadline_at)
    now, session = await read_session(engine, session_id, participant_id)
    return _explain(engine, save, session, now)


def _explain(engine: QuizEngine, save: Save, session: Session, now: datetime) -> SavedAnswer:
    """Why the statement changed nothing; it is not an error when a newer answer is stored already."""
    if not 1 <= save.position <= len(session.paper):
        raise UnknownOption(errors=[_unknown(save.position)])
    if session.is_finished:
        raise SessionFinished(extra={"result": f"/v1/sessions/{session.id}"})
    stored_revision = session.revisions[save.position - 1]
    if save.revision is not None and stored_revision is not None and save.revision < stored_revision:
        stored = session.answers[save.position - 1] or 0
        shown = Tokens(engine.option_key, session.id, save.position).of(save.position)
        return SavedAnswer(save.position, chosen(shown, stored), now, session.deadline_at)
    if save.has_several:
        raise Invalid(
            errors=[FieldError("/choice", "too-many-options", "本题只能选择一个选项。", "Choose one option.")]
        )
    raise Unavailable


def _unknown(position: int) -> FieldError:
    return FieldError("/choice", "unknown-option", f"第 {position} 题没有该选项。", f"No such option at {position}.")
