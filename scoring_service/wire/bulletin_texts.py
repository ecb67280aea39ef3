"""The words of a ranking report, as its issuer reads and changes them."""

from dataclasses import asdict, fields
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response

from scoring_service.domain.texts import PLACEHOLDERS, Texts, unknown_placeholders
from services.kit import etag

SHIPPED = Texts()
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=r"^[^\x00-\x1f]*$")]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000, pattern=r"^[^\x00-\x1f]*$")]


class TextsBody(BaseModel):
    """`opening` is the paragraph with the figures, `further` that of each other issuing unit.

    `masthead` is the red name at the top, empty where the letterhead has one; `standing` is the sentence on the unit's
    own place; `final_closing` stands for `closing` once the results are final.
    """

    model_config = ConfigDict(extra="forbid")

    masthead: Line = SHIPPED.masthead
    title: Line = SHIPPED.title
    issuer: Line = SHIPPED.issuer
    number: Line = SHIPPED.number
    addressees: Paragraph = SHIPPED.addressees
    opening: Paragraph = SHIPPED.opening
    further: Paragraph = SHIPPED.further
    standing: Paragraph = SHIPPED.standing
    final_closing: Paragraph = SHIPPED.final_closing
    closing: Paragraph = SHIPPED.closing

    @model_validator(mode="after")
    def names_only_figures(self) -> Self:
        unknown = unknown_placeholders(self.texts())
        if unknown:
            message = "unknown placeholders: {unknown}; known are {known}"
            known = ", ".join(sorted(PLACEHOLDERS))
            raise PydanticCustomError("unknown_placeholder", message, {"unknown": ", ".join(unknown), "known": known})
        return self

    def texts(self) -> Texts:
        return Texts(**{each.name: getattr(self, each.name) for each in fields(Texts)})


class TextsReply(TextsBody):
    """`placeholders` are the names that may stand in braces."""

    unit: str
    placeholders: list[str]


def texts_response(request: Request, unit_code: str, texts: Texts | None) -> Response:
    reply = TextsReply(unit=unit_code, placeholders=sorted(PLACEHOLDERS), **asdict(texts or SHIPPED))
    body = reply.model_dump_json().encode()
    return etag.response(request, body, etag.of(body), {"Cache-Control": "no-store"})
