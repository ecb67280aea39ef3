"""R1.2, R1.7: a paper of the shipped contest has three single choices, one multiple choice and one true or false."""

from quiz_service.use_cases.contests.load_shipped_contest import CONTEST_ID
from tests.quiz.quiz_system import QuizSystem
from tests.support.tokens import participant

KINDS = {"single_choice": 3, "multiple_choice": 1, "true_false": 1}


async def test_every_paper_follows_the_blueprint(quiz: QuizSystem) -> None:
    for _ in range(30):
        session = (await quiz.start(CONTEST_ID, participant())).json()

        kinds = [question["kind"] for question in session["questions"]]
        singles = [each["category"] for each in session["questions"] if each["kind"] == "single_choice"]
        assert kinds == [kind for kind, count in KINDS.items() for _ in range(count)]
        assert len(set(singles)) == len(singles)


async def test_the_contest_tells_its_blueprint(quiz: QuizSystem) -> None:
    contest = (await quiz.client.get(f"/v1/contests/{CONTEST_ID}")).json()

    assert contest["rules"]["blueprint"]["kinds"] == KINDS
