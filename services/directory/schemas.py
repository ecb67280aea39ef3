"""Bodies of the directory's requests and replies."""

import unicodedata
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

ZERO_WIDTH_JOINER = "\u200d"  # a control character that holds emoji together


class RequestBody(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DevelopmentGrant(RequestBody):
    """Only where the deployment allows it: the same subject is always the same participant."""

    grant_type: Literal["development"]
    subject: str = Field(min_length=1, max_length=128)


class RefreshGrant(RequestBody):
    grant_type: Literal["refresh"]
    refresh_token: str = Field(min_length=1, max_length=256)


class ClientCredentialsGrant(RequestBody):
    grant_type: Literal["client_credentials"]
    client_id: str = Field(min_length=1, max_length=128)
    client_secret: str = Field(min_length=1, max_length=256)


TokenRequest = Annotated[DevelopmentGrant | RefreshGrant | ClientCredentialsGrant, Field(discriminator="grant_type")]


class AccessTokenReply(BaseModel):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - RFC 6750
    expires_in: int


class TokenReply(AccessTokenReply):
    """Back offices get no refresh token; they sign in again."""

    refresh_token: str | None = None


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


class UnitReply(BaseModel):
    """`level` of a region is administrative (1 province, 2 prefecture, 3 county); retired units are not listed."""

    code: str
    name: str
    entry: Literal["region", "enterprise"]
    level: int
    parent: str | None
    has_children: bool


class UnitPage(BaseModel):
    items: list[UnitReply]
    next_cursor: str | None


class KeySet(BaseModel):
    """JWK Set (RFC 7517 §5) of Ed25519 keys."""

    keys: list[dict[str, str]]
