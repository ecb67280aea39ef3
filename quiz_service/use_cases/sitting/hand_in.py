"""A participant hands in; what was given overlays what was saved. Repeats and late ones get the settled result."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from quiz_service.domain.errors import UnknownOption
from quiz_service.domain.options import MOST_POSITIONS, Tokens, mask_of
from quiz_service.domain.session import Session
from quiz_service.memory.engine import QuizEngine
from quiz_service.queries.hot_path import HandIn
from quiz_service.use_cases.steps.read_session import account_of, read_session
from services.kit.errors import FieldError, Unavailable


async def hand_in(
    engine: QuizEngine,
    participant_id: UUID,
    session_id: UUID,
    answers: Mapping[int, Sequence[str]],
    traceparent: str,
    arrived: float,
) -> tuple[datetime, Session]:
    """The clock and the finished session (R1.10). Raises `SessionNotFound`, or `UnknownOption` while it runs."""
    participant_id = await account_of(engine, session_id, participant_id)
    masks = _masks_of(engine, session_id, answers)
    wrong = [position for position, mask in masks.items() if mask is None]
    if not wrong:
        given = [masks.get(position) for position in range(1, max(masks, default=0) + 1)]
        several = sum(1 << position for position, mask in masks.items() if mask is not None and mask.bit_count() > 1)
        now, finished = await engine.hand_in(HandIn(session_id, participant_id, given, several, traceparent), arrived)
        if finished is not None:
            return now, finished
    now, session = await read_session(engine, session_id, participant_id)
    if session.is_finished:
        return now, session
    wrong = wrong or [position for position in masks if position > len(session.paper)]
    wrong = wrong or [position for position, mask in masks.items() if mask is not None and mask.bit_count() > 1]
    if not wrong:
        raise Unavailable
    raise UnknownOption(errors=[_unknown(position) for position in sorted(wrong)])


def _masks_of(engine: QuizEngine, session_id: UUID, answers: Mapping[int, Sequence[str]]) -> dict[int, int | None]:
    """The choices as bit masks by position, None where one is unknown."""
    possible = [position for position in answers if 1 <= position <= MOST_POSITIONS]
    shown = Tokens(engine.option_key, session_id, max(possible, default=0))
    masks: dict[int, int | None] = dict.fromkeys(answers)
    return masks | {position: mask_of(shown.of(position), answers[position]) for position in possible}


def _unknown(position: int) -> FieldError:
    text = f"第 {position} 题没有该选项，或选项过多。"
    return FieldError(f"/answers/{position}", "unknown-option", text, f"No such option, or too many, at {position}.")
