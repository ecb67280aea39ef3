"""Polling boards: pages, entity tags, ages (R2.9)."""

import time

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
