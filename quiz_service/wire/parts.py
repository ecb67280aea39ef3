"""Parts of many bodies and replies."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from services.kit.characters import has_anything_visible, refused

Entry = Literal["region", "enterprise"]
# As the domain names them; written out, the documents hold them in place.
KindName = Literal["single_choice", "multiple_choice", "true_false"]
Category = Literal[
    "accident_prevention",
    "hazard_spotting",
    "escape_evacuation",
    "self_mutual_rescue",
    "rescue_drills",
    "emergency_response",
]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


def _plain(text: str) -> str:
    return _sound(text, may_break=False)


def _broken(text: str) -> str:
    return _sound(text, may_break=True)


def _sound(text: str, *, may_break: bool) -> str:
    if refused(text, may_break=may_break) is not None:
        raise PydanticCustomError("character_refused", "Holds a character that cannot stand here")
    if not may_break and not has_anything_visible(text):
        raise PydanticCustomError("nothing_visible", "Holds nothing that can be seen")
    return text


Line = Annotated[str, AfterValidator(_plain)]
"""A text of one line, with something to be seen in it."""
Text = Annotated[str, AfterValidator(_broken)]
"""A text that may have several lines, or be empty."""
Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w.-]+$", examples=["371002"])]
"""Of a unit."""


class Body(BaseModel):
    """A body from a client: what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid")


class UnitReply(BaseModel):
    code: str
    name: str
