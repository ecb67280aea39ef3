"""Nothing that happens elsewhere changes one byte of what an organiser is shown (R2.6, I8)."""

import json
from collections.abc import AsyncIterator

import pytest

from tests.access.scope.cases import ORGANISERS
from tests.access.scope.test_scope import VOLATILE, sample, unpacked
from tests.access.scope.world import CONTEST, World, inhabited
from tests.scoring import builders, scoring_system
from tests.support import tokens

ROLES = ("organiser", "reporter")
PUBLIC = ("siblings",)
"""A unit beside its siblings, from figures that the public boards show of each of them."""


@pytest.fixture(scope="module")
async def world(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with inhabited(postgres_url, redis_url, tmp_path_factory.mktemp("attachments")) as running:
        yield running


async def everything_shown(world: World, node: str) -> dict[str, bytes]:
    """Every reading of every unit of the subtree in every role: bodies, exports, prints, entity tags, headers."""
    shown = {}
    for role in ROLES:
        caller = tokens.organiser(role, node)
        for (service, method, path), case in ORGANISERS.items():
            for target in world.below(node) if method == "GET" and not case.is_beside_public else ():
                asked, _ = case.request(world, path, target)
                reply = await world.ask(service, method, asked, caller)
                headers = sorted((name, text) for name, text in reply.headers.items() if name != "content-length")
                shown[f"{role} {asked}"] = b"%d %r %s" % (reply.status_code, headers, _kept(reply.content))
    return shown


def _kept(content: bytes) -> bytes:
    if content.startswith(b'{"unit"'):
        told = json.loads(content)
        content = json.dumps({name: told[name] for name in told if name not in PUBLIC}, separators=(",", ":")).encode()
    return VOLATILE.sub(b"", b"".join(unpacked(content)))


def changes(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {asked for asked in before.keys() | after.keys() if before.get(asked) != after.get(asked)}


async def stir(world: World, units: set[str]) -> None:
    """Sessions, reports, files, organisers and names of these units become others."""
    codes = sorted(units)
    await world.play(codes, times=3)
    renamed = [builders.unit(world.paths[code], name=f"改名{code}", version=2) for code in codes]
    await scoring_system.keep(world.databases["scoring"], *renamed)
    for code in codes:
        await world.suspect(code)
    for code in codes[:10]:
        await world.attach(code)
        await world.appoint(code)
        await world.submit(code)


async def test_what_happens_elsewhere_changes_nothing_that_an_organiser_is_shown(world: World) -> None:
    """R2.6 I8: no foreign row, and no sum with a foreign part in it."""
    node = sample(world)[0]
    before = await everything_shown(world, node)

    await stir(world, set(world.paths) - world.below(node) - {world.paths[node][0]})

    after = await everything_shown(world, node)
    assert changes(before, after) == set()
    assert sum(shown.startswith(b"200 ") for shown in after.values()) > 20


async def test_what_happens_inside_is_shown(world: World) -> None:
    """The control: the same, stirred inside, changes progress, exports and lists."""
    node = sample(world)[0]
    before = await everything_shown(world, node)

    await stir(world, world.below(node))

    changed = changes(before, await everything_shown(world, node))
    for part in (f"progress/{CONTEST}", "/v1/organisers", "sheet.xlsx", "print.pdf", "attachments", "rollups"):
        assert any(part in asked for asked in changed), part
