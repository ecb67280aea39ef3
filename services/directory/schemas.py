"""Bodies of the directory's requests and replies."""

import unicodedata
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.directory.domain.identities import phone_number

ZERO_WIDTH_JOINER = "\u200d"  # a control character that holds emoji together


class RequestBody(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _mobile_number(text: str) -> str:
    number = phone_number(text)
    if number is None:
        raise PydanticCustomError("phone_number", "A mobile number of eleven digits is expected")
    return number


PhoneNumber = Annotated[str, StringConstraints(max_length=20), AfterValidator(_mobile_number)]


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


class WeChatGrant(RequestBody):
    """A code of `wx.login` or of the OAuth page; who it belongs to is asked of WeChat, never told by the client."""

    grant_type: Literal["wechat"]
    app_id: str = Field(min_length=1, max_length=64)
    code: str = Field(min_length=1, max_length=512)


class SmsGrant(RequestBody):
    grant_type: Literal["sms"]
    phone: PhoneNumber
    code: str = Field(min_length=1, max_length=16)


class AssertionGrant(RequestBody):
    """A JWT of a trusted app about one of its users (RFC 7523)."""

    grant_type: Literal["assertion"]
    assertion: str = Field(min_length=1, max_length=8192)


class PasswordGrant(RequestBody):
    """For organisers."""

    grant_type: Literal["password"]
    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=128)


TokenRequest = Annotated[
    WeChatGrant | SmsGrant | AssertionGrant | RefreshGrant | PasswordGrant | ClientCredentialsGrant | DevelopmentGrant,
    Field(discriminator="grant_type"),
]


class SmsCodeRequest(RequestBody):
    phone: PhoneNumber


class PasswordSetup(RequestBody):
    """`setup_token` is what follows `#` in the set-up link."""

    setup_token: str = Field(min_length=1, max_length=128)
    password: str = Field(min_length=12, max_length=128)


class PasswordSetupReply(BaseModel):
    username: str


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


class NewOrganiser(RequestBody):
    name: str
    unit: str
    role: Literal["administrator", "organiser", "editor", "reviewer", "reporter"]
    kind: Literal["person", "client"]


class OrganiserReply(BaseModel):
    id: UUID
    name: str
    unit: str
    role: str
    kind: Literal["person", "client"]


class AppointmentReply(OrganiserReply):
    """A client gets id and secret, a person the link that leads to the choice of a password; both are shown once."""

    client_id: str | None = None
    client_secret: str | None = None
    username: str | None = None
    setup_link: str | None = None
    setup_expires_at: datetime | None = None


class OrganiserPage(BaseModel):
    items: list[OrganiserReply]
    next_cursor: str | None


class NewUnit(RequestBody):
    code: str
    name: str
    parent: str
    registered_base: int | None = Field(default=None, ge=0, le=2_000_000_000)


class ChangedUnit(RequestBody):
    """An absent field stays. `parent` may only repeat what is known: a unit does not move."""

    name: str | None = None
    parent: str | None = None
    registered_base: int | None = Field(default=None, ge=0, le=2_000_000_000)
    is_active: bool | None = None


class WrittenUnit(BaseModel):
    code: str
    name: str
    entry: Literal["region", "enterprise"]
    level: int
    parent: str | None
    registered_base: int | None
    is_active: bool


class ImportReply(BaseModel):
    added: list[str]
    changed: list[str]
    unchanged: int
    dry_run: bool
