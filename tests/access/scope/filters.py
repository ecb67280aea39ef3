"""The filters that keep organisers in their subtree, and how each is taken out to see that it is missed."""

from dataclasses import dataclass
from typing import Any

import pytest

from services.contracts.grants import NATIONAL_ADMINISTRATOR, Reach


@dataclass(frozen=True)
class Filter:
    """`places` are the names that are bound to it; `absent` stands there when it is missing.

    `role` is one that it keeps out.
    """

    name: str
    role: str
    places: tuple[str, ...]
    absent: Any = lambda *_: True

    def take_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for place in self.places:
            monkeypatch.setattr(place, self.absent, raising=False)


async def nothing(*_: Any) -> None:
    """Refuses nobody."""


async def everywhere(*_: Any) -> Reach:
    return Reach([NATIONAL_ADMINISTRATOR], ())


def _on(module: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{module}.{name}" for name in names)


EVERYWHERE = Reach([NATIONAL_ADMINISTRATOR], ())

MANAGERS = "services.contracts.grants.Reach"

COVERS = Filter("covers", "organiser", _on(MANAGERS, "covers"))
TAKES_BACK = Filter("takes back", "organiser", _on(MANAGERS, "covers"))
"""By itself: whoever has lost their grant is nobody's organiser any more, whatever else is tried."""
IS_ABOVE = Filter("is above", "administrator", _on(MANAGERS, "is_above"))
IS_NATIONAL = Filter(
    "list of organisers",
    "organiser",
    _on(MANAGERS, "is_national"),
    property(lambda _: True, lambda *_: None),
)
OWNS_CONTEST = Filter(
    "owner of a contest",
    "administrator",
    (
        "quiz_service.routes.contests.reach_over",
        "quiz_service.use_cases.contests.change_contest.reach_over",
        "quiz_service.use_cases.contests.finalise_contest.reach_over",
    ),
    everywhere,
)
OWNS_CAMP = Filter(
    "owner of a camp",
    "administrator",
    ("services.camp.routes.camps.admit_to_owner", "services.camp.routes.lessons.admit_to_owner"),
    nothing,
)
WRITES_CAMPS = Filter(
    "writes camps", "organiser", ("services.camp.routes.writers._with_role",), lambda caller, *_: caller
)
KEEPS_CERTIFICATES = Filter(
    "certificates of camps", "reporter", ("services.camp.routes.writers._with_role",), lambda caller, *_: caller
)
ENDS_CERTIFICATES = Filter(
    "certificates of contests", "reporter", ("quiz_service.routes.editors._with_role",), lambda caller, *_: caller
)
REVIEWS = Filter("reviews works", "organiser", _on(MANAGERS, "covers"))
HAS_ROLE = Filter("has role", "administrator", ("services.chassis.tokens.Caller.has_role",))
WITH_ROLE = Filter("with role", "organiser", ("quiz_service.routes.editors._with_role",), lambda caller, *_: caller)
SHOWN_UNITS = Filter(
    "shown units", "organiser", ("scoring_service.use_cases.steps.admit.Reach",), lambda *_: EVERYWHERE
)
HOLDS = Filter("holds a role", "editor", _on(MANAGERS, "__bool__"))
ADMINISTERS = Filter("administers", "administrator", _on(MANAGERS, "covers"))
IN_CAMPAIGN = Filter("in the campaign", "editor", _on(MANAGERS, "covers"))
ON_REPORT = Filter("on a report", "reporter", _on(MANAGERS, "covers"))
ON_FILE = Filter("on a file", "reporter", _on(MANAGERS, "covers"))
IN_LINE = Filter("in the line", "reporter", _on(MANAGERS, "covers"))
OWED = Filter("owed", "reporter", _on(MANAGERS, "covers"))
