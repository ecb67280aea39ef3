"""The participant's own profile and export."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    BaseModel,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from services.directory.wire.bodies import RequestBody
from services.directory.wire.sign_in import AccessTokenReply, PhoneNumber, SmsCode
from services.kit.errors import FieldError
from services.kit.names import OneLine
from services.kit.problems import field_errors

Nickname = Annotated[OneLine, StringConstraints(min_length=1, max_length=20)]


class ProfileChange(RequestBody):
    """An absent field stays, null clears.

    Providers send a nickname beside the choice of a unit. One that cannot be taken is left out then and told of in
    `nickname_refused`: nobody is kept from taking part by it.
    """

    nickname: Nickname | None = None
    region_unit: str | None = None
    enterprise_unit: str | None = None
    _refused: ErrorDetails | None = PrivateAttr(default=None)

    @model_validator(mode="wrap")
    @classmethod
    def _without_a_nickname_that_cannot_be_taken(
        cls, content: Any, handler: ModelWrapValidatorHandler["ProfileChange"]
    ) -> "ProfileChange":
        try:
            return handler(content)
        except ValidationError as error:
            (first, *_), named = error.errors(), {each["loc"][:1] for each in error.errors()}
            if named != {("nickname",)} or not {"region_unit", "enterprise_unit"} & set(content):
                raise
            taken = handler({name: value for name, value in content.items() if name != "nickname"})
            taken._refused = first  # noqa: SLF001 - of its own kind
            return taken

    @property
    def nickname_refused(self) -> FieldError | None:
        return None if self._refused is None else next(field_errors([self._refused]))


class PhoneProof(RequestBody):
    """A number with the code that was sent to it, or the code of the button of a mini program."""

    phone: PhoneNumber | None = None
    code: SmsCode | None = None
    app_id: str | None = Field(default=None, min_length=1, max_length=64)
    wechat_phone_code: str | None = Field(default=None, min_length=1, max_length=512)

    @model_validator(mode="after")
    def _is_one_of_both(self) -> "PhoneProof":
        by_sms, by_wechat = (self.phone, self.code), (self.app_id, self.wechat_phone_code)
        if {None in by_sms, None in by_wechat} != {True, False} or (any(by_sms) and any(by_wechat)):
            raise PydanticCustomError("phone_proof", "Expected are phone and code, or app_id and wechat_phone_code")
        return self


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
    phone_verified: bool


class NicknameRefused(BaseModel):
    code: str
    detail: str


class ChangedProfileReply(ProfileReply):
    """`nickname_refused` is there only where the nickname was left out."""

    nickname_refused: NicknameRefused | None = None


class ExportedParticipant(BaseModel):
    id: UUID
    nickname: str | None
    region_unit: str | None
    enterprise_unit: str | None
    has_phone: bool
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


class ExportedMerge(BaseModel):
    """Another account of the same person that ended when both proved to be one."""

    ended_id: UUID
    merged_at: datetime


class ExportReply(BaseModel):
    """All that the directory holds of a participant."""

    participant: ExportedParticipant
    identities: list[ExportedIdentity]
    unit_changes: list[ExportedUnitChange]
    sign_ins: list[ExportedSignIn]
    merges: list[ExportedMerge]
