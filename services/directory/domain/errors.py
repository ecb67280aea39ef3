"""What the directory refuses, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.kit.errors import (
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    Kind,
    Problem,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
)


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


class WeChatCodeInvalid(Unauthenticated):
    code = "wechat-code-invalid"
    zh = "微信登录凭证无效、已过期或已被使用，请重新登录。"
    en = "The code of WeChat is wrong, has expired or was used; please sign in again."


class WeChatAccountRestricted(Forbidden):
    code = "wechat-account-restricted"
    zh = "微信判定该账号存在风险，暂不能登录。"
    en = "WeChat holds this account to be at risk and does not let it sign in."


class WeChatProfileNeeded(Forbidden):
    code = "wechat-profile-needed"
    zh = "当前为微信快照页浏览模式，请使用完整服务后再登录。"
    en = "WeChat shows a snapshot page under a virtual account; open the full service to sign in."


class WeChatBusy(TooManyRequests):
    code = "wechat-too-many-requests"
    zh = "微信登录过于频繁，请稍后再试。"
    en = "Too many sign-ins through WeChat; please wait a moment."


class WeChatUnavailable(Unavailable):
    code = "wechat-unavailable"
    zh = "微信登录暂不可用，请稍后再试；已登录的用户不受影响。"
    en = "WeChat cannot be reached; please try again shortly. Those signed in already are not affected."


class TooManyTries(TooManyRequests):
    code = "too-many-tries"
    zh = "尝试次数过多，请稍后再试。"
    en = "Too many tries; please wait."


class AssertionInvalid(Unauthenticated):
    code = "assertion-invalid"
    zh = "应用出具的登录凭证无效或已过期。"
    en = "The assertion of the app is wrong or has expired."


class AssertionReplayed(Unauthenticated):
    code = "assertion-replayed"
    zh = "应用出具的登录凭证已被使用过。"
    en = "The assertion of the app was used before."


class TrustedAppUnavailable(Unavailable):
    code = "trusted-app-unavailable"
    zh = "暂时无法核验该应用的登录凭证，请稍后再试。"
    en = "The keys of this app cannot be fetched; please try again shortly."


class SetupLinkInvalid(Unauthenticated):
    code = "setup-link-invalid"
    zh = "设置密码的链接无效、已过期或已被使用。"
    en = "The set-up link is wrong, has expired or was used."


class UnitChangeLimit(Conflict):
    code = "unit-change-limit"
    zh = "更换单位的次数已用完，请稍后再试。"
    en = "No more changes of unit are allowed for now."


class UnitCannotMove(Conflict):
    code = "unit-cannot-move"
    zh = "单位不能更换上级单位。"
    en = "A unit cannot get another parent."


class UnitExists(Conflict):
    code = "unit-exists"
    zh = "该单位代码已被使用。"
    en = "A unit with this code exists."


class UnitHasChildren(Conflict):
    code = "unit-has-children"
    zh = "该单位仍有在用的下级单位，不能停用。"
    en = "A unit with active units below it cannot retire."


class DecidedAbove(Forbidden):
    code = "decided-above"
    zh = "单位名称和注册基数由上级单位填写。"
    en = "Name and registered base of a unit are written by the unit above it."


class BaseFixed(Forbidden):
    code = "base-fixed"
    zh = "竞赛已开始，注册基数只能由全国管理员说明理由后更改。"
    en = "A contest has opened: only national administrators change the registered base, and say why."


class RoleNotGrantable(Forbidden):
    code = "role-not-grantable"
    zh = "您不能授予此角色。"
    en = "This role is not yours to give."


class ActsElsewhere(Forbidden):
    code = "acts-elsewhere"
    zh = "该人员还有您不能授予的权限，请由上级单位办理。"
    en = "This organiser holds rights that are not yours to give; ask the unit above."


class NoPassword(Conflict):
    code = "no-password"
    zh = "该账号不使用密码登录。"
    en = "This account does not sign in with a password."


class SheetTypeUnknown(Problem):
    kind = Kind.UNSUPPORTED_MEDIA
    code = "sheet-type-unknown"
    zh = "请以 XLSX、CSV 或 JSON 文件导入单位。"
    en = "Units are imported as XLSX, CSV or JSON."


class SheetTooLarge(Problem):
    kind = Kind.TOO_LARGE
    code = "unit-sheet-too-large"
    zh = "单位表过大，请分成几个文件导入。"
    en = "The sheet of units is too large; import it in parts."


class SheetUnreadable(Invalid):
    code = "unit-sheet-unreadable"
    zh = "单位表无法读取。"
    en = "The sheet of units cannot be read."


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
            extra={"rows": [_told(fault) for fault in faults]},
            errors=[FieldError(f"/{fault.row}/{fault.column}", fault.code, fault.zh, fault.en) for fault in faults],
        )


def _told(fault: CellFault) -> dict[str, object]:
    """The place and the value; the reason stands beside it in `errors`, in the caller's language."""
    return {"row": fault.row, "column": fault.column, "value": fault.value, "code": fault.code}


def in_body(sheet: FaultySheet) -> Invalid:
    """The faults of a sheet of one row as those of a body."""
    return Invalid(errors=[FieldError(f"/{each.column}", each.code, each.zh, each.en) for each in sheet.faults])


def unknown_unit(pointer: str) -> FieldError:
    return FieldError(pointer, "unknown-unit", "单位不存在、已停用，或不属于此类单位。", "No such active unit here.")


def wrong_password(pointer: str) -> Invalid:
    return Invalid(
        errors=[FieldError(pointer, "wrong-password", "当前密码不正确。", "This is not the present password.")]
    )


def known_password(pointer: str) -> Invalid:
    zh, en = (
        "此密码过于常见或与原密码相同，容易被猜到，请换一个。",
        "This password is widely known or the old one; choose another.",
    )
    return Invalid(errors=[FieldError(pointer, "known-password", zh, en)])


def wrong_code(pointer: str) -> Invalid:
    zh, en = "验证码不正确或已失效，请重新获取。", "This code is wrong or no longer valid; ask for another."
    return Invalid(errors=[FieldError(pointer, "wrong-code", zh, en)])
