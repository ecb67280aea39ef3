"""Offices that fill in forms and decide on them over HTTP, and what their forms must add up to, reckoned anew here."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.support.contest import ContestSystem
from tests.system.people import Person

HEADER = {"contact_name": "沈安全", "contact_phone": "0571-87058877", "report_date": "2026-06-29"}
PASSWORD = "西湖边有三棵老樟树 1987"
PLACE = re.compile(r"\{(\w+)\}")


def signed_in(system: ContestSystem, appointment: Mapping[str, Any]) -> Person:
    """By the set-up link of a person, or as a client."""
    if "setup_link" in appointment:
        token = appointment["setup_link"].partition("#")[2]
        setup = {"setup_token": token, "password": PASSWORD}
        reply = httpx.post(f"{system.url}/v1/auth/password-setups", json=setup, timeout=20)
        assert reply.status_code == 200, reply.text
        body = {"grant_type": "password", "username": appointment["username"], "password": PASSWORD}
    else:
        body = {"grant_type": "client_credentials"}
        body |= {name: appointment[name] for name in ("client_id", "client_secret")}
    reply = httpx.post(f"{system.url}/v1/auth/token", json=body, timeout=20)
    assert reply.status_code == 200, reply.text
    return Person(system, reply.json()["access_token"])


def appointed(by: Person, name: str, unit: str, role: str, kind: str = "client") -> dict[str, Any]:
    body = {"name": name, "unit": unit, "role": role, "kind": kind}
    return done(by.call("POST", "/v1/organisers", json=body), 201)


def done(reply: httpx.Response, status: int = 200) -> dict[str, Any]:
    assert reply.status_code == status, f"{reply.request.method} {reply.request.url}: {reply.text}"
    found: dict[str, Any] = reply.json()
    return found


@dataclass
class Office:
    """A unit in a line. `reporter` None: whoever is next above fills in for it."""

    code: str
    name: str
    reporter: Person | None = None
    children: list["Office"] = field(default_factory=list)
    own: dict[str, int | None] = field(default_factory=dict)
    activities: list[dict[str, Any]] = field(default_factory=list)
    report: dict[str, Any] = field(default_factory=dict)

    @property
    def all(self) -> Iterator["Office"]:
        yield self
        for each in self.children:
            yield from each.all

    def reckoned(self, summed: set[str]) -> dict[str, int | None]:
        """Its own figure and those of everybody below, blank where nobody wrote one; what is not summed is its own."""
        return {name: self._sum(name) if name in summed else value for name, value in self.own.items()}

    def activities_below(self) -> list[dict[str, Any]]:
        return [
            {"unit": each.code, "unit_name": each.name, **row}
            for child in self.children
            for each in child.all
            for row in each.activities
        ]

    def _sum(self, name: str) -> int | None:
        known = [value for each in self.all if (value := each.own[name]) is not None]
        return sum(known) if known else None


@dataclass
class Form:
    """A template in a campaign, and who owes it."""

    campaign: str
    template: Mapping[str, Any]
    top: Office
    counted: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Participants and sessions by unit, where the contest lines are counted; they are summed where they are not."""

    @property
    def id(self) -> str:
        return str(self.template["id"])

    @property
    def contest_lines(self) -> list[str]:
        lines = (each for each in self.template["indicators"] if each["prefill"])
        return [each["id"] for each in sorted(lines, key=lambda each: each["measure"] != "distinct_persons")]

    @property
    def summed(self) -> set[str]:
        names = {each["id"] for each in self.template["indicators"]}
        return names - set(self.contest_lines) if self.template["contest_lines"] == "unit" else names

    def invent(self, luck: random.Random) -> None:
        """Figures for everybody, with blanks here and there; both of a pair are there or neither is."""
        for number, office in enumerate(self.top.all):
            office.own = {each["id"]: luck.randrange(1, 400) for each in self.template["indicators"]}
            for name in ("commentary_articles", "escape_camp_videos"):
                if name in office.own and number % 3 == 1:
                    office.own[name] = None
            if self.contest_lines:
                persons, attempts = self.contest_lines
                office.own[attempts] = (office.own[persons] or 0) * 2
                if office.code in self.counted:
                    office.own[persons], office.own[attempts] = self.counted[office.code]
            if self.template["repeats"] and number % 2 == 0:
                office.activities = [
                    {
                        "activity_name": f"{office.name}应急技能比武",
                        "occurrences": number + 1,
                        "attendances": 30 + number,
                    }
                ]

    def fill(self, office: Office, by: Person, own: Mapping[str, int | None] | None = None) -> None:
        """Open or read, save and submit."""
        opening = {"template_id": self.id, "unit": office.code, "campaign_id": self.campaign}
        opened = by.call("POST", "/v1/reports", json=opening)
        assert opened.status_code in (200, 201), opened.text
        counted = self.contest_lines if office.code in self.counted else []
        for name in counted:
            assert opened.json()["values"][name] == office.own[name], (office.code, name, opened.json()["values"])
        typed = {name: value for name, value in (own or office.own).items() if name not in counted}
        body = {"header": HEADER, "values": typed, "other_activities": office.activities}
        path = f"/v1/reports/{opened.json()['id']}"
        headers = {**by.headers, "If-Match": opened.headers["etag"]}
        done(httpx.put(by.url + path, json=body, headers=headers, timeout=20))
        office.report = done(by.call("POST", f"{path}/submit", json={}))

    def roll_up(self, office: Office, by: Person) -> dict[str, Any]:
        return done(by.call("GET", f"/v1/rollups/{self.id}/{office.code}?campaign={self.campaign}"))

    def printed(self, office: Office) -> list[str]:
        """The sentences of the form with their blanks filled, without spaces."""
        total = self.reckoned(office)
        shown = {name: "" if value is None else str(value) for name, value in total.items()}
        lines = [line for section in self.template["sections"] for line in section["lines"]]
        known = [line for line in lines if set(PLACE.findall(line)) <= shown.keys()]
        return [re.sub(r"\s", "", PLACE.sub(lambda place: shown[place[1]], line)) for line in known]

    def reckoned(self, office: Office) -> dict[str, int | None]:
        return office.reckoned(self.summed)
