"""Replies of the hot path, joined from prepared parts instead of serialised.

Key and explanation enter a reply only when the session has finished (I7).
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from quiz_service.domain.contest import Contest
from quiz_service.domain.grading import is_right
from quiz_service.domain.options import Tokens, chosen
from quiz_service.domain.session import Session
from quiz_service.memory.catalogue import PreparedQuestion

EPOCH = datetime.fromtimestamp(0, UTC)
MILLISECOND = timedelta(milliseconds=1)


def instant(moment: datetime, zone: ZoneInfo) -> str:
    """RFC 3339 with the contest's offset."""
    seconds, milliseconds = divmod((moment - EPOCH) // MILLISECOND, 1000)
    second, offset = _second(seconds, zone)
    return f"{second}.{milliseconds:03}{offset}"


def remaining_ms(deadline_at: datetime, now: datetime) -> int:
    return max((deadline_at - now) // MILLISECOND, 0)


def session_reply(
    session: Session, questions: Sequence[PreparedQuestion], now: datetime, contest: Contest, option_key: bytes
) -> bytes:
    """The running session with its paper, or the result with its review; keys stay out of it until they are shown."""
    zone = contest.zone
    head = _head(session, now, zone)
    tokens = Tokens(option_key, session.id, len(questions))
    places = [
        (question, position, answer, right, tokens.of(position, len(question.texts)))
        for position, (question, answer, right) in enumerate(
            zip(questions, session.answers, session.key, strict=True), 1
        )
    ]
    if session.is_finished:
        reveal_at = contest.reveal_at(session.contest_day)
        if reveal_at is None or now >= reveal_at:
            review = ",".join([_reviewed(*place) for place in places])
            return f'{head},{_outcome(session, zone)},"reveal_at":null,"review":[{review}]}}'.encode()
        head = f'{head},{_outcome(session, zone)},"reveal_at":"{instant(reveal_at, zone)}"'
    paper = ",".join(
        [f"{{{_asked(question, position, answer, shown)}}}" for question, position, answer, _, shown in places]
    )
    return f'{head},"{"review" if session.is_finished else "questions"}":[{paper}]}}'.encode()


def saved_reply(position: int, choice: Sequence[str], deadline_at: datetime, now: datetime, zone: ZoneInfo) -> bytes:
    return (
        f'{{"position":{position},"saved":{_list(choice)},"deadline_at":"{instant(deadline_at, zone)}",'
        f'"remaining_ms":{remaining_ms(deadline_at, now)},"server_time":"{instant(now, zone)}"}}'
    ).encode()


@lru_cache(maxsize=1024)
def _second(seconds: int, zone: ZoneInfo) -> tuple[str, str]:
    """A second since the epoch and the zone's offset then, written once for all replies that name it."""
    text = datetime.fromtimestamp(seconds, zone).isoformat(timespec="seconds")
    return text[:19], text[19:]


def _head(session: Session, now: datetime, zone: ZoneInfo) -> str:
    state = "finished" if session.is_finished else "in_progress"
    left_ms = 0 if session.is_finished else remaining_ms(session.deadline_at, now)
    return (
        f'{{"id":"{session.id}","contest_id":"{session.contest_id}","contest_day":"{session.contest_day}",'
        f'"entry":"{session.entry}","unit":{{"code":"{session.unit_path[-1]}","name":{_json(session.unit_name)}}},'
        f'"state":"{state}","started_at":"{instant(session.started_at, zone)}",'
        f'"deadline_at":"{instant(session.deadline_at, zone)}","server_time":"{instant(now, zone)}",'
        f'"remaining_ms":{left_ms}'
    )


def _outcome(session: Session, zone: ZoneInfo) -> str:
    finished_at = instant(session.finished_at or session.deadline_at, zone)
    return (
        f'"finish_reason":"{session.finish_reason}","finished_at":"{finished_at}",'
        f'"score":{session.score},"max_score":{session.max_score}'
    )


def _asked(question: PreparedQuestion, position: int, answer: int | None, tokens: Sequence[str]) -> str:
    shown = ",".join(
        [f'{{"token":"{token}","text":{text}}}' for token, text in sorted(zip(tokens, question.texts, strict=True))]
    )
    saved = "null" if answer is None else _list(chosen(tokens, answer))
    return f'"position":{position},{question.head},"options":[{shown}],"saved":{saved}'


def _reviewed(
    question: PreparedQuestion, position: int, answer: int | None, right: int | None, tokens: Sequence[str]
) -> str:
    """Of a withdrawn question, the choice that was held to be right; `withdrawn` beside it says how it counts."""
    shown = chosen(tokens, question.question.right)
    return (
        f"{{{_asked(question, position, answer, tokens)},"
        f'"correct":{"true" if is_right(right, answer) else "false"},"right_choice":{_list(shown)},'
        f"{question.tail}{'' if right == question.question.right else question.withdrawn}}}"
    )


def _list(tokens: Sequence[str]) -> str:
    return '["' + '","'.join(tokens) + '"]' if tokens else "[]"


def _json(value: str) -> str:
    return msgspec.json.encode(value).decode()
