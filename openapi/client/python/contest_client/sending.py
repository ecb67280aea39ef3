"""One request, sent until its answer will not change by waiting."""

import random
import threading
import time
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from contest_client.files import Upload
from contest_client.problems import NoAnswer, asked_to_wait, problem_of
from contest_client.tokens import Grant, Tokens

TRIES = 5
FIRST_PAUSE_S = 0.4
LONGEST_PAUSE_S = 60.0
PASSING = frozenset({429, 502, 503, 504})
UNAUTHORIZED = 401


class Sender:
    """HTTP below the calls: tokens, retries with one Idempotency-Key, problems as exceptions."""

    def __init__(self, http: httpx.Client, grant: Grant | None) -> None:
        self.http = http
        self.tokens = Tokens(grant, self._exchange) if grant else None
        self.last = threading.local()

    def send(
        self,
        method: str,
        template: str,
        path: Mapping[str, object],
        *,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str | None] | None = None,
        body: object = None,
        upload: Upload | None = None,
    ) -> httpx.Response:
        """The answer, read, of status 2xx or 304. Raises `Problem` and `NoAnswer`."""
        url = template.format(**{name: quote(str(value), safe="") for name, value in path.items()})
        sent = {name: value for name, value in (headers or {}).items() if value is not None}
        if method == "POST":
            sent.setdefault("Idempotency-Key", uuid.uuid4().hex)
        parameters = {name: _text(value) for name, value in (query or {}).items() if value is not None}
        content = _content(body, upload, sent)
        answer = self._authorised(method, url, params=parameters, headers=sent, **content)
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise problem_of(answer)
        self.last.etag = answer.headers.get("ETag")
        return answer

    def _authorised(self, method: str, url: str, *, headers: dict[str, str], **rest: Any) -> httpx.Response:
        if self.tokens is None:
            return self._repeated(method, url, headers=headers, **rest)
        token = self.tokens.access()
        answer = self._repeated(method, url, headers=headers | {"Authorization": f"Bearer {token}"}, **rest)
        if answer.status_code != UNAUTHORIZED:
            return answer
        token = self.tokens.access(refused=token)
        return self._repeated(method, url, headers=headers | {"Authorization": f"Bearer {token}"}, **rest)

    def _repeated(self, method: str, url: str, **rest: Any) -> httpx.Response:
        for attempt in range(TRIES):
            is_last = attempt == TRIES - 1
            asked = None
            try:
                answer = self.http.request(method, url, **rest)
            except httpx.TransportError as fault:
                if is_last:
                    raise NoAnswer(f"{method} {url}: {fault}") from fault
            else:
                if is_last or answer.status_code not in PASSING:
                    return answer
                asked = asked_to_wait(answer)
            time.sleep(pause(attempt, asked))
        raise AssertionError("the last attempt returns or raises")

    def _exchange(self, grant: Grant) -> Mapping[str, object]:
        answer = self._repeated(
            "POST", "/v1/auth/token", json=dict(grant), headers={"Idempotency-Key": uuid.uuid4().hex}
        )
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise problem_of(answer)
        said: Mapping[str, object] = answer.json()
        return said


def pause(attempt: int, asked: float | None = None) -> float:
    """Seconds. Clients that were refused together shall not come back together."""
    wanted = asked * random.uniform(1, 1.5) if asked else FIRST_PAUSE_S * 2**attempt * random.uniform(0.5, 1.5)
    return min(wanted, LONGEST_PAUSE_S)


def _content(body: object, upload: Upload | None, headers: dict[str, str]) -> dict[str, Any]:
    if upload is None:
        return {} if body is None else {"json": body}
    if upload.is_plain:
        headers["Content-Type"] = upload.media_type
        return {"content": upload.content}
    return {"files": {"file": (upload.name, upload.content, upload.media_type)}}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
