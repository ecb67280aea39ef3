"""A generated tree of 60 units, and ways to put something of each kind at one of them."""

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import sqlalchemy as sa

from services.camp.use_cases.load_shipped_camp import CAMP_ID as CAMP
from services.chassis.tokens import Caller
from services.kit.database import Database
from tests.reporting import builders as forms
from tests.scoring import builders, scoring_system
from tests.support import asgi, tokens

CONTEST = "safety-month-2026"
FORM = forms.FORM_A
CONTACT = "岑小联"
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
UNKNOWN = "ZZ-UNKNOWN"
"""As long as every other code, so that headers differ in nothing either."""
CODE = rf"Q[{LETTERS}]{{{len(UNKNOWN) - 1}}}"
SPREAD = {"CN": (3, 3, 2), "CE": (4, 2, 2)}
"""Children of each node, level by level: 31 units below CN, 29 below CE, with themselves."""
Path_ = tuple[str, ...]


def tree(seed: int = 4) -> dict[str, Path_]:
    """Code → path from the top down. No code is a part of another, or of any other text."""
    made = random.Random(seed)
    paths: dict[str, Path_] = {}
    level: list[Path_]
    for root, spread in SPREAD.items():
        level = [(root,)]
        paths[root] = (root,)
        for children in spread:
            level = [(*path, _code(made)) for path in level for _ in range(children)]
            paths |= {path[-1]: path for path in level}
    return paths


def _code(made: random.Random) -> str:
    return "Q" + "".join(made.choices(LETTERS, k=len(UNKNOWN) - 1))


@dataclass
class World:
    """`reports`, `attachments`, `organisers`, `grants`, `flags` and `works` map a unit to the id of what it has."""

    paths: Mapping[str, Path_]
    apps: dict[str, Any] = field(default_factory=dict)
    databases: dict[str, Database] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, str] = field(default_factory=dict)
    organisers: dict[str, str] = field(default_factory=dict)
    grants: dict[str, str] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)
    works: dict[str, str] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    question: str = ""
    day: str = field(default_factory=lambda: datetime.now(UTC).date().isoformat())
    owner: Database = field(init=False)
    _signed: dict[str, dict[str, str]] = field(default_factory=dict)

    def below(self, code: str) -> set[str]:
        """The unit and everything below it."""
        return {each for each, path in self.paths.items() if code in path}

    def sample(self) -> list[str]:
        """A unit in the middle of each entry."""
        found = {(path[0], len(path)): code for code, path in reversed(self.paths.items())}
        return [found["CN", 3], found["CE", 2]]

    def leaves(self, codes: Iterable[str]) -> list[str]:
        return [code for code in codes if self.below(code) == {code}]

    def targets(self, node: str) -> dict[str, str]:
        """One unit of each relation to a node, and one that does not exist."""
        path, depth = self.paths[node], len(self.paths[node])
        same = [each for each, other in self.paths.items() if len(other) == depth and each != node]
        found = {
            "own": [node],
            "child": [each for each, other in self.paths.items() if other[:-1] == path],
            "deep": [each for each, other in self.paths.items() if other[:depth] == path and len(other) > depth + 1],
            "parent": list(path[-2:-1]),
            "root": [path[0]],
            "sibling": [each for each in same if self.paths[each][:-1] == path[:-1]],
            "cousin": [each for each in same if self.paths[each][:-1] != path[:-1] and self.paths[each][0] == path[0]],
            "other entry": [each for each, other in self.paths.items() if other[0] != path[0] and len(other) == 3],
            "unknown": [UNKNOWN],
        }
        return {relation: units[0] for relation, units in found.items() if units}

    async def ask(
        self, service: str, method: str, path: str, caller: Caller, body: Any = None, **headers: str
    ) -> httpx.Response:
        """With one token for all that somebody asks."""
        if caller.subject not in self._signed:
            self._signed[caller.subject] = tokens.headers(caller, lifetime_s=3600)
        sent = headers | self._signed[caller.subject]
        content = None if body is None else json.dumps(body).encode()
        sent |= {} if content is None else {"content-type": "application/json"}
        return await asgi.ask(self.apps[service], method, path, sent, content)

    async def play(self, codes: Sequence[str], times: int = 1) -> None:
        """Sessions of new participants of these units."""
        day = date.fromisoformat(self.day)
        events = [
            builders.finished(path=self.paths[code], day=day, contest_id=CONTEST, score=number % 6)
            for number, code in enumerate(sorted(codes) * times)
        ]
        await scoring_system.record(self.databases["scoring"], *events)

    async def fill_in(self, code: str) -> None:
        """A draft of the unit's report that names a person of the unit, with a file."""
        reporter = tokens.organiser("reporter", code)
        opened = await self.ask("reporting", "POST", "/v1/reports", reporter, {"template_id": FORM, "unit": code})
        assert opened.status_code in (200, 201), opened.text
        self.reports[code] = opened.json()["id"]
        body = {"header": {**forms.HEADER, "contact_name": f"{CONTACT}{code}"}, "values": forms.values()}
        path = f"/v1/reports/{self.reports[code]}"
        saved = await self.ask("reporting", "PUT", path, reporter, body, **{"If-Match": opened.headers["ETag"]})
        assert saved.status_code == 200, saved.text

    async def settle(self, code: str) -> None:
        """Have the unit's report accepted, with other values than before."""
        reporter, path = tokens.organiser("reporter", code), f"/v1/reports/{self.reports[code]}"
        shown = await self.ask("reporting", "GET", path, reporter)
        body = {"header": shown.json()["header"], "values": forms.values(lecture_attendances=7777)}
        upper = tokens.organiser("reporter", self.paths[code][-2])
        for reply in (
            await self.ask("reporting", "PUT", path, reporter, body, **{"If-Match": shown.headers["ETag"]}),
            await self.ask("reporting", "POST", f"{path}/submit", reporter, {}),
            await self.ask("reporting", "POST", f"{path}/accept", upper, {}),
        ):
            assert reply.status_code == 200, reply.text
        self.settled.add(code)

    async def attach(self, code: str) -> None:
        path = f"/v1/reports/{self.reports[code]}/attachments"
        form = httpx.Request("POST", "http://service", files={"file": (f"{code}.txt", f"工作总结 {code}".encode())})
        sent = tokens.headers(tokens.organiser("reporter", code)) | {"content-type": form.headers["content-type"]}
        reply = await asgi.ask(self.apps["reporting"], "POST", path, sent, form.read())
        assert reply.status_code == 201, reply.text
        self.attachments[code] = reply.json()["id"]

    async def appoint(self, code: str) -> None:
        body = {"name": f"组织者{code}", "unit": code, "role": "organiser", "kind": "client"}
        reply = await self.ask("directory", "POST", "/v1/organisers", tokens.organiser(), body)
        assert reply.status_code == 201, reply.text
        self.organisers[code] = reply.json()["id"]
        async with self.owner.begin() as transaction:
            held = sa.text("SELECT id::text FROM directory.grants WHERE organiser_id = CAST(:id AS uuid)")
            self.grants[code] = (await transaction.execute(held, {"id": reply.json()["id"]})).scalar_one()

    async def suspect(self, code: str) -> None:
        """A session of the unit that looks implausible."""
        self.flags[code] = str(uuid4())
        statement = sa.text(
            "INSERT INTO scoring.flags (id, contest_id, contest_day, session_id, signal, unit_path, duration_ms,"
            " questions, sessions, figures, raised_at, state, decisions) VALUES (:id, :contest, current_date,"
            " gen_random_uuid(), 'speed', :path, 900, 5, '{}', '{}', now(), 'open', 0)"
        )
        async with self.owner.begin() as transaction:
            values = {"id": self.flags[code], "contest": CONTEST, "path": list(self.paths[code])}
            await transaction.execute(statement, values)

    async def offer(self, code: str) -> None:
        """A work of somebody of the unit that waits for its review."""
        self.works[code] = str(uuid4())
        statement = sa.text(
            "INSERT INTO camp.works (id, camp_id, participant_id, entry, unit_path, unit_name, title, text, topic,"
            " category, provider, url, has_consent, is_original, state, created_at, submitted_at) VALUES (:id,"
            " :camp, gen_random_uuid(), 'region', :path, :code, :title, '', '', '', 'link', 'https://films.example',"
            " true, true, 'submitted', now(), now())"
        )
        async with self.owner.begin() as transaction:
            values = {"id": self.works[code], "camp": CAMP, "path": list(self.paths[code]), "code": code}
            await transaction.execute(statement, {**values, "title": f"作品{code}"})

    async def guess(self, code: str) -> None:
        """Somebody of the unit answers most questions of the lessons wrong."""
        statement = sa.text(
            "INSERT INTO camp.enrolments (camp_id, participant_id, entry, unit_path, unit_name, enrolled_at, beat_at,"
            " checks_wrong) VALUES (:camp, gen_random_uuid(), 'region', :path, :code, now(), now(), 9)"
        )
        async with self.owner.begin() as transaction:
            await transaction.execute(statement, {"camp": CAMP, "path": list(self.paths[code]), "code": code})


def unknown_id() -> str:
    return str(UUID(int=7))
