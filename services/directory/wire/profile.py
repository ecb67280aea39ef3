"""The participant's own profile and export."""

import unicodedata
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints
from pydantic_core import PydanticCustomError

from services.directory.wire.bodies import RequestBody
from services.directory.wire.sign_in import AccessTokenReply

ZERO_WIDTH_JOINER = "\u200d"  # a control character that holds emoji together


def _without_control_characters(text: str) -> str:
    hidden = ("C", "Zl", "Zp")
    if any(unicodedata.category(each).startswith(hidden) and each != ZERO_WIDTH_JOINER for each in text):
        raise PydanticCustomError("control_character", "Control characters are not allowed")
    return text


Nickname = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20),
    AfterValidator(_without_control_characters),
]


class ProfileChange(RequestBody):
    """An absent field stays, null clears."""

    nickname: Nickname | None = None
    region_unit: str | None = None
    enterprise_unit: str | None = None


class UnitOfProfile(BaseModel):
    """`path` holds the codes from the root down to the unit itself."""

    code: str
    name: str
    path: tuple[str, ...]


class UnitChangesLeft(BaseModel):
    region: int
    enterprise: int


class ProfileReply(AccessTokenReply):
    participant_id: UUID
    nickname: str | None
    region_unit: UnitOfProfile | None
    enterprise_unit: UnitOfProfile | None
    unit_changes_left: UnitChangesLeft


class ExportedParticipant(BaseModel):
    id: UUID
    nickname: str | None
    region_unit: str | None
    enterprise_unit: str | None
    created_at: datetime


class ExportedIdentity(BaseModel):
    """A way of signing in. The identifier itself is not stored, so it cannot be given back."""

    method: str
    key_id: str


class ExportedUnitChange(BaseModel):
    entry: Literal["region", "enterprise"]
    from_unit: str | None
    to_unit: str | None
    changed_at: datetime
    is_counted: bool


class ExportedSignIn(BaseModel):
    signed_in_at: datetime
    ended_at: datetime | None


class ExportReply(BaseModel):
    """All that the directory holds of a participant."""

    participant: ExportedParticipant
    identities: list[ExportedIdentity]
    unit_changes: list[ExportedUnitChange]
    sign_ins: list[ExportedSignIn]
