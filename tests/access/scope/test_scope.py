"""An organiser meets the own subtree and nothing else, on every route of every service (R2.6, I8)."""

import io
import re
import zipfile
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from services.cli.openapi import application
from services.kit.routing import Audience, GuardedRoute
from services.processes import PROCESSES
from tests.access.scope import cases
from tests.access.scope.cases import EVERYBODY, FORBIDDEN, MISSING, OK, ORGANISERS, PARTICIPANTS, Case
from tests.access.scope.world import UNKNOWN, World, inhabited
from tests.support import tokens

ROLES = ("administrator", "organiser", "reporter", "editor", "reviewer")
VOLATILE = re.compile(rb'"(request_id|as_of|now|server_time|generated_at)":"[^"]*"')
STATUS = {FORBIDDEN: {403}, MISSING: {404}, OK: {200, 201, 409, 415, 422, 428}}


@pytest.fixture(scope="module")
async def world(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with inhabited(postgres_url, redis_url, tmp_path_factory.mktemp("attachments")) as running:
        yield running


def routes(*audiences: Audience) -> set[tuple[str, str, str]]:
    """Service, method and path of every route in the code."""
    return {
        (name, method, re.sub(r":\w+}", "}", route.path))
        for name, process in PROCESSES.items()
        if process.is_gateway_upstream
        for route in application(process.factory).routes
        if isinstance(route, GuardedRoute) and route.audience in audiences
        for method in route.methods or ()
    }


def test_every_route_of_every_service_is_in_the_matrix() -> None:
    """I8: a new route needs a line in `cases.py`."""
    assert routes(Audience.ORGANISER, Audience.ADMINISTRATOR) == set(ORGANISERS)
    assert routes(Audience.PARTICIPANT) == PARTICIPANTS
    assert routes(Audience.EVERYONE) == EVERYBODY


def unpacked(content: bytes) -> list[bytes]:
    """The parts of a spreadsheet but for the time at which it was made, or the content as it is."""
    if not content.startswith(b"PK"):
        return [content]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"]


def text_of(reply: httpx.Response) -> str:
    """Everything that can be read in an answer, whatever it is packed in."""
    headers = [f"{name}: {text}" for name, text in reply.headers.items()]
    return "\n".join([*headers, *(part.decode("utf-8", "replace") for part in unpacked(reply.content))])


def shape_of(reply: httpx.Response, asked_for: Iterable[str]) -> tuple[int, bytes, list[tuple[str, str]]]:
    """An answer without what must differ: the id of the request, the time, and what was asked for."""
    body = VOLATILE.sub(b"", reply.content)
    for each in asked_for:
        body = body.replace(each.encode(), b"<asked>")
    headers = sorted((name, text) for name, text in reply.headers.items() if name != "content-length")
    return reply.status_code, body, headers


_statements: ContextVar[list[str] | None] = ContextVar("statements", default=None)


@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def _note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    run = _statements.get()
    if run is not None:
        run.append(statement)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are run for what is asked inside; those of loops in the background are not counted."""
    run: list[str] = []
    token = _statements.set(run)
    yield run
    _statements.reset(token)


async def breaches(world: World, nodes: Iterable[str], roles: Iterable[str], service: str = "") -> list[str]:
    """What organisers of these units met beyond their subtree; nothing when every filter is in place."""
    found: list[str] = []
    for node in nodes:
        for role in roles:
            for (name, method, path), case in ORGANISERS.items():
                if service in ("", name):
                    found += await _of_route(world, role, node, (name, method, path), case)
    return found


async def _of_route(world: World, role: str, node: str, route: tuple[str, str, str], case: Case) -> list[str]:
    caller = tokens.organiser(role, node)
    name, method, path = route

    async def ask(target: str) -> tuple[httpx.Response, list[str], int]:
        asked, body = case.request(world, path, target)
        with counted() as statements:
            reply = await world.ask(name, method, asked, caller, body)
        return reply, [asked.partition("?")[0], target], len(statements)

    found = []
    unknown, asked, cost = await ask(UNKNOWN)
    nothing = shape_of(unknown, asked)
    foreign = set(world.paths) - (set(world.paths) if cases.national(role, node) else world.below(node))
    for relation, target in world.targets(node).items():
        expected = case.rule(world, role, node, target)
        if case.is_dangerous and expected == OK:
            continue
        reply, asked, own_cost = await ask(target)
        where = f"{role} of {node}: {method} {path} of {relation}"
        if reply.status_code not in STATUS[expected]:
            found.append(f"{where}: {reply.status_code} instead of {expected}: {reply.text[:200]}")
        elif expected == MISSING and shape_of(reply, asked) != nothing:
            found.append(f"{where}: differs from the unknown: {shape_of(reply, asked)} {nothing}")
        elif expected == MISSING and own_cost != cost:
            found.append(f"{where}: {own_cost} statements, {cost} for the unknown")
        told = {target, *(world.paths[node][-2:-1] if case.names_parent else ())}
        told |= {code for code, path in world.paths.items() if case.is_beside_public and len(path) == 2}
        seen = {code for code in foreign - told if len(code) == len(UNKNOWN) and code in text_of(reply)}
        if seen:
            found.append(f"{where}: shows {sorted(seen)}")
    return found


def sample(world: World) -> list[str]:
    """A unit in the middle of each entry."""
    found = {(path[0], len(path)): code for code, path in reversed(world.paths.items())}
    return [found["CN", 3], found["CE", 2]]


async def test_organisers_meet_their_own_subtree_and_nothing_else(world: World) -> None:
    """R2.6 I8: the same answer for what is foreign as for what does not exist, after as many statements."""
    assert len(world.paths) == 60

    assert await breaches(world, sample(world), ROLES[:3]) == []


async def test_other_roles_and_the_national_administrator_meet_what_is_theirs(world: World) -> None:
    """R4.3 I8"""
    assert await breaches(world, sample(world)[:1], ROLES[3:]) == []
    assert await breaches(world, ["CN"], ROLES[:1]) == []


@pytest.mark.long
async def test_organisers_of_every_role_at_every_unit_meet_nothing_foreign(world: World) -> None:
    """R2.6 I8: the full matrix."""
    assert await breaches(world, world.paths, ROLES) == []


MISSING_FILTERS = {
    "is_national": property(lambda _: True, lambda *_: None),
    "visible_units": lambda _: None,
    "reach": lambda _: frozenset({"CN", "CE"}),
}


@pytest.mark.parametrize(
    ("role", "service", "seen_at", "filters"),
    [
        ("organiser", "directory", "PUT /v1/units/", ["services.directory.domain.reach.Reach.covers"]),
        ("administrator", "directory", "POST /v1/organisers", ["services.directory.domain.reach.Reach.is_above"]),
        ("organiser", "directory", "GET /v1/organisers", ["services.directory.domain.reach.Reach.is_national"]),
        ("administrator", "quiz", "POST /v1/contests", ["services.kit.tokens.Caller.has_role"]),
        ("organiser", "scoring", "GET /v1/progress/", ["scoring_service.use_cases.admit_to_progress.may_see"]),
        ("organiser", "scoring", "GET /v1/bulletins/", ["scoring_service.use_cases.admit_to_bulletin.reach"]),
        ("organiser", "scoring", "GET /v1/flags/", ["scoring_service.use_cases.admit_to_flags.visible_units"]),
        ("reporter", "reporting", "GET /v1/attachments/", ["reporting_service.domain.access.acts_for"]),
        ("reporter", "reporting", "GET /v1/rollups/", ["reporting_service.domain.access.may_read"]),
        (
            "reporter",
            "reporting",
            "/print.pdf",
            [f"reporting_service.domain.access.{n}" for n in ("acts_for", "may_read")],
        ),
        ("reporter", "reporting", "GET /v1/obligations", ["reporting_service.use_cases.list_obligations.acts_for"]),
    ],
)
async def test_a_missing_filter_is_caught(
    world: World, monkeypatch: pytest.MonkeyPatch, role: str, service: str, seen_at: str, filters: list[str]
) -> None:
    """I8: the matrix sees each filter that is taken out. A report has two, one behind the other."""
    for each in filters:
        monkeypatch.setattr(each, MISSING_FILTERS.get(each.rpartition(".")[2], lambda *_: True), raising=False)

    found = await breaches(world, sample(world)[:1], [role], service)

    assert any(seen_at in breach for breach in found)
