"""What all bodies of requests have in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

_SURROGATES = {"character": "U+D800–DFFF"}


class RequestBody(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_halves_of_characters(cls, content: Any) -> Any:
        """JSON can hold them, nothing that a text goes to afterwards can."""
        if isinstance(content, dict):
            halved = [name for name, value in content.items() if isinstance(value, str) and _is_halved(value)]
            if halved:
                fault = PydanticCustomError("unusable_character", "{character} cannot be used", _SURROGATES)
                faults: list[InitErrorDetails] = [{"type": fault, "loc": (name,), "input": ""} for name in halved]
                raise ValidationError.from_exception_data(cls.__name__, faults)
        return content


def _is_halved(text: str) -> bool:
    return any("\ud800" <= each <= "\udfff" for each in text)
