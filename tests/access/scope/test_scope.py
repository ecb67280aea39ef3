"""An organiser meets the own subtree and nothing else, on every route of every service (R2.6, I8)."""

import re

import pytest

from contest.cli.openapi import application
from services.chassis.routing import Audience, GuardedRoute
from services.processes import PROCESSES
from tests.access.scope.cases import EVERYBODY, ORGANISERS, OWN, PARTICIPANTS
from tests.access.scope.filters import Filter
from tests.access.scope.matrix import ROLES, Route, judged
from tests.access.scope.world import World


def routes() -> dict[Route, GuardedRoute]:
    """Every route in the code, by service, method and path."""
    return {
        (name, method, re.sub(r":\w+}", "}", route.path)): route
        for name, process in PROCESSES.items()
        if process.is_gateway_upstream
        for route in application(process.factory).routes
        if isinstance(route, GuardedRoute)
        for method in route.methods or ()
    }


def test_every_route_of_every_service_is_in_the_matrix() -> None:
    """I8: a new route needs a line in `cases.py`, and one that shows something says what."""
    known = routes()
    audiences = {Audience.ADMINISTRATOR: Audience.ORGANISER}

    found = {
        who: {name for name, route in known.items() if audiences.get(route.audience, route.audience) is who}
        for who in Audience
    }

    assert found[Audience.ORGANISER] == set(ORGANISERS) | OWN
    assert found[Audience.PARTICIPANT] == PARTICIPANTS
    assert found[Audience.EVERYONE] == EVERYBODY
    assert {name for name, case in ORGANISERS.items() if case.reads} == {
        each for each in ORGANISERS if each[1] == "GET"
    }


def test_streams_are_for_everybody() -> None:
    """I8: what stays open shows public boards only, so no right has to be withdrawn from it."""
    streams = {name for name, route in routes().items() if "text/event-stream" in str(route.responses)}

    assert streams == {("scoring", "GET", "/v1/leaderboards/{contest_id}/{entry}/events")}
    assert streams <= EVERYBODY


async def test_organisers_meet_their_own_subtree_and_nothing_else(world: World) -> None:
    """R2.6 I8: the same answer for what is foreign as for what does not exist, after as many statements."""
    assert len(world.paths) == 60

    found = await judged(world, world.sample(), ROLES[:3])

    assert found.breaches == {}


async def test_other_roles_and_the_national_administrator_meet_what_is_theirs(world: World) -> None:
    """R4.3 I8"""
    assert (await judged(world, world.sample()[:1], ROLES[3:])).breaches == {}
    assert (await judged(world, ["CN"], ROLES[:1])).breaches == {}


@pytest.mark.parametrize("missing", sorted({case.guard for case in ORGANISERS.values()}, key=str), ids=lambda f: f.name)
async def test_a_missing_filter_is_caught(world: World, monkeypatch: pytest.MonkeyPatch, missing: Filter) -> None:
    """I8: the matrix sees each filter that is taken out, on every route that it guards."""
    guarded = {name for name, case in ORGANISERS.items() if case.guard is missing}
    # What would be done to the world, were its own filter in place and this one missing, is not tried.
    dangerous = {name for name, case in ORGANISERS.items() if case.is_dangerous and case.guard is not missing}
    missing.take_out(monkeypatch)

    found = set()
    for service in {name[0] for name in guarded}:
        found |= (await judged(world, world.sample()[:1], [missing.role], service, but_not=dangerous)).breaches.keys()

    assert guarded <= found
