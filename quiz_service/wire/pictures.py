"""Pictures of questions, as editors get their names and as participants are shown them."""

from typing import Any

from pydantic import BaseModel, Field

from quiz_service.domain.picture import Drawn, address_of
from quiz_service.domain.question import Question


class PictureUploaded(BaseModel):
    """`picture` is what a question takes; `size` is in bytes, after the picture was drawn anew."""

    picture: str
    url: str
    media_type: str
    size: int

    @classmethod
    def of(cls, name: str, drawn: Drawn) -> "PictureUploaded":
        return cls(picture=name, url=address_of(name), media_type=drawn.media_type, size=len(drawn.content))


class PictureReply(BaseModel):
    """A picture that belongs to a question, and what it shows, in Chinese, for those who do not see it."""

    url: str
    alt: str


PICTURE = Field(default=None, exclude_if=lambda picture: picture is None, description="Only where there is one")


def picture_of(question: Question) -> dict[str, Any] | None:
    """As replies show it; None where the question has none."""
    if not question.picture:
        return None
    return {"url": address_of(question.picture), "alt": question.picture_alt}
