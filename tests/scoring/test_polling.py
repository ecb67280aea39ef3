"""Polling boards: pages, entity tags, ages (R2.9)."""

import time
from typing import Any

import pytest

from tests.scoring.builders import BEIJING, CONTEST, SHIZHONG, finished, unit
from tests.scoring.scoring_system import ScoringSystem


async def test_pages_follow_each_other_without_gap_or_overlap(scoring: ScoringSystem) -> None:
    await scoring.keep(*[unit(("CN", f"{code}0000")) for code in range(50, 60)])
    whole = await scoring.board()

    pages, cursor = [], None
    while not pages or cursor:
        page = await scoring.board(limit=4, **({"cursor": cursor} if cursor else {}))
        pages.append(page["items"])
        cursor = page["next_cursor"]

    assert [len(page) for page in pages] == [4, 4, 4, 1]
    assert [item for page in pages for item in page] == whole["items"]


async def read_on(scoring: ScoringSystem, page: dict[str, Any]) -> dict[str, Any]:
    return await scoring.board(limit=4, cursor=page["next_cursor"])


async def test_a_cursor_says_when_the_board_has_moved_since_the_page_before(scoring: ScoringSystem) -> None:
    """Within one version no unit is lost or repeated; the page after the one that says so belongs to the new one."""
    await scoring.keep(*[unit(("CN", f"{code}0000")) for code in range(50, 60)])
    first = await scoring.board(limit=4)
    second = await read_on(scoring, first)

    await scoring.record(finished(path=("CN", "590000")))
    third = await read_on(scoring, second)
    fourth = await read_on(scoring, third)

    pages = [first, second, third, fourth]
    assert [page["moved"] for page in pages] == [False, False, True, False]
    assert first["version"] == second["version"] < third["version"] == fourth["version"]


@pytest.mark.parametrize("change", ["came", "went"])
async def test_a_unit_that_came_or_went_moves_the_board_although_no_figure_did(
    scoring: ScoringSystem, change: str
) -> None:
    await scoring.keep(*[unit(("CN", f"{code}0000")) for code in range(50, 60)])
    first = await scoring.board(limit=4)

    await scoring.keep(
        unit(("CN", "120000")) if change == "came" else unit(("CN", "500000"), version=2, is_active=False)
    )
    second = await read_on(scoring, first)

    assert (first["version"], second["moved"]) == (second["version"], True)


async def test_a_board_of_another_unit_that_moved_leaves_a_cursor_alone(scoring: ScoringSystem) -> None:
    await scoring.keep(*[unit(("CN", f"{code}0000")) for code in range(50, 60)])
    first = await scoring.board(limit=4)

    await scoring.keep(unit((*SHIZHONG, "370103-A")), unit(("CE", "CE-030")))

    assert not (await read_on(scoring, first))["moved"]


async def test_r2_9_an_unchanged_board_is_304(scoring: ScoringSystem) -> None:
    await scoring.record(finished())
    first = await scoring.ask()

    second = await scoring.client.get(
        f"/v1/leaderboards/{CONTEST}/region", headers={"If-None-Match": first.headers["ETag"]}
    )

    assert first.headers["ETag"].startswith('"')
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]


async def test_r2_9_a_changed_board_has_another_tag_version_and_instant(scoring: ScoringSystem) -> None:
    await scoring.record(finished())
    first = await scoring.ask()

    await scoring.record(finished())
    second = await scoring.ask()

    assert first.headers["ETag"] != second.headers["ETag"]
    assert first.json()["version"] < second.json()["version"]
    assert first.json()["as_of"] <= second.json()["as_of"]


async def test_r2_9_a_change_elsewhere_leaves_a_board_its_tag(scoring: ScoringSystem) -> None:
    await scoring.record(finished(path=SHIZHONG))
    before = await scoring.ask(parent="370100")

    await scoring.record(finished(path=BEIJING))

    assert (await scoring.ask(parent="370100")).headers["ETag"] == before.headers["ETag"]


async def test_a_board_says_how_it_may_be_kept_and_how_old_it_is(scoring: ScoringSystem) -> None:
    reply = await scoring.ask()

    assert reply.headers["Cache-Control"].startswith("no-cache")
    assert abs(int(reply.headers["X-Accel-Expires"].removeprefix("@")) - time.time()) < 2
    assert int(reply.headers["Age"]) < 5


async def test_a_new_name_of_a_unit_is_shown(scoring: ScoringSystem) -> None:
    await scoring.board()

    await scoring.keep(unit(("CN", "110000"), version=2, name="首都"))

    names = {item["unit"]["code"]: item["unit"]["name"] for item in (await scoring.board())["items"]}
    assert names["110000"] == "首都"
