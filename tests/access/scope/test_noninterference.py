"""Nothing that happens elsewhere changes one byte of what an organiser is shown (R2.6, I8)."""

import io
import json
import re
from collections.abc import Callable, Collection
from typing import Any

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from reporting_service.queries import below, obligations
from scoring_service.files.workbook import FIRST_ROW
from scoring_service.queries import figures, progress
from scoring_service.use_cases.read_bulletin import OWN_TITLE
from tests.access.scope.answers import VOLATILE, parts
from tests.access.scope.cases import ORGANISERS
from tests.access.scope.matrix import Route
from tests.access.scope.world import World
from tests.scoring import builders, scoring_system
from tests.support import tokens

ROLES = ("organiser", "reporter")
PUBLIC = ("siblings",)
"""A unit beside its siblings, from figures that the public boards show of each of them."""


LAST_CHANGE = re.compile(rb"20..-..-..T[^,]*")
Shown = dict[tuple[Route, str, str], bytes]
"""By route, role and what was asked."""


async def everything_shown(world: World, node: str, only: str = "") -> Shown:
    """Every reading of every unit of the subtree in both roles: bodies, exports, prints, entity tags, headers."""
    shown: Shown = {}
    for role in ROLES:
        caller = tokens.organiser(role, node)
        for route, case in ORGANISERS.items():
            targets = world.below(node) if case.reads and route[0].startswith(only) else ()
            for path in sorted({way for each in targets for way, _ in case.requests(world, route[2], each)}):
                reply = await world.ask(*route[:2], path, caller)
                assert reply.status_code < 500, reply.text
                headers = sorted((name, text) for name, text in reply.headers.items() if name != "content-length")
                kept = own_table(reply.content, world.below(node)) if case.is_beside_public else _kept(reply.content)
                shown[route, role, path] = b"%d %r %s" % (reply.status_code, headers, kept)
    return shown


def _kept(content: bytes) -> bytes:
    if content.startswith(b'{"unit"'):
        told = json.loads(content)
        content = json.dumps({name: told[name] for name in told if name not in PUBLIC}, separators=(",", ":")).encode()
    return VOLATILE.sub(b"", b"\n".join(parts(content)))


def own_table(content: bytes, own: Collection[str]) -> bytes:
    """What a bulletin holds beside the public boards, but for the time of their last change.

    The issuing unit's own place among its siblings, and the name of their parent, are those of a public board too.
    """
    if content.startswith(b"PK"):
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(OWN_TITLE).to_python()
        issuer, *below = rows[FIRST_ROW:]
        return repr([[*issuer[1:3], *issuer[4:]], *below]).encode()
    if content.startswith(b"%PDF"):
        printed = b"\n".join(parts(content)).splitlines()  # without sums: they stand where the page breaks
        tables = [place for place, line in enumerate(printed) if "单位排名".encode() in line]
        boards = [place for place, line in enumerate(printed) if "区榜".encode() in line or "企业榜".encode() in line]
        below = printed[min(tables) : min(boards)] if tables and boards else []
        return b"\n".join(line for line in below if any(code.encode() in line for code in own))
    lines = [each for each in content.split(b"\n") if OWN_TITLE.encode() in each]
    issuer, *rest = [each.split(b",") for each in lines] or [[]]
    kept = [b",".join(each) for each in ([*issuer[:3], *issuer[4:6], *issuer[7:]], *rest)]
    return re.sub(rb"20..-..-..T[^,]*", b"", b"\n".join(kept))


def changes(before: Shown, after: Shown) -> set[tuple[Route, str, str]]:
    return {asked for asked in before.keys() | after.keys() if before.get(asked) != after.get(asked)}


async def stir(world: World, units: set[str]) -> None:
    """Sessions, reports, files, works, learners, organisers and names of these units become others."""
    codes = sorted(units)
    await world.play(codes, times=3)
    renamed = [builders.unit(world.paths[code], name=f"改名{code}", version=2) for code in codes]
    await scoring_system.keep(world.databases["scoring"], *renamed)
    for code in codes:
        await world.suspect(code)
        await world.offer(code)
        await world.guess(code)
    for code in [each for each in world.leaves(codes) if each not in world.settled][:8]:
        await world.attach(code)
        await world.appoint(code)
        await world.settle(code)


def elsewhere(world: World, node: str) -> set[str]:
    return set(world.paths) - world.below(node) - {world.paths[node][0]}


async def test_what_happens_elsewhere_changes_nothing_that_an_organiser_is_shown(world: World) -> None:
    """R2.6 I8: no foreign row, and no sum with a foreign part in it."""
    node = world.sample()[0]
    before = await everything_shown(world, node)

    await stir(world, elsewhere(world, node))

    after = await everything_shown(world, node)
    assert changes(before, after) == set()
    assert sum(shown.startswith(b"200 ") for shown in after.values()) > 20


async def test_what_happens_inside_is_shown(world: World) -> None:
    """The control: the same, stirred inside, changes every reading that is of units."""
    node = world.sample()[0]
    before = await everything_shown(world, node)

    await stir(world, world.below(node))

    changed = {route for route, _, _ in changes(before, await everything_shown(world, node))}
    assert {route for route, case in ORGANISERS.items() if case.reads and case.reads.is_of_units} == changed


def of_the_root(query: Callable[..., Any], place: int) -> Callable[..., Any]:
    """A query that is asked for the root of the tree instead of the unit."""

    def asked(*given: Any) -> Any:
        return query(*given[:place], "CN", *given[place + 1 :])

    return asked


def unfiltered(statement: sa.TextClause) -> sa.TextClause:
    """A statement without the condition that keeps it below a unit."""
    text = re.sub(r"(l\.)?parent_code = :unit", "CAST(:unit AS text) IS NOT NULL", statement.text)
    assert text != statement.text
    return sa.text(text)


ADDED_UP = {
    "totals": (figures, "read_figures", lambda query: of_the_root(query, 2)),
    "days": (progress, "read_days", lambda query: of_the_root(query, 2)),
    "children": (below, "ACCEPTED", unfiltered),
    "rates": (obligations, "BELOW", unfiltered),
}


async def test_a_sum_with_a_foreign_part_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """I8: the comparison sees each query that adds up what lies outside."""
    node = world.sample()[0]

    async def shown(module: Any, name: str, spoil: Callable[[Any], Any]) -> Shown:
        with monkeypatch.context() as changed:
            changed.setattr(module, name, spoil(getattr(module, name)))
            return await everything_shown(world, node, module.__name__.partition("_service")[0])

    before = {name: await shown(*added) for name, added in ADDED_UP.items()}

    await stir(world, elsewhere(world, node))

    assert [name for name, added in ADDED_UP.items() if not changes(before[name], await shown(*added))] == []
