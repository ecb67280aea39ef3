"""A double of an S3-compatible store: path-style objects, signatures checked as AWS documents them (version 4)."""

import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tests.support.http_server import serving

KEY_ID, KEY_SECRET, REGION, BUCKET = "test-key-id", "test-key-secret", "cn-test-1", "attachments"


@dataclass
class S3Double:
    """`objects` by key. `refusals` are statuses that the next requests get instead of an answer."""

    objects: dict[str, bytes] = field(default_factory=dict)
    refusals: list[int] = field(default_factory=list)
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    secret: str = KEY_SECRET
    url: str = ""

    def variables(self) -> dict[str, str]:
        """What an operator sets."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": KEY_ID,
            "AWS_SECRET_ACCESS_KEY": KEY_SECRET,
        }

    async def respond(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        status, answer, extra = self._answer(scope, headers, body)
        self.asked.append((scope["method"], scope["path"], status))
        content = b"" if scope["method"] == "HEAD" else answer
        length = str(len(answer)).encode()
        told = [(b"content-length", length), *[(name.encode(), value.encode()) for name, value in extra.items()]]
        await send({"type": "http.response.start", "status": status, "headers": told})
        await send({"type": "http.response.body", "body": content})

    def _answer(self, scope: Any, headers: dict[str, str], body: bytes) -> tuple[int, bytes, dict[str, str]]:
        if self.refusals:
            return self.refusals.pop(0), _fault("SlowDown"), {}
        fault = self._fault_of(scope, headers, body)
        if fault:
            return 403, _fault(fault), {}
        bucket, _, key = scope["path"].lstrip("/").partition("/")
        if bucket != BUCKET:
            return 404, _fault("NoSuchBucket"), {}
        if scope["method"] == "PUT":
            self.objects[key] = body
            return 200, b"", {"etag": '"' + hashlib.md5(body, usedforsecurity=False).hexdigest() + '"'}
        if key not in self.objects:
            return 404, _fault("NoSuchKey"), {}
        content = self.objects[key]
        etag = '"' + hashlib.md5(content, usedforsecurity=False).hexdigest() + '"'
        return 200, content, {"etag": etag, "last-modified": "Mon, 01 Jun 2026 00:00:00 GMT"}

    def _fault_of(self, scope: Any, headers: dict[str, str], body: bytes) -> str:
        if headers.get("x-amz-content-sha256") != hashlib.sha256(body).hexdigest():
            return "XAmzContentSHA256Mismatch"
        scheme, _, rest = headers.get("authorization", "").partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(",")) if rest else {}
        key_id, _, credential = parts.get("Credential", "").partition("/")
        if scheme != "AWS4-HMAC-SHA256" or key_id != KEY_ID:
            return "InvalidAccessKeyId"
        signed = parts["SignedHeaders"]
        wanted = _signature(self.secret, scope, headers, signed, credential)
        return "" if hmac.compare_digest(parts["Signature"], wanted) else "SignatureDoesNotMatch"


def _signature(secret: str, scope: Any, headers: dict[str, str], signed: str, credential: str) -> str:
    lines = "".join(f"{name}:{' '.join(headers[name].split())}\n" for name in signed.split(";"))
    query = scope["query_string"].decode()
    path = quote(scope["path"], safe="/-_.~")
    request = "\n".join([scope["method"], path, query, lines, signed, headers["x-amz-content-sha256"]])
    text = "\n".join(
        ["AWS4-HMAC-SHA256", headers["x-amz-date"], credential, hashlib.sha256(request.encode()).hexdigest()]
    )
    key = f"AWS4{secret}".encode()
    for part in credential.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def _fault(code: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code></Error>'.encode()


@asynccontextmanager
async def s3() -> AsyncIterator[S3Double]:
    double = S3Double()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await double.respond(scope, receive, send)

    async with serving(application) as double.url:
        yield double
