"""Whoever edits the ledger with the owner's rights is found by `contest verify`, whatever sums are edited with it."""

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from contest.cli import verify
from contest.cli.verify import differences
from tests.access.people import CONTEST, People, people


@pytest.fixture(scope="module")
async def system(postgres_url: str, redis_url: str) -> AsyncIterator[People]:
    async with people(postgres_url, redis_url) as running:
        yield running


async def edit(system: People, *statements: str) -> None:
    async with system.owner.begin() as transaction:
        for statement in statements:
            await transaction.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("change", "undo"),
    [
        ("points = points + 1", "points = points - 1"),
        ("unit_path = '{CN,110000,110100}'", "unit_path = '{CN,370000,371000,371002}'"),
        ("kind = 'hold'", "kind = 'session'"),
        ("contest_day = contest_day - 1", "contest_day = contest_day + 1"),
    ],
)
async def test_an_edited_row_of_the_ledger_is_found_and_named(
    system: People, monkeypatch: pytest.MonkeyPatch, change: str, undo: str
) -> None:
    """R2.4"""
    session_id = await system.play()
    clean = await differences(system.owner_url, CONTEST)
    monkeypatch.setattr(verify, "DRAINED_WITHIN_S", 0.0)
    row = f"WHERE session_id = '{session_id}'"

    await edit(system, f"UPDATE scoring.ledger SET {change} {row}")
    found = await differences(system.owner_url, CONTEST)
    await edit(system, f"UPDATE scoring.ledger SET {undo} {row}")

    assert clean == []
    assert [each for each in found if each.startswith(f"{CONTEST}, session {session_id}: ")], found


async def test_sums_that_were_edited_to_fit_hide_nothing(system: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """R2.4"""
    session_id = await system.play()
    monkeypatch.setattr(verify, "DRAINED_WITHIN_S", 0.0)
    participant_id = f"(SELECT participant_id FROM scoring.ledger WHERE session_id = '{session_id}')"
    path = f"(SELECT unnest(unit_path) FROM scoring.ledger WHERE session_id = '{session_id}')"
    day = f"(SELECT contest_day FROM scoring.ledger WHERE session_id = '{session_id}')"

    def moved(sign: str) -> list[str]:
        return [
            f"UPDATE scoring.ledger SET points = points {sign} 5 WHERE session_id = '{session_id}'",
            (
                f"UPDATE scoring.unit_totals SET points = points {sign} 5 "
                f"WHERE contest_id = '{CONTEST}' AND unit_code IN {path}"
            ),
            (
                f"UPDATE scoring.unit_day_totals SET points = points {sign} 5 "
                f"WHERE contest_id = '{CONTEST}' AND contest_day = {day} AND unit_code IN {path}"
            ),
            f"UPDATE scoring.participants SET points = points {sign} 5 WHERE participant_id = {participant_id}",
            "DELETE FROM scoring.histogram",
            "INSERT INTO scoring.histogram SELECT contest_id, points, count(*) FROM scoring.participants GROUP BY 1, 2",
        ]

    await edit(system, *moved("+"))
    found = await differences(system.owner_url, CONTEST)
    await edit(system, *moved("-"))

    assert any(f"session {session_id}: the ledger has another score" in each for each in found)
    assert len(found) == 2, found


async def test_a_merge_that_scoring_lacks_or_made_up_is_found(system: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """I19: what the directory has merged is what scoring counts as one person."""
    monkeypatch.setattr(verify, "DRAINED_WITHIN_S", 0.0)
    pair = "'00000000-0000-7000-8000-000000000009', '00000000-0000-7000-8000-000000000001'"

    found = []
    for insert in (
        f"INSERT INTO directory.merges (ended_id, kept_id, merged_at) VALUES ({pair}, now())",
        f"INSERT INTO scoring.merges (ended_id, kept_id) VALUES ({pair})",
    ):
        await edit(system, insert)
        found.append([each for each in await differences(system.owner_url, CONTEST) if each.startswith("account ")])
    await edit(system, "DELETE FROM directory.merges", "DELETE FROM scoring.merges")

    assert [len(each) for each in found] == [1, 0]
    assert found[0][0].endswith("merged by the directory, and unknown to scoring")
