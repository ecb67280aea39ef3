"""Knowledge cards, and what has been learnt."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel

from quiz_service.domain.question import Question
from quiz_service.use_cases.learning.read_mastery import Mastery
from quiz_service.wire.pictures import PICTURE, PictureReply, picture_of


class CardReply(BaseModel):
    """What is worth knowing, and where it is written. No question, and no option of one."""

    category: str
    text: str
    source: str
    picture: PictureReply | None = PICTURE

    @classmethod
    def of(cls, question: Question) -> "CardReply":
        texts = {"category": question.category, "text": question.explanation, "source": question.source}
        return cls.model_validate({**texts, "picture": picture_of(question)})


class CardList(BaseModel):
    contest_day: date
    items: list[CardReply]
    next_cursor: None = None

    @classmethod
    def of(cls, day: date, questions: Sequence[Question]) -> "CardList":
        return cls(contest_day=day, items=[CardReply.of(each) for each in questions])


class MasteryReply(BaseModel):
    """`right` of the `met` questions of a category were right when they were answered last."""

    category: str
    met: int
    right: int


class MasteryList(BaseModel):
    items: list[MasteryReply]
    next_cursor: None = None

    @classmethod
    def of(cls, found: Sequence[Mastery]) -> "MasteryList":
        return cls(items=[MasteryReply(**vars(each)) for each in found])
