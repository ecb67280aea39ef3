"""What the directory refuses, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.kit.errors import Conflict, FieldError, Forbidden, Invalid, Unauthenticated


class InvalidCredentials(Unauthenticated):
    code = "invalid-credentials"
    zh = "登录凭据无效或已过期，请重新登录。"
    en = "These credentials are wrong or have expired; please sign in again."


class RefreshTokenReused(Unauthenticated):
    code = "refresh-token-reused"
    zh = "登录凭据曾被重复使用，为了安全已全部失效，请重新登录。"
    en = "A refresh token of this sign-in was used twice, so all of them were revoked; please sign in again."


class SignInMethodUnavailable(Forbidden):
    code = "sign-in-method-unavailable"
    zh = "本系统未开通此登录方式。"
    en = "This way of signing in is not available here."


class UnitChangeLimit(Conflict):
    code = "unit-change-limit"
    zh = "更换单位的次数已用完，请稍后再试。"
    en = "No more changes of unit are allowed for now."


class UnitCannotMove(Conflict):
    code = "unit-cannot-move"
    zh = "单位不能更换上级单位。"
    en = "A unit cannot get another parent."


@dataclass(frozen=True)
class CellFault:
    """What is wrong in one cell of a sheet. Rows are counted as a spreadsheet does; row 1 of a CSV is its header."""

    row: int
    column: str
    value: str
    code: str
    zh: str
    en: str


class FaultySheet(Invalid):
    """Carries every fault of the sheet in `faults`."""

    code = "faulty-unit-sheet"
    zh = "导入的单位表有错误，未作任何更改。"
    en = "The sheet of units has faults; nothing was changed."

    def __init__(self, faults: Sequence[CellFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            errors=[FieldError(f"/{fault.row}/{fault.column}", fault.code, fault.zh, fault.en) for fault in faults]
        )


def unknown_unit(pointer: str) -> FieldError:
    return FieldError(pointer, "unknown-unit", "单位不存在、已停用，或不属于此类单位。", "No such active unit here.")
