"""What is refused around second factors, and why."""

from services.kit.errors import Conflict, Forbidden, Unauthenticated


class SecondFactorNeeded(Unauthenticated):
    code = "second-factor-needed"
    zh = "密码正确。请再输入身份验证器上的动态验证码，或一个备用恢复码。"
    en = "The password is right; now send a code of your authenticator app, or a recovery code."


class SecondFactorWrong(Unauthenticated):
    code = "second-factor-wrong"
    zh = "动态验证码不正确、已过期或已被使用，请输入新的验证码。"
    en = "This code is wrong, has expired or was used; enter the next one."


class SecondFactorRequired(Forbidden):
    code = "second-factor-required"
    zh = "管理员登录须启用动态验证码。请先完成设置，再登录。"
    en = "Administrators sign in with a second factor here; set one up first."


class NoPendingFactor(Conflict):
    code = "no-pending-second-factor"
    zh = "没有待确认的动态验证码设置，请重新开始设置。"
    en = "No second factor waits to be confirmed; begin anew."


class SecondFactorOfOneself(Conflict):
    code = "second-factor-of-oneself"
    zh = "不能取消自己的动态验证码，请由另一位管理员办理。"
    en = "Nobody takes away their own second factor; ask another administrator."
