"""An entity tag, or a cursor, of one organiser's answer opens nothing to another (R2.6, I8)."""

import re

import httpx

from services.chassis.tokens import Caller
from tests.access.scope.answers import shape_of
from tests.access.scope.cases import ORGANISERS, Case, Tag
from tests.access.scope.matrix import Route
from tests.access.scope.rules import FORBIDDEN, MISSING
from tests.access.scope.world import CODE, CONTEST, UNKNOWN, World
from tests.support import tokens

ROLE = {
    "directory": "organiser",
    "quiz": "reviewer",
    "scoring": "organiser",
    "reporting": "reporter",
    "camp": "organiser",
}


def organisers_of(world: World, route: Route, case: Case) -> list[tuple[str, Caller]]:
    """One in each entry and two beside each other, or where only the national administrator reads, that one."""
    beside = world.targets(world.sample()[0])["sibling"]
    nodes = [*world.sample(), beside]
    if case.rule(world, ROLE[route[0]], nodes[0], nodes[0]) in (FORBIDDEN, MISSING):
        return [("CN", tokens.organiser())]
    return [(node, tokens.organiser(ROLE[route[0]], node)) for node in nodes]


async def test_a_reading_has_the_medium_and_the_tag_that_its_line_says(world: World) -> None:
    """I8: what the matrix compares is what the routes send, so a new tag or export needs its line."""
    wrong = []
    for route, case in ORGANISERS.items():
        if case.reads is None:
            continue
        node, caller = organisers_of(world, route, case)[0]
        for path, _ in case.requests(world, route[2], node):
            reply = await world.ask(*route[:2], path, caller)
            media = reply.headers["content-type"].partition(";")[0]
            has_tag = "etag" in reply.headers
            as_said = media == (case.reads.media or media) and has_tag == (case.reads.tag is not Tag.NONE)
            if reply.status_code != 200 or not as_said:
                wrong.append((path, reply.status_code, media, has_tag))
    assert wrong == []


async def test_the_tag_of_another_gives_304_for_the_same_bytes_only(world: World) -> None:
    """I8: and for a foreign unit the answer is the one for a unit that does not exist, whatever the tag."""
    for route, case in ORGANISERS.items():
        if case.reads is None or case.reads.tag is not Tag.POLLED:
            continue
        known: dict[str, httpx.Response] = {}
        callers = organisers_of(world, route, case)
        for node, caller in callers:
            path, _ = next(case.requests(world, route[2], node))
            known[node] = await world.ask(*route[:2], path, caller)
        for node, caller in callers:
            for other, theirs in known.items():
                sent = {"If-None-Match": theirs.headers["ETag"]}
                path, _ = next(case.requests(world, route[2], node))
                own = await world.ask(*route[:2], path, caller, **sent)
                is_same = theirs.content == known[node].content
                assert (own.status_code, own.content) == ((304, b"") if is_same else (200, known[node].content)), path
                if case.rule(world, ROLE[route[0]], node, other) != MISSING:
                    continue
                foreign, unknown = (next(case.requests(world, route[2], each))[0] for each in (other, UNKNOWN))
                for tag in (theirs.headers["ETag"], "*"):
                    told = await world.ask(*route[:2], foreign, caller, **{"If-None-Match": tag})
                    nothing = await world.ask(*route[:2], unknown, caller, **{"If-None-Match": tag})
                    assert told.status_code == 404
                    assert shape_of(told, [foreign, other]) == shape_of(nothing, [unknown, UNKNOWN])


async def test_the_tag_of_a_foreign_report_guards_nothing(world: World) -> None:
    """I8: who knows the true tag is told the same as who sends a wrong one, or none: that there is no such report."""
    node, other = world.sample()
    path = f"/v1/reports/{world.reports[other]}"
    tag = (await world.ask("reporting", "GET", path, tokens.organiser("reporter", other))).headers["ETag"]
    caller = tokens.organiser("reporter", node)

    replies = [
        await world.ask("reporting", "PUT", path, caller, {}, **sent)
        for sent in ({"If-Match": tag}, {"If-Match": '"0"'}, {})
    ]

    assert {reply.status_code for reply in replies} == {404}
    assert len({repr(shape_of(reply, [path])) for reply in replies}) == 1


async def test_the_cursor_of_another_leads_to_nothing_foreign(world: World) -> None:
    """I8"""
    for service, path in (("directory", "/v1/organisers"), ("scoring", f"/v1/flags/{CONTEST}")):
        for of, by in (world.sample(), reversed(world.sample())):
            theirs = await world.ask(service, "GET", f"{path}?limit=1", tokens.organiser("organiser", of))
            cursor = theirs.json()["next_cursor"]

            reply = await world.ask(service, "GET", f"{path}?cursor={cursor}", tokens.organiser("organiser", by))

            assert reply.status_code == 200
            assert set(re.findall(CODE, reply.text)) <= world.below(by)
