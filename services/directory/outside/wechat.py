"""WeChat: what it says of a code that one of our apps was handed. The session key ends here."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import structlog
from pydantic import BaseModel, ConfigDict, Field

from services.directory.domain.errors import (
    WeChatAccountRestricted,
    WeChatBusy,
    WeChatCodeInvalid,
    WeChatProfileNeeded,
    WeChatUnavailable,
)
from services.directory.domain.identities import Identity, wechat_identities
from services.kit.errors import FieldError, Invalid, Problem
from services.kit.outbound import Outbound, Unreachable

log = structlog.get_logger(__name__)

RETRY_AFTER_S = 5
RETRY_AFTER_LIMIT_S = 60

# By `errcode`, as both calls document them; whatever is not named here is a fault of WeChat or of our settings.
REFUSALS: Mapping[int, Problem] = {
    40029: WeChatCodeInvalid(),  # not a code, or not one of this app
    40163: WeChatCodeInvalid(),  # used before
    41008: WeChatCodeInvalid(),  # empty
    42003: WeChatCodeInvalid(),  # expired
    40226: WeChatAccountRestricted(),
    45009: WeChatBusy(retry_after_s=RETRY_AFTER_LIMIT_S),
    45011: WeChatBusy(retry_after_s=RETRY_AFTER_LIMIT_S),
}


class WeChatApp(BaseModel):
    """A mini program or an official account of ours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    app_id: str
    secret: str = Field(repr=False)
    kind: Literal["mini_program", "official_account"]


class WeChat:
    def __init__(self, outbound: Outbound, url: str, apps: Sequence[WeChatApp]) -> None:
        self._outbound = outbound
        self._url = url.rstrip("/")
        self._apps = {app.app_id: app for app in apps}

    @property
    def is_configured(self) -> bool:
        return bool(self._apps)

    @property
    def apps(self) -> Sequence[WeChatApp]:
        return list(self._apps.values())

    async def identify(self, app_id: str, code: str) -> Sequence[Identity]:
        """Who the code belongs to. Raises `Invalid` for an app that is not ours, the refusals, `WeChatUnavailable`."""
        app = self._apps.get(app_id)
        if app is None:
            raise Invalid(errors=[FieldError("/app_id", "unknown-app", "不认识的应用。", "Not an app of ours.")])
        said = await self._ask(app, code)
        errcode = said.get("errcode", 0)
        if errcode:
            raise refusal(app_id, errcode)
        if said.get("is_snapshotuser"):
            raise WeChatProfileNeeded
        openid, unionid = said.get("openid"), said.get("unionid")
        if not isinstance(openid, str) or not openid:
            raise _unavailable(app_id, "no openid")
        return wechat_identities(app_id, openid, unionid if isinstance(unionid, str) else None)

    async def _ask(self, app: WeChatApp, code: str) -> Mapping[str, Any]:
        path, name = ("jscode2session", "js_code") if app.kind == "mini_program" else ("oauth2/access_token", "code")
        values = {"appid": app.app_id, "secret": app.secret, name: code, "grant_type": "authorization_code"}
        try:
            return (await self._outbound.request("GET", f"{self._url}/sns/{path}", params=values)).object()
        except Unreachable as fault:
            raise _unavailable(app.app_id, str(fault)) from fault


def refusal(app_id: str, errcode: object) -> Problem:
    """What WeChat means by an error code."""
    known = REFUSALS.get(errcode) if isinstance(errcode, int) else None
    if known is None:
        return _unavailable(app_id, f"errcode {errcode}")
    return type(known)(retry_after_s=known.retry_after_s)


def _unavailable(app_id: str, fault: str) -> WeChatUnavailable:
    log.warning("wechat failed", app_id=app_id, fault=fault)
    return WeChatUnavailable(retry_after_s=RETRY_AFTER_S)
