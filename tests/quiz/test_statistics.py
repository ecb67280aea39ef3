"""What answers say of a question: counted once for each finished session, for editors and reviewers only (R1.12)."""

import json
import math
import random
import statistics
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from quiz_service.domain.question import Kind, Question
from quiz_service.domain.statistics import statistics_of, tally
from quiz_service.memory.catalogue import Catalogue
from quiz_service.queries.delivery import claim_finished, send_again
from quiz_service.use_cases.bank.count_answers import count_answers
from services.chassis.clock import EstimatedClock
from services.contracts.buckets import bucket_of
from tests.quiz.editors import Desk, published_desk
from tests.quiz.past import play
from tests.quiz.quiz_system import QuizSystem
from tests.quiz.test_withdrawal import FIVE, regrade_all, withdraw
from tests.support import tokens


@pytest.fixture
async def desk(quiz: QuizSystem) -> Desk:
    return await published_desk(quiz, 5)


async def relay_and_count(quiz: QuizSystem) -> None:
    """As the worker does."""
    catalogue = Catalogue(quiz.database, EstimatedClock())
    async with quiz.database.begin() as transaction:
        while await claim_finished(transaction, 500):
            pass
    async with quiz.database.begin() as transaction:
        while await count_answers(transaction, catalogue):
            pass


async def of_question(desk: Desk, question_id: str) -> dict[str, Any]:
    return dict((await desk.look(f"{question_id}/statistics")).json()["versions"][0])


async def test_difficulty_discrimination_and_options_are_those_of_the_answers(quiz: QuizSystem, desk: Desk) -> None:
    """R1.12"""
    contest_id = await quiz.contest(bank_id=desk.bank, rules=FIVE)
    stems = {f"q-{number}": (await desk.look(f"q-{number}")).json()["stem"] for number in range(5)}
    rng, verdicts = random.Random(5), []
    for number in range(12):
        able = number % 3
        missed = {each for each in stems if rng.random() < (0.1, 0.5, 0.9)[able]}
        left_out = {"q-4"} & missed if number % 2 else set()
        wrong = [stems[each] for each in missed - left_out]
        await play(quiz, contest_id, tokens.participant(), wrong=wrong, left_out=[stems[each] for each in left_out])
        verdicts.append([each not in missed for each in stems])
    await quiz.start(contest_id, tokens.participant())

    await relay_and_count(quiz)

    for index, each in enumerate(stems):
        found = await of_question(desk, each)
        right = [float(row[index]) for row in verdicts]
        rest = [float(sum(row) - row[index]) for row in verdicts]
        assert (found["sessions"], found["right"]) == (12, sum(right))
        assert found["difficulty"] == round(sum(right) / 12, 4)
        assert math.isclose(found["discrimination"], statistics.correlation(right, rest), abs_tol=1e-4)
        assert sum(option["chosen"] for option in found["options"]) + found["left_out"] == 12
        assert [option["chosen"] for option in found["options"] if option["right"]] == [sum(right)]


async def test_what_is_sent_again_or_scored_again_is_counted_once(quiz: QuizSystem, desk: Desk) -> None:
    """R1.12"""
    contest_id = await quiz.contest(bank_id=desk.bank, rules=FIVE)
    result = await play(quiz, contest_id, tokens.participant())
    await relay_and_count(quiz)
    async with quiz.database.begin() as transaction:
        import uuid  # noqa: PLC0415

        await send_again(transaction, contest_id, bucket_of(uuid.UUID(result["id"])))
    await withdraw(desk, "q-1")
    await regrade_all(quiz)

    await relay_and_count(quiz)

    for number in range(5):
        found = await of_question(desk, f"q-{number}")
        assert (found["sessions"], found["right"], found["difficulty"]) == (1, 1, 1.0)
        assert found["discrimination"] is None


async def test_a_worker_that_dies_while_counting_counts_nothing_twice(quiz: QuizSystem, desk: Desk) -> None:
    """I5: a session leaves the queue in the transaction of its sums."""
    contest_id = await quiz.contest(bank_id=desk.bank, rules=FIVE)
    await play(quiz, contest_id, tokens.participant())
    async with quiz.database.begin() as transaction:
        await claim_finished(transaction, 500)
    async with quiz.database.engine.connect() as dying:
        await dying.begin()
        await count_answers(dying, Catalogue(quiz.database, EstimatedClock()))

    await relay_and_count(quiz)

    async with quiz.database.begin() as connection:
        waiting = (await connection.execute(sa.text("SELECT count(*) FROM quiz.uncounted_sessions"))).scalar_one()
    assert (await of_question(desk, "q-1"))["sessions"] == 1
    assert waiting == 0


async def test_each_version_has_its_own_statistics(quiz: QuizSystem, desk: Desk) -> None:
    """R1.12"""
    contest_id = await quiz.contest(bank_id=desk.bank, rules=FIVE)
    await play(quiz, contest_id, tokens.participant())
    item = (await desk.look("q-1")).json()
    cells = {name: item[name] for name in ("category", "kind", "difficulty", "stem", "explanation", "source")}
    corrected = cells | {"options": item["options"], "answer": "C"}
    await desk.edit("q-1", corrected, item["etag"])
    await desk.approve("q-1")
    await play(quiz, contest_id, tokens.participant(), left_out=[item["stem"]])

    await relay_and_count(quiz)

    versions = (await desk.look("q-1/statistics")).json()["versions"]
    assert [(each["version"], each["sessions"], each["right"], each["left_out"]) for each in versions] == [
        (2, 1, 0, 1),
        (1, 1, 1, 0),
    ]
    assert [[option["option"] for option in each["options"] if option["right"]] for each in versions] == [["C"], ["B"]]


async def test_statistics_are_for_editors_and_reviewers_only(desk: Desk) -> None:
    """I7"""
    outsiders = [tokens.participant(), tokens.organiser("organiser"), tokens.organiser("administrator", "370000")]

    for caller in outsiders:
        assert (await desk.look("q-1/statistics", caller)).status_code == 403
    assert (await desk.look("q-1/statistics", desk.editor)).status_code == 200
    unknown = await desk.look("q-99/statistics")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "question-not-found")
    assert json.loads((await desk.look("q-2/statistics")).text)["versions"][0]["difficulty"] is None


def item(revision: int) -> Question:
    return Question(revision, f"q-{revision}", "x", Kind.MULTIPLE_CHOICE, 1, "", ("a", "b", "c"), 5, "", "")


@given(
    batches=st.lists(st.lists(st.lists(st.integers(0, 7) | st.none(), min_size=3, max_size=3), max_size=8), max_size=4)
)
def test_sums_of_batches_are_the_sums_of_all(batches: list[list[list[int | None]]]) -> None:
    paper = [item(1), item(2), item(3)]

    apart = [tally([(paper, answers) for answers in batch]) for batch in batches]
    together = tally([(paper, answers) for batch in batches for answers in batch])

    for key, whole in together.items():
        parts = [each[key] for each in apart if key in each]
        for name in ("sessions", "right", "left_out", "rest", "rest_squared", "rest_when_right"):
            assert getattr(whole, name) == sum(getattr(part, name) for part in parts)
        found = statistics_of({key[1]: whole})
        assert found.discrimination is None or -1.000001 <= found.discrimination <= 1.000001
