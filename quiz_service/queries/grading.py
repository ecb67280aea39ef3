"""Grading in SQL, said once; `domain.grading` is its oracle."""

from quiz_service.domain.grading import ANY_ANSWER


def score(answers: str, key: str, points_per_question: str) -> str:
    """The expression for the score of a session, given the expressions for its answers, its key and its points."""
    return f"""{points_per_question} * (
            SELECT count(*) FROM unnest({answers}, {key}) AS each (answer, right_options)
            WHERE right_options IN (answer, {ANY_ANSWER}))"""  # noqa: S608 - expressions of our own
