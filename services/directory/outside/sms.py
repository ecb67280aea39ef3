"""Text messages. Another carrier is another class with the same `send_code`."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import quote, urlsplit

import structlog
from prometheus_client import Counter
from pydantic import BaseModel, ConfigDict, Field

from services.directory.domain.sms_errors import SmsLimit, SmsUnavailable
from services.kit.outbound import Outbound, Unreachable

log = structlog.get_logger(__name__)

RETRY_AFTER_S = 5
RETRY_AFTER_LIMIT_S = 60
ALGORITHM = "ACS3-HMAC-SHA256"
LIMIT_REACHED = frozenset({"isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "Throttling.User", "Throttling"})
NO_SUCH_NUMBER = frozenset({"isv.MOBILE_NUMBER_ILLEGAL", "isv.MOBILE_COUNT_OVER_LIMIT", "isv.BLACK_KEY_CONTROL_LIMIT"})

PAID_MESSAGES = Counter("contest_paid_messages_total", "Text messages handed to the carrier", ["outcome"])


class SmsProvider(Protocol):
    async def send_code(self, phone: str, code: str) -> None:
        """Hand the message over. Raises `SmsUnavailable`, or `SmsLimit` when the carrier has its own limit."""


class SmsAccount(BaseModel):
    """An account at an Aliyun-like service: the key that signs, the registered signature and template of messages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    access_key_id: str
    access_key_secret: str = Field(repr=False)
    signature: str
    template: str


class HttpSmsProvider:
    """`SendSms` of version 2017-05-25, signed with ACS3-HMAC-SHA256."""

    def __init__(self, outbound: Outbound, account: SmsAccount) -> None:
        self._outbound = outbound
        self._account = account

    async def send_code(self, phone: str, code: str) -> None:
        values = {
            "PhoneNumbers": phone,
            "SignName": self._account.signature,
            "TemplateCode": self._account.template,
            "TemplateParam": json.dumps({"code": code}),
        }
        headers = signed_headers(self._account, values, datetime.now(UTC), secrets.token_hex(16))
        try:
            reply = await self._outbound.request("POST", self._account.url, params=values, headers=headers)
            outcome = reply.object().get("Code")
        except Unreachable as fault:
            outcome = str(fault)
        PAID_MESSAGES.labels("sent" if outcome == "OK" else "refused").inc()
        if outcome in LIMIT_REACHED:
            raise SmsLimit(retry_after_s=RETRY_AFTER_LIMIT_S)
        if outcome in NO_SUCH_NUMBER:
            return  # the answer is the same for every number
        if outcome != "OK":
            log.error("text message not sent", outcome=outcome)
            raise SmsUnavailable(retry_after_s=RETRY_AFTER_S)


def signed_headers(account: SmsAccount, values: Mapping[str, str], at: datetime, nonce: str) -> dict[str, str]:
    """The headers of a request without a body whose query is `values`."""
    where = urlsplit(account.url)
    headers = {
        "host": where.netloc,
        "x-acs-action": "SendSms",
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        "x-acs-date": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": "2017-05-25",
    }
    query = "&".join(f"{quote(name, safe='~')}={quote(values[name], safe='~')}" for name in sorted(values))
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = "\n".join(["POST", where.path or "/", query, lines, names, headers["x-acs-content-sha256"]])
    text = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(account.access_key_secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    authorization = f"{ALGORITHM} Credential={account.access_key_id},SignedHeaders={names},Signature={signature}"
    return {**headers, "Authorization": authorization}
