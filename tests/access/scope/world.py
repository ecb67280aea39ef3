"""A generated tree of 60 units, something of each kind at every one of them, and the four services on top."""

import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import sqlalchemy as sa

import quiz_service.app
import quiz_service.settings
import reporting_service.app
import reporting_service.settings
import scoring_service.app
import scoring_service.settings
import services.directory.app
from quiz_service.use_cases.load_shipped_contest import load_shipped_contest
from reporting_service.use_cases import keep_copies
from reporting_service.use_cases.load_campaign import load_shipped
from services.contracts.events import UnitTotalsChanged
from services.embedded.deployment import role_url
from services.kit.database import Database
from services.kit.tokens import Caller
from tests.directory.builders import settings as directory_settings
from tests.reporting import builders as forms
from tests.scoring import builders, scoring_system
from tests.support import tokens
from tests.support.servers import PASSWORD

CONTEST = "safety-month-2026"
FORM = forms.FORM_A
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
UNKNOWN = "ZZ-UNKNOWN"
"""As long as every other code, so that headers differ in nothing either."""
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
    """`reports`, `attachments`, `organisers` and `flags` map a unit to the id of what it has."""

    paths: Mapping[str, Path_]
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    databases: dict[str, Database] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, str] = field(default_factory=dict)
    organisers: dict[str, str] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)
    question: str = ""
    owner: Database = field(init=False)

    def below(self, code: str) -> set[str]:
        """The unit and everything below it."""
        return {each for each, path in self.paths.items() if code in path}

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
        self, service: str, method: str, path: str, caller: Caller | None, body: Any = None, **headers: str
    ) -> httpx.Response:
        sent = headers if caller is None else headers | tokens.headers(caller)
        return await self.clients[service].request(method, path, json=body, headers=sent)

    async def play(self, codes: Sequence[str], times: int = 1) -> None:
        """Sessions of new participants of these units."""
        day = datetime.now(UTC).date()
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
        body = {"header": {**forms.HEADER, "contact_name": f"联系人{code}"}, "values": forms.values()}
        path = f"/v1/reports/{self.reports[code]}"
        saved = await self.ask("reporting", "PUT", path, reporter, body, **{"If-Match": opened.headers["ETag"]})
        assert saved.status_code == 200, saved.text

    async def submit(self, code: str) -> None:
        """With other values than before."""
        reporter, path = tokens.organiser("reporter", code), f"/v1/reports/{self.reports[code]}"
        shown = await self.ask("reporting", "GET", path, reporter)
        body = {"header": shown.json()["header"], "values": forms.values(lecture_attendances=7777)}
        saved = await self.ask("reporting", "PUT", path, reporter, body, **{"If-Match": shown.headers["ETag"]})
        assert saved.status_code == 200, saved.text
        assert (await self.ask("reporting", "POST", f"{path}/submit", reporter, {})).status_code in (200, 409)

    async def attach(self, code: str) -> None:
        sent = tokens.headers(tokens.organiser("reporter", code))
        file = {"file": (f"{code}.txt", f"工作总结 {code}".encode(), "text/plain")}
        path = f"/v1/reports/{self.reports[code]}/attachments"
        reply = await self.clients["reporting"].post(path, files=file, headers=sent)
        assert reply.status_code == 201, reply.text
        self.attachments[code] = reply.json()["id"]

    async def appoint(self, code: str) -> None:
        body = {"name": f"组织者{code}", "unit": code, "role": "organiser", "kind": "client"}
        reply = await self.ask("directory", "POST", "/v1/organisers", tokens.organiser(), body)
        assert reply.status_code == 201, reply.text
        self.organisers[code] = reply.json()["id"]

    async def suspect(self, code: str) -> None:
        """A session of the unit that looks implausible."""
        self.flags[code] = str(uuid4())
        statement = sa.text(
            "INSERT INTO scoring.flags (id, contest_id, contest_day, session_id, signal, unit_path, duration_ms,"
            " questions, sessions, raised_at, state, decisions) VALUES (:id, :contest, current_date,"
            " gen_random_uuid(), 'speed', :path, 900, 5, '{}', now(), 'open', 0)"
        )
        async with self.owner.begin() as transaction:
            values = {"id": self.flags[code], "contest": CONTEST, "path": list(self.paths[code])}
            await transaction.execute(statement, values)


@asynccontextmanager
async def inhabited(owner_url: str, redis_url: str, folder: Path) -> AsyncIterator[World]:
    world = World(tree())
    async with AsyncExitStack() as stack:
        world.owner = await _opened(stack, owner_url)
        await _load(world)
        for service in ("directory", "quiz", "scoring", "reporting"):
            url = role_url(owner_url, service, PASSWORD)
            world.databases[service] = await _opened(stack, url)
            app = _application(service, url, owner_url, redis_url, folder)
            await stack.enter_async_context(app.router.lifespan_context(app))
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            client = httpx.AsyncClient(transport=transport, base_url="http://service")
            world.clients[service] = await stack.enter_async_context(client)
        await _keep(world)
        for code in world.paths:
            await world.fill_in(code)
            await world.attach(code)
            await world.appoint(code)
            await world.suspect(code)
        await world.play(list(world.paths), times=2)
        yield world


async def _opened(stack: AsyncExitStack, url: str) -> Database:
    database = Database(url, application_name="test", statement_timeout_ms=60_000)
    await database.open()
    stack.push_async_callback(database.close)
    return database


def _application(service: str, url: str, owner_url: str, redis_url: str, folder: Path) -> Any:
    common = {
        "database_url": url,
        "redis_url": redis_url,
        "secret": "5a" * 32,
        "token_verification_keys": tokens.public_keys(),
    }
    match service:
        case "directory":
            return services.directory.app.create_app(directory_settings(owner_url, redis_url))
        case "quiz":
            return quiz_service.app.create_app(quiz_service.settings.Settings(**common, announce_within_s=0))
        case "scoring":
            return scoring_service.app.create_app(scoring_service.settings.Settings(**common))
        case _:
            chosen = reporting_service.settings.Settings(**common, attachments_url=folder.as_uri())
            return reporting_service.app.create_app(chosen)


async def _load(world: World) -> None:
    """What the owner of the database brings in: units, the shipped contest, forms, and the tree as reporting line."""
    async with world.owner.begin() as transaction:
        await load_shipped_contest(transaction)
        await load_shipped(transaction)
        world.question = str((await transaction.execute(sa.text("SELECT min(id) FROM quiz.questions"))).scalar_one())
        for number, (code, path) in enumerate(world.paths.items()):
            entry = "region" if path[0] == "CN" else "enterprise"
            parent = path[-2] if len(path) > 1 else None
            row = {"code": code, "name": f"单位{code}", "entry": entry, "level": len(path) - 1, "parent": parent}
            await transaction.execute(
                sa.text(
                    "INSERT INTO directory.units (code, name, entry, level, parent, path, sort_key, is_active, version)"
                    " VALUES (:code, :name, :entry, :level, :parent, :path, :sort_key, true, 1)"
                ),
                {**row, "path": list(path), "sort_key": f"{number:03}"},
            )
        await transaction.execute(sa.text("DELETE FROM reporting.lines"))
        line = sa.text(
            "INSERT INTO reporting.lines (campaign_id, template_id, unit_code, valid_from, parent_code, days_earlier)"
            " SELECT id, :form, :unit, now(), :parent, 0 FROM reporting.campaigns"
        )
        for code, path in world.paths.items():
            if len(path) > 1:
                await transaction.execute(line, {"form": FORM, "unit": code, "parent": path[-2]})


async def _keep(world: World) -> None:
    """What arrives as events."""
    opened = datetime.now(UTC).date() - timedelta(days=10)
    contest = builders.contest(CONTEST, opens_on=opened)
    units = [builders.unit(path, name=f"单位{code}") for code, path in world.paths.items()]
    await scoring_system.keep(world.databases["scoring"], contest, *units)
    totals = [
        UnitTotalsChanged(
            event_id=uuid4(),
            contest_id=CONTEST,
            unit=code,
            version=1,
            as_of=datetime.now(UTC),
            sessions=100 + number,
            participants=50 + number,
        )
        for number, code in enumerate(world.paths)
    ]
    async with world.databases["reporting"].begin() as transaction:
        await keep_copies.keep_contests(transaction, [contest])
        await keep_copies.keep_units(transaction, units)
        await keep_copies.keep_totals(transaction, totals)


def unknown_id() -> str:
    return str(UUID(int=7))
