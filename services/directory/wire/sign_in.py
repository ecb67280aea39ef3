"""Signing in."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.directory.domain.identities import as_typed, phone_number
from services.directory.wire.bodies import RequestBody


def _mobile_number(text: str) -> str:
    number = phone_number(text)
    if number is None:
        raise PydanticCustomError("phone_number", "A mobile number of eleven digits is expected")
    return number


PhoneNumber = Annotated[str, StringConstraints(max_length=64), AfterValidator(_mobile_number)]
SmsCode = Annotated[str, StringConstraints(min_length=1, max_length=32), AfterValidator(as_typed)]
SecondFactorCode = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(as_typed)]


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
    code: SmsCode


class AssertionGrant(RequestBody):
    """A JWT of a trusted app about one of its users (RFC 7523)."""

    grant_type: Literal["assertion"]
    assertion: str = Field(min_length=1, max_length=8192)


class PasswordGrant(RequestBody):
    """For organisers. `second_factor`, where the account has one, is a code of its app or a recovery code."""

    grant_type: Literal["password"]
    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=128)
    second_factor: SecondFactorCode | None = None


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


class SecondFactorEnrolment(RequestBody):
    """`second_factor` is asked for when one is in force, which the new one replaces."""

    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=128)
    second_factor: SecondFactorCode | None = None


class SecondFactorReply(BaseModel):
    """`secret` is base32 as authenticator apps take it, `uri` is what the QR code `qr` (a `data:` address) holds."""

    secret: str
    uri: str
    qr: str


class SecondFactorConfirmation(RequestBody):
    """`code` is the first one that the app shows."""

    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=128)
    code: SecondFactorCode


class RecoveryCodesReply(BaseModel):
    recovery_codes: list[str]


class AccessTokenReply(BaseModel):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - RFC 6750
    expires_in: int


class TokenReply(AccessTokenReply):
    """Back offices get no refresh token; they sign in again."""

    refresh_token: str | None = None


class WeChatMethod(BaseModel):
    app_id: str
    kind: Literal["mini_program", "official_account"]


class MethodsReply(BaseModel):
    """The ways of signing in that are open here."""

    development: bool
    sms: bool
    password: bool
    assertion: bool
    wechat: list[WeChatMethod]


class KeySet(BaseModel):
    """JWK Set (RFC 7517 §5) of Ed25519 keys."""

    keys: list[dict[str, str]]
