"""The route table: which service answers which path, and what is special about it. The first match wins."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum


class Limit(Enum):
    """By what a route's request rate is limited. Participants never by address: carriers share addresses."""

    TOKEN = "per_token"  # noqa: S105 - the name of a setting
    ADDRESS = "sign_in_per_address"
    NONE = "none"


class Places(Enum):
    """What anybody may ask for and costs much, so that each address has places of its own. Names of settings."""

    SEARCHES = "searches_at_once"
    FILMS = "films_at_once"


class Answer(Enum):
    """How the gateway hands an answer on."""

    # As it came: never compressed, so strong entity tags stay strong.
    PLAIN = "plain"
    # Compressed where the client can; only where the contract promises no strong entity tag.
    COMPRESSED = "compressed"
    # Kept for all readers until the instant in the upstream's X-Accel-Expires.
    SHARED = "shared"
    # Server-sent events: byte by byte, for as long as the client listens.
    STREAMED = "streamed"


@dataclass(frozen=True)
class Route:
    """One line of the table. `path` covers itself and everything below; `{name}` stands for one segment.

    `is_repeatable` says that a POST may be sent to another process when the first one dies: only where a repeat
    has the effect of one call without an Idempotency-Key. `read_seconds` is for work that takes longer than others.
    `places` names what bounds how many requests of one address are worked on at once, whoever sends them.
    A route with a `body_limit` of its own takes files: they are passed on as they arrive, so that the service can ask
    for a token before the gateway has stored anything.
    `is_first_refused` bounds how many of these a process works on at once; the gateway itself refuses more, so that
    what has begun keeps the process to itself.
    """

    path: str
    service: str
    is_exact: bool = False
    limit: Limit = Limit.TOKEN
    answer: Answer = Answer.PLAIN
    body_limit: str | None = None
    read_seconds: int | None = None
    is_repeatable: bool = False
    is_first_refused: bool = False
    places: Places | None = None

    @property
    def upstream(self) -> str:
        """The name of the group of processes."""
        return self.service + FIRST_REFUSED if self.is_first_refused else self.service

    @property
    def pattern(self) -> str:
        """Regular expression over the decoded path; Python and PCRE read it alike."""
        segments = re.sub(r"\{\w+\}", "[^/]+", self.path.replace(".", r"\."))
        return f"^{segments}$" if self.is_exact else f"^{segments}(/|$)"


FIRST_REFUSED = "_first_refused"
SHEET = "8m"
ATTACHMENT = "20m"
PICTURE = "6m"
"""5 MB, and room for the form around it."""
PART = "9m"
"""Of a file that is sent in parts: 8 MB, and room for whoever counts otherwise."""
REPORT = "512k"
"""Two hundred activities with names of two hundred characters, escaped."""
WORK_ON_FILES = 60
"""Seconds: a place in the workshop is waited for, and its processes give way to everything else."""

ROUTES: tuple[Route, ...] = (
    # quiz. Start, save and hand-in are idempotent by nature, so they survive the death of the process they reached.
    Route("/v1/sessions", "quiz", is_repeatable=True),
    Route("/v1/contests/{contest_id}/sessions", "quiz", is_repeatable=True, is_first_refused=True),
    Route("/v1/contests", "quiz"),
    Route("/v1/me/sessions", "quiz"),
    Route("/v1/me/wrong-questions", "quiz"),
    Route("/v1/banks/{bank_id}/imports", "quiz", body_limit=SHEET, read_seconds=WORK_ON_FILES),
    Route("/v1/banks/{bank_id}/export", "quiz", is_exact=True, read_seconds=WORK_ON_FILES),
    Route("/v1/banks/{bank_id}/pictures", "quiz", is_exact=True, body_limit=PICTURE, read_seconds=WORK_ON_FILES),
    Route("/v1/banks", "quiz"),
    Route("/v1/pictures", "quiz", limit=Limit.NONE, answer=Answer.SHARED),
    Route("/v1/questions", "quiz"),
    Route("/v1/withdrawals", "quiz"),
    # directory
    Route("/v1/auth/jwks.json", "directory", is_exact=True, limit=Limit.NONE),
    Route("/v1/auth", "directory", limit=Limit.ADDRESS),
    Route("/v1/me", "directory", is_exact=True),
    Route("/v1/me/phone", "directory", is_exact=True),
    Route("/v1/me/export", "directory", is_exact=True),
    Route("/v1/units/imports", "directory", is_exact=True, body_limit=SHEET, read_seconds=WORK_ON_FILES),
    Route("/v1/units", "directory", places=Places.SEARCHES),
    Route("/v1/organisers", "directory"),
    # scoring
    Route(
        "/v1/leaderboards/{contest_id}/{entry}/events",
        "scoring",
        is_exact=True,
        limit=Limit.NONE,
        answer=Answer.STREAMED,
    ),
    Route("/v1/leaderboards", "scoring", limit=Limit.NONE, answer=Answer.SHARED),
    Route("/v1/standings", "scoring"),
    Route("/v1/progress", "scoring", answer=Answer.COMPRESSED, read_seconds=WORK_ON_FILES),
    Route("/v1/bulletins", "scoring", read_seconds=WORK_ON_FILES),
    Route("/v1/flags", "scoring"),
    Route("/v1/corrections", "scoring"),
    # reporting. Reports carry an ETag that If-Match needs unchanged, so nothing below them is compressed.
    Route(
        "/v1/reports/{report_id}/attachments",
        "reporting",
        is_exact=True,
        body_limit=ATTACHMENT,
        read_seconds=WORK_ON_FILES,
    ),
    Route(
        "/v1/reports/{report_id}/scans", "reporting", is_exact=True, body_limit=ATTACHMENT, read_seconds=WORK_ON_FILES
    ),
    Route(
        "/v1/reports/{report_id}/sheet-imports",
        "reporting",
        is_exact=True,
        body_limit=SHEET,
        read_seconds=WORK_ON_FILES,
    ),
    Route("/v1/reports/{report_id}/print.pdf", "reporting", is_exact=True, read_seconds=WORK_ON_FILES),
    Route("/v1/reports/{report_id}", "reporting", is_exact=True, body_limit=REPORT),
    Route("/v1/reports", "reporting"),
    Route("/v1/templates/{template_id}/preview.pdf", "reporting", is_exact=True, read_seconds=WORK_ON_FILES),
    Route("/v1/templates", "reporting", answer=Answer.COMPRESSED),
    Route("/v1/obligations", "reporting"),
    Route("/v1/attachments", "reporting"),
    Route(
        "/v1/campaigns/{campaign_id}/line-imports",
        "reporting",
        is_exact=True,
        body_limit=SHEET,
        read_seconds=WORK_ON_FILES,
    ),
    Route("/v1/campaigns/{campaign_id}/lines", "reporting", is_exact=True, read_seconds=WORK_ON_FILES),
    Route("/v1/campaigns", "reporting"),
    Route(
        "/v1/highlights/{highlight_id}/attachments", "reporting", is_exact=True, body_limit=ATTACHMENT, read_seconds=60
    ),
    Route("/v1/highlights", "reporting"),
    Route("/v1/uploads/{upload_id}/completion", "reporting", is_exact=True, read_seconds=WORK_ON_FILES),
    Route("/v1/uploads/{upload_id}", "reporting", is_exact=True, body_limit=PART, read_seconds=WORK_ON_FILES),
    Route("/v1/inbox", "reporting"),
    Route("/v1/return-reasons", "reporting"),
    Route("/v1/rollups", "reporting", read_seconds=WORK_ON_FILES),
    Route("/v1/completeness", "reporting"),
    # Certificates of contests are told by their numbers from those of camps.
    Route("/v1/certificates/JS{serial}/certificate.pdf", "quiz", is_exact=True, read_seconds=WORK_ON_FILES),
    Route("/v1/certificates/JS{serial}", "quiz"),
    Route("/certificates/JS{serial}", "quiz", is_exact=True),
    # The record of privileged acts: each service shows its own.
    Route("/v1/audit/directory", "directory", is_exact=True),
    Route("/v1/audit/quiz", "quiz", is_exact=True),
    Route("/v1/audit/scoring", "scoring", is_exact=True),
    Route("/v1/audit/reporting", "reporting", is_exact=True),
    Route("/v1/audit/camp", "camp", is_exact=True),
    # camp
    Route("/v1/camps", "camp"),
    Route("/v1/lessons", "camp"),
    Route("/v1/works/{work_id}/uploads/{upload_id}/completion", "camp", is_exact=True, read_seconds=WORK_ON_FILES),
    Route(
        "/v1/works/{work_id}/uploads/{upload_id}", "camp", is_exact=True, body_limit=PART, read_seconds=WORK_ON_FILES
    ),
    Route("/v1/works", "camp"),
    Route("/v1/films", "camp", places=Places.FILMS),
    Route("/v1/certificates/{number}/certificate.pdf", "camp", is_exact=True, read_seconds=WORK_ON_FILES),
    Route("/v1/certificates", "camp"),
    Route("/certificates/{number}", "camp", is_exact=True),
)

# A harmless GET per service: whatever it answers below 500, the way through the gateway to the service is open.
PROBES: dict[str, str] = {
    "directory": "/v1/auth/jwks.json",
    "quiz": "/v1/contests",
    "scoring": "/v1/flags/none",
    "reporting": "/v1/templates",
    "camp": "/v1/camps",
}


def routes_to(services: Collection[str]) -> tuple[Route, ...]:
    """The part of the table whose services exist in this deployment, in the table's order."""
    return tuple(route for route in ROUTES if route.service in services)


def route_of(path: str) -> Route | None:
    """The route that nginx takes for a decoded path without its query, or None for a path nobody serves."""
    return next((route for route in ROUTES if re.search(route.pattern, path)), None)
