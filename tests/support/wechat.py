"""A double of WeChat's `sns` calls: its replies, its error codes, its `text/plain`, always with status 200."""

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from tests.support.http_server import Asked, Said, asgi

MINI = ("wx1111111111111111", "5e" * 16)
OTHER_MINI = ("wx2222222222222222", "6e" * 16)
ACCOUNT = ("wx3333333333333333", "7e" * 16)
APPS = [
    {"app_id": MINI[0], "secret": MINI[1], "kind": "mini_program"},
    {"app_id": OTHER_MINI[0], "secret": OTHER_MINI[1], "kind": "mini_program"},
    {"app_id": ACCOUNT[0], "secret": ACCOUNT[1], "kind": "official_account"},
]
MESSAGES = {
    -1: "system error",
    40013: "invalid appid",
    40029: "invalid code",
    40125: "invalid appsecret",
    40163: "code been used",
    40226: "code blocked",
    41008: "missing code",
    42003: "oauth_code expired",
    45011: "api minute-quota reach limit  mustslower  retry next minute",
}


@dataclass
class WeChatDouble:
    """`issue` is what `wx.login` or the OAuth page does in the user's hands."""

    codes: dict[str, tuple[str, str, str | None, bool]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    fault: int = 0
    broken: Said | None = None
    delay_s: float = 0
    access_tokens: set[str] = field(default_factory=set)
    phones: dict[str, tuple[str, str]] = field(default_factory=dict)
    session_keys: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def issue(self, app_id: str, openid: str, unionid: str | None = None, *, is_snapshot: bool = False) -> str:
        code = secrets.token_hex(16)
        self.codes[code] = app_id, openid, unionid, is_snapshot
        return code

    def press_phone_button(self, app_id: str, phone: str) -> str:
        """What `getPhoneNumber` hands to the mini program."""
        code = secrets.token_hex(16)
        self.phones[code] = app_id, phone
        return code

    @property
    def application(self) -> Any:
        return asgi(self._answer)

    async def _answer(self, asked: Asked) -> Said:
        self.asked.append(asked)
        await asyncio.sleep(self.delay_s)
        if self.broken is not None:
            return self.broken
        calls = {
            "/sns/jscode2session": ("mini_program", "js_code"),
            "/sns/oauth2/access_token": ("official_account", "code"),
        }
        if asked.path == "/cgi-bin/stable_token":
            return self._access_token(json.loads(asked.body))
        if asked.path == "/wxa/business/getuserphonenumber":
            return self._phone(asked.query.get("access_token", ""), json.loads(asked.body))
        if asked.path not in calls:
            return Said(b"Not Found", 404, "text/plain")
        return self._reply(asked, *calls[asked.path])

    def _reply(self, asked: Asked, kind: str, name: str) -> Said:
        app = next((each for each in APPS if each["app_id"] == asked.query.get("appid")), None)
        code = asked.query.get(name, "")
        is_of_app = code in self.codes and self.codes[code][0] == asked.query.get("appid")
        faults = (
            (self.fault, self.fault),
            (app is None or app["kind"] != kind, 40013),
            (app is not None and app["secret"] != asked.query.get("secret"), 40125),
            (not code, 41008),
            (code in self.used, 40163),
            (not is_of_app or asked.query["grant_type"] != "authorization_code", 40029),
        )
        found = next((errcode for is_so, errcode in faults if is_so), 0)
        if found:
            return self._refuse(found)
        self.used.add(code)
        return self._identity(kind, *self.codes[code][1:])

    def _access_token(self, body: dict[str, str]) -> Said:
        if (body["appid"], body["secret"]) not in (MINI, OTHER_MINI):
            return self._refuse(40125)
        token = secrets.token_urlsafe(32)
        self.access_tokens.add(token)
        return Said.json({"access_token": token, "expires_in": 7200})

    def _phone(self, access_token: str, body: dict[str, str]) -> Said:
        if access_token not in self.access_tokens:
            return self._refuse(40001)
        if body["code"] not in self.phones:
            return self._refuse(40029)
        app_id, phone = self.phones.pop(body["code"])
        told = {"phoneNumber": f"+86{phone}", "purePhoneNumber": phone, "countryCode": "86"}
        return Said.json({"errcode": 0, "errmsg": "ok", "phone_info": {**told, "watermark": {"appid": app_id}}})

    def _identity(self, kind: str, openid: str, unionid: str | None, is_snapshot: bool) -> Said:  # noqa: FBT001
        content: dict[str, Any] = {"openid": openid}
        if unionid:
            content["unionid"] = unionid
        secret = secrets.token_urlsafe(16)
        self.session_keys.append(secret)
        if kind == "mini_program":
            content["session_key"] = secret
        else:
            content |= {"access_token": secret, "expires_in": 7200, "refresh_token": secret, "scope": "snsapi_base"}
            if is_snapshot:
                content["is_snapshotuser"] = 1
        return Said.json(content, media_type="text/plain")

    def _refuse(self, errcode: int) -> Said:
        message = f"{MESSAGES.get(errcode, 'error')}, rid: {secrets.token_hex(4)}"
        return Said.json({"errcode": errcode, "errmsg": message}, media_type="text/plain")
