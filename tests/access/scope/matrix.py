"""Organisers ask every route for every unit, and what they met beyond their subtree is told."""

import asyncio
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import httpx
import sqlalchemy as sa

from services.chassis.tokens import Caller
from tests.access.scope.answers import Shape, shape_of, text_of
from tests.access.scope.cases import ORGANISERS, Case
from tests.access.scope.rules import FORBIDDEN, MISSING, OK, REFUSED, national
from tests.access.scope.world import CODE, UNKNOWN, World
from tests.support import tokens

ROLES = ("administrator", "organiser", "reporter", "editor", "reviewer")
STATUS = {FORBIDDEN: {403}, MISSING: {404}, REFUSED: {422}, OK: {200, 201, 409, 415, 422, 428}}
AT_ONCE = 8
"""Routes that one organiser asks side by side, so that the services' statements run while others are judged."""
Route = tuple[str, str, str]

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


@dataclass
class Found:
    """`breaches` by route, in words; `asked` counts the answers by what they had to be."""

    breaches: dict[Route, list[str]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    def add(self, route: Route, breach: str) -> None:
        self.breaches.setdefault(route, []).append(breach)

    def __str__(self) -> str:
        kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(self.asked.items()))
        return f"{self.asked.total()} requests ({kinds}), breaches on {len(self.breaches)} routes"


@dataclass(frozen=True)
class Asking:
    """One organiser's requests to one route."""

    world: World
    found: Found
    role: str
    node: str
    caller: Caller
    route: Route
    case: Case

    async def ask(self, path: str, body: Any) -> tuple[httpx.Response, int]:
        with counted() as statements:
            reply = await self.world.ask(*self.route[:2], path, self.caller, body)
        return reply, len(statements)

    async def judge(self, *, is_every_target: bool) -> None:
        unknown: dict[int, tuple[Shape, int]] = {}
        judged = set()
        for relation, target in [("unknown", UNKNOWN), *self._targets(is_every_target=is_every_target).items()]:
            expected = self.case.rule(self.world, self.role, self.node, target)
            if self.case.is_dangerous and expected == OK:
                continue
            for way, (path, body) in enumerate(self.case.requests(self.world, self.route[2], target)):
                if (path, repr(body), expected) in judged:  # the route names no unit: the same bytes were sent
                    continue
                judged.add((path, repr(body), expected))
                reply, cost = await self.ask(path, body)
                self.found.asked[expected] += 1
                shape = shape_of(reply, [path.partition("?")[0], target]) if expected in (MISSING, REFUSED) else None
                if shape and target == UNKNOWN:
                    unknown[way] = shape, cost
                self._judge(relation, target, reply, expected)
                if shape and way in unknown and (shape, cost) != unknown[way]:
                    self._add(relation, f"differs from the unknown: {shape} {cost} {unknown[way]}")

    def _targets(self, *, is_every_target: bool) -> dict[str, str]:
        """One unit of each relation; or all of them, unless the role is kept out whatever it asks for."""
        world, node = self.world, self.node
        is_open = any(self.case.rule(world, self.role, node, each) == OK for each in world.paths)
        return {each: each for each in world.paths} if is_every_target and is_open else world.targets(node)

    def _judge(self, relation: str, target: str, reply: httpx.Response, expected: str) -> None:
        if reply.status_code not in STATUS[expected]:
            self._add(relation, f"{reply.status_code} instead of {expected}: {reply.text[:200]}")
        paths = self.world.paths
        told = {target, *(paths[self.node][-2:-1] if self.case.names_parent else ())}
        if self.case.is_beside_public:
            told |= {code for code, path in paths.items() if len(path) == 2}
        own = paths.keys() if national(self.role, self.node) else self.world.below(self.node)
        seen = set(re.findall(CODE, text_of(reply))) - own - told
        if seen:
            self._add(relation, f"shows {sorted(seen)}")

    def _add(self, relation: str, breach: str) -> None:
        self.found.add(self.route, f"{self.role} of {self.node}, of {relation}: {breach}")


async def judged(
    world: World,
    nodes: Iterable[str],
    roles: Iterable[str],
    service: str = "",
    *,
    is_every_target: bool = False,
    but_not: Collection[Route] = (),
) -> Found:
    """What organisers of these units met beyond their subtree; nothing when every filter is in place."""
    found, turn = Found(), asyncio.Semaphore(AT_ONCE)

    async def in_turn(asking: Asking) -> None:
        async with turn:
            await asking.judge(is_every_target=is_every_target)

    for node in nodes:
        for role in roles:
            caller = tokens.organiser(role, node)
            async with asyncio.TaskGroup() as group:
                for route, case in ORGANISERS.items():
                    if service in ("", route[0]) and route not in but_not:
                        group.create_task(in_turn(Asking(world, found, role, node, caller, route, case)))
    return found
