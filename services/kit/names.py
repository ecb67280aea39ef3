"""Names and texts in bodies, held against the list of characters (`services.kit.characters`)."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from services.kit import characters


def _with_plain_spaces(value: Any) -> Any:
    return characters.with_plain_spaces(value) if isinstance(value, str) else value


def _of_one_line(text: str) -> str:
    _refuse(characters.refused(text))
    if text and not characters.has_anything_visible(text):
        raise PydanticCustomError("nothing_visible", "Nothing of this can be seen")
    return text


def _of_lines(text: str) -> str:
    _refuse(characters.refused(text, may_break=True))
    return text


def _refuse(character: str | None) -> None:
    if character is not None:
        named = {"character": characters.named(character)}
        raise PydanticCustomError("unusable_character", "The character {character} cannot be used", named)


OneLine = Annotated[str, BeforeValidator(_with_plain_spaces), AfterValidator(_of_one_line)]
"""A name: spaces of every width are plain, none stand around it; what is not empty shows something."""
Lines = Annotated[str, AfterValidator(_of_lines)]
"""A text of several lines."""
