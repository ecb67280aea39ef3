"""The telephone number behind the button of a mini program, which WeChat tells for a code of one use."""

import json
import time
from collections.abc import Mapping
from typing import Any

import structlog

from services.directory.domain.errors import WeChatCodeInvalid, WeChatUnavailable
from services.directory.domain.identities import phone_number
from services.directory.outside.wechat import RETRY_AFTER_S, WeChatApp, refusal
from services.kit.errors import FieldError, Invalid
from services.kit.outbound import Outbound, Unreachable

log = structlog.get_logger(__name__)

TOKEN_REFUSED = frozenset({40001, 40014, 42001})
RENEWED_BEFORE_S = 300.0


class WeChatPhones:
    """Asks with an access token of the app, which the stable call gives to every process alike."""

    def __init__(self, outbound: Outbound, url: str, apps: Mapping[str, WeChatApp]) -> None:
        self._outbound = outbound
        self._url = url.rstrip("/")
        self._apps = apps
        self._tokens: dict[str, tuple[str, float]] = {}

    async def number(self, app_id: str, code: str) -> str:
        """The eleven digits. Raises `Invalid` for an app that is not ours, what WeChat refuses, `WeChatUnavailable`."""
        app = self._apps.get(app_id)
        if app is None or app.kind != "mini_program":
            fault = FieldError("/app_id", "unknown-app", "不认识的小程序。", "Not a mini program of ours.")
            raise Invalid(errors=[fault])
        said = await self._ask(app, code)
        if said.get("errcode") in TOKEN_REFUSED:
            self._tokens.pop(app_id, None)
            said = await self._ask(app, code)
        if said.get("errcode", 0):
            raise refusal(app_id, said["errcode"])
        told = said.get("phone_info")
        number = phone_number(str(told.get("purePhoneNumber"))) if isinstance(told, dict) else None
        if number is None:
            raise WeChatCodeInvalid
        return number

    async def _ask(self, app: WeChatApp, code: str) -> Mapping[str, Any]:
        token = await self._token(app)
        return await self._post(app, "wxa/business/getuserphonenumber", {"code": code}, params={"access_token": token})

    async def _token(self, app: WeChatApp) -> str:
        known, until = self._tokens.get(app.app_id, ("", 0.0))
        if time.monotonic() < until:
            return known
        asked = {"grant_type": "client_credential", "appid": app.app_id, "secret": app.secret}
        said = await self._post(app, "cgi-bin/stable_token", asked)
        token, lifetime = said.get("access_token"), said.get("expires_in", 0)
        if not isinstance(token, str) or not token:
            log.warning("wechat failed", app_id=app.app_id, fault=f"errcode {said.get('errcode')}")
            raise WeChatUnavailable(retry_after_s=RETRY_AFTER_S)
        self._tokens[app.app_id] = token, time.monotonic() + float(lifetime) - RENEWED_BEFORE_S
        return token

    async def _post(
        self, app: WeChatApp, path: str, body: Mapping[str, str], params: Mapping[str, str] | None = None
    ) -> Mapping[str, Any]:
        try:
            reply = await self._outbound.request(
                "POST", f"{self._url}/{path}", params=params, body=json.dumps(body).encode()
            )
            return reply.object()
        except Unreachable as fault:
            log.warning("wechat failed", app_id=app.app_id, fault=str(fault))
            raise WeChatUnavailable(retry_after_s=RETRY_AFTER_S) from fault
