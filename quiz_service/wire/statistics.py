"""What answers say of questions, as editors and reviewers read it."""

from collections.abc import Iterable

from pydantic import BaseModel

from quiz_service.domain.authoring import Authored
from quiz_service.domain.question import LETTERS, indexes_of
from quiz_service.use_cases.bank.read_statistics import VersionStatistics


class OptionStatistics(BaseModel):
    """`share` is of all sessions; with several choices, or none, the shares do not add up to 1."""

    option: str
    text: str
    right: bool
    chosen: int
    share: float | None


class VersionStatisticsReply(BaseModel):
    """`difficulty` is the share of right answers; `discrimination` the point-biserial correlation with the rest.

    `measured_difficulty`, 1 to 3, takes the place of the author's in contests that are written from now on; null while
    answers are too few.
    """

    version: int
    sessions: int
    right: int
    left_out: int
    difficulty: float | None
    discrimination: float | None
    measured_difficulty: int | None
    options: list[OptionStatistics]

    @classmethod
    def of(cls, found: VersionStatistics) -> "VersionStatisticsReply":
        sums, question = found.statistics, found.question
        right = indexes_of(question.right)
        return cls(
            version=found.version,
            sessions=sums.sessions,
            right=sums.right,
            left_out=sums.left_out,
            difficulty=_rounded(sums.difficulty),
            discrimination=_rounded(sums.discrimination),
            measured_difficulty=sums.measured,
            options=[
                OptionStatistics(
                    option=LETTERS[index],
                    text=text,
                    right=index in right,
                    chosen=sums.chosen[index],
                    share=_rounded(sums.chosen[index] / sums.sessions if sums.sessions else None),
                )
                for index, text in enumerate(question.options)
            ],
        )


class StatisticsReply(BaseModel):
    """Over finished sessions only, a few seconds behind; the newest version first."""

    question_id: str
    bank_id: str
    versions: list[VersionStatisticsReply]

    @classmethod
    def of(cls, known: Authored, found: Iterable[VersionStatistics]) -> "StatisticsReply":
        versions = [VersionStatisticsReply.of(each) for each in found]
        return cls(question_id=known.question.id, bank_id=known.bank_id, versions=versions)


class StatisticsPage(BaseModel):
    items: list[StatisticsReply]
    next_cursor: str | None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
