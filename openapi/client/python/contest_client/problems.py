"""What a call may end with besides its reply."""

import json
from typing import cast

import httpx

from contest_client.models import Problem as Details


class NoAnswer(Exception):
    """No answer came, however often the request was sent."""


class Problem(Exception):
    """The server refused (RFC 9457). `code` is stable, the text is for people in the client's language."""

    def __init__(self, details: Details, retry_after_s: float | None) -> None:
        super().__init__(f"{details['code']}: {details['detail']}")
        self.details = details
        self.status = details["status"]
        self.code: str = details["code"]
        self.retry_after_s = retry_after_s


def problem_of(answer: httpx.Response) -> Problem:
    """The answer must have been read. What something on the way answered in the server's place gets a code as well."""
    try:
        details = cast("Details", answer.json())
        return Problem(details, asked_to_wait(answer))
    except (json.JSONDecodeError, KeyError, TypeError, UnicodeDecodeError):
        blank = {"type": "about:blank", "title": "", "detail": answer.reason_phrase, "instance": answer.url.path}
        told = {**blank, "status": answer.status_code, "code": "internal-error", "request_id": ""}
        return Problem(cast("Details", told), asked_to_wait(answer))


def asked_to_wait(answer: httpx.Response) -> float | None:
    """Seconds that the server asked to wait."""
    said = answer.headers.get("Retry-After", "")
    return float(said) if said.isdecimal() else None
