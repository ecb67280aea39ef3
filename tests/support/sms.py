"""A double of an Aliyun-like SMS service: it checks the signature as documented and has limits of its own."""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote

from tests.support.http_server import Asked, Said, asgi

KEY_ID, KEY_SECRET = "LTAItestkeyid", "test-key-secret"
SIGNATURE, TEMPLATE = "安全知识竞赛", "SMS_154950909"


def account(url: str) -> dict[str, str]:
    return {
        "url": url,
        "access_key_id": KEY_ID,
        "access_key_secret": KEY_SECRET,
        "signature": SIGNATURE,
        "template": TEMPLATE,
    }


@dataclass
class SmsDouble:
    """`sent` is what arrived on telephones: number and code."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    outcome: str = "OK"
    broken: Said | None = None
    nonces: set[str] = field(default_factory=set)

    def last_code(self, phone: str) -> str:
        return next(code for number, code in reversed(self.sent) if number == phone)

    @property
    def application(self) -> Any:
        return asgi(self._answer)

    async def _answer(self, asked: Asked) -> Said:
        if self.broken is not None:
            return self.broken
        fault = self._fault_of(asked)
        if fault:
            return Said.json({"RequestId": secrets.token_hex(8), "Code": fault, "Message": fault}, 400)
        if self.outcome != "OK":
            return Said.json({"RequestId": secrets.token_hex(8), "Code": self.outcome, "Message": "触发限制"})
        self.sent.append((asked.query["PhoneNumbers"], json.loads(asked.query["TemplateParam"])["code"]))
        return Said.json(
            {"RequestId": secrets.token_hex(8), "Code": "OK", "Message": "OK", "BizId": "9006197469364984"}
        )

    def _fault_of(self, asked: Asked) -> str:
        if asked.headers.get("x-acs-action") != "SendSms" or asked.headers.get("x-acs-version") != "2017-05-25":
            return "InvalidAction.NotFound"
        if asked.headers["x-acs-signature-nonce"] in self.nonces:
            return "SignatureNonceUsed"
        self.nonces.add(asked.headers["x-acs-signature-nonce"])
        if not hmac.compare_digest(asked.headers["authorization"], _authorization(asked)):
            return "SignatureDoesNotMatch"
        if asked.query.get("SignName") != SIGNATURE or asked.query.get("TemplateCode") != TEMPLATE:
            return "isv.SMS_SIGNATURE_ILLEGAL"
        return ""


def _authorization(asked: Asked) -> str:
    """Canonical request, string to sign, signature: written from the description, not from our client."""
    names = sorted(name for name in asked.headers if name == "host" or name.startswith("x-acs-"))
    headers = "".join(f"{name}:{asked.headers[name].strip()}\n" for name in names)
    pairs = sorted(parse_qsl(asked.raw_query, keep_blank_values=True))
    query = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in pairs)
    body = hashlib.sha256(b"").hexdigest()
    request = f"{asked.method}\n{asked.path}\n{query}\n{headers}\n{';'.join(names)}\n{body}"
    text = "ACS3-HMAC-SHA256\n" + hashlib.sha256(request.encode()).hexdigest()
    signature = hmac.new(KEY_SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
    return f"ACS3-HMAC-SHA256 Credential={KEY_ID},SignedHeaders={';'.join(names)},Signature={signature}"
