"""The walk over names is what the patterns say that it replaces, and what is in memory is what the database holds."""

import re

import httpx
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from services.directory.domain.unit_search import REST_OF_A_SYLLABLE, has_initials, is_path
from services.kit.database import Database
from tests.directory.test_units import listed

REST = f"[{''.join(sorted(REST_OF_A_SYLLABLE))}]*"
FURTHER_DOWN = "(?:[^/]*/)*"


@given(st.text("hcqan", min_size=2, max_size=5), st.text("hcqan", max_size=9))
def test_initials_are_found_where_the_pattern_finds_them(initials: str, sort_key: str) -> None:
    """R2.2"""
    expected = re.match("".join(each + REST for each in initials), sort_key)

    assert has_initials(initials, sort_key) == (expected is not None)


@given(st.text("山东海", min_size=2, max_size=5), st.lists(st.text("山东海", max_size=4), min_size=1, max_size=4))
def test_names_above_are_found_where_the_pattern_finds_them(text: str, names: list[str]) -> None:
    """R2.2"""
    path = "".join(f"/{name}" for name in names)
    expected = re.search(f"/{FURTHER_DOWN.join(text)}[^/]*$", path)

    assert is_path(text, path) == (expected is not None)


async def test_a_change_by_any_hand_is_found_at_the_next_search(client: httpx.AsyncClient, admin: Database) -> None:
    """R2.2"""
    assert await listed(client, q="雪绒花") == []

    async with admin.begin() as owner:
        await owner.execute(sa.text("UPDATE directory.units SET name = '雪绒花区' WHERE code = '371002'"))
    found = await listed(client, q="雪绒花")
    async with admin.begin() as owner:
        await owner.execute(sa.text("UPDATE directory.units SET name = '环翠区' WHERE code = '371002'"))

    assert [unit["code"] for unit in found] == ["371002"]
    assert await listed(client, q="雪绒花") == []
