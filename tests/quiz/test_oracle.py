"""The statements decide as the pure functions do, whatever is saved, given and late."""

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz_service.domain import grading
from quiz_service.queries import hot_path
from quiz_service.queries.hot_path import HandIn
from services.chassis.clock import waited_s
from services.kit.database import Database

MASK = st.one_of(st.none(), st.integers(0, 15))
CASES = st.lists(
    st.tuples(
        st.lists(st.tuples(st.integers(1, 15), MASK, MASK), min_size=1, max_size=7),
        st.sampled_from([-5.0, 5.0, 300.0]),
    ),
    min_size=1,
    max_size=6,
)

INSERT = sa.text("""
INSERT INTO quiz.sessions (contest_day, id, contest_id, participant_id, ordinal, entry, unit_path, unit_name,
    started_at, deadline_at, paper, key, multiple_choices, points_per_question, answers, revisions)
VALUES (:day, :id, 'oracle', :participant, 1, 'region', '{CN}', '', :started_at, :deadline_at, :paper, :key, -1, 2,
    :answers, array_fill(NULL::bigint, ARRAY[cardinality(CAST(:key AS smallint[]))]))
""")


@pytest.fixture(scope="module")
async def hot(postgres_url: str) -> AsyncIterator[Database]:
    database = Database(postgres_url, application_name="oracle", hot_connections=1)
    await database.open()
    yield database
    async with database.begin() as transaction:
        await transaction.execute(
            sa.text(
                "DELETE FROM quiz.finished_sessions WHERE session_id IN "
                "(SELECT id FROM quiz.sessions WHERE contest_id = 'oracle')"
            )
        )
        await transaction.execute(sa.text("DELETE FROM quiz.sessions WHERE contest_id = 'oracle'"))
    await database.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=CASES)
async def test_a_batch_of_hand_ins_is_graded_as_the_oracle_grades_each(
    hot: Database, cases: list[tuple[list[tuple[int, int | None, int | None]], float]]
) -> None:
    """I2 R1.3"""
    now = datetime.now(UTC)
    hand_ins, deadlines = [], []
    async with hot.begin() as transaction:
        for places, left_s in cases:
            session_id = uuid.UUID(
                int=(int(now.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62) | uuid.uuid4().int >> 66
            )
            participant = uuid.uuid4()
            deadlines.append(now + timedelta(seconds=left_s))
            await transaction.execute(
                INSERT,
                {
                    "day": now.date(),
                    "id": session_id,
                    "participant": participant,
                    "started_at": now - timedelta(seconds=400),
                    "deadline_at": deadlines[-1],
                    "paper": list(range(len(places))),
                    "key": [key for key, _, _ in places],
                    "answers": [saved for _, saved, _ in places],
                },
            )
            given_masks = [mask for _, _, mask in places]
            hand_ins.append(HandIn(session_id, participant, given_masks, 0, ""))

    results = await hot_path.hand_in(hot, hand_ins, [_monotonic()] * len(hand_ins))

    for (places, _), deadline_at, hand_in, (_, session) in zip(cases, deadlines, hand_ins, results, strict=True):
        assert session is not None
        arrived_at = session.finished_at if session.finish_reason == "submitted" else now
        expected = grading.hand_in(
            [key for key, _, _ in places],
            [saved for _, saved, _ in places],
            hand_in.given,
            arrived_at or now,
            deadline_at,
        )
        assert tuple(session.answers) == expected.answers
        assert session.score == 2 * expected.right_answers
        assert session.finish_reason == expected.finish_reason
        assert session.finished_at == expected.finished_at


def _monotonic() -> float:
    import time  # noqa: PLC0415

    return time.monotonic()


def test_a_wait_counts_two_seconds_at_most() -> None:
    assert waited_s(_monotonic() - 100) == 2.0
    assert waited_s(_monotonic() + 100) == 0.0
