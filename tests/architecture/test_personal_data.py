"""The inventory of personal data names every column of every table (R4.4)."""

import re
from pathlib import Path

from tests.support.schema import metadata

INVENTORY = Path(__file__).parents[2] / "docs" / "personal-data.md"
CLASSES = {"text", "keyed hash", "hash", "pseudonym"}


def inventory() -> dict[str, tuple[dict[str, str], list[str]]]:
    """By table: its personal columns with their classes, and the others."""
    rows = re.findall(
        r"^\| (\w+\.\w+) \| (.*?) ?\| (.*?) ?\| (.+?) \|$", INVENTORY.read_text(encoding="utf-8"), re.MULTILINE
    )
    return {
        table: (
            dict(re.findall(r"(\w+) \(([\w ]+)\)", personal)),
            [each.strip() for each in others.split(",") if each.strip()],
        )
        for table, personal, others, _ in rows
    }


def test_every_column_of_every_table_is_in_the_inventory_once() -> None:
    """R4.4"""
    tables = {
        table.fullname: sorted(column.name for column in table.c) for each in metadata() for table in each.sorted_tables
    }

    assert {name: sorted([*personal, *others]) for name, (personal, others) in inventory().items()} == tables


def test_every_personal_column_says_in_which_form_it_is_held() -> None:
    """R4.4"""
    forms = {form for personal, _ in inventory().values() for form in personal.values()}

    assert forms == CLASSES


def test_the_services_beyond_the_directory_know_pseudonyms_only() -> None:
    """R4.4"""
    named = {
        column
        for table, (personal, others) in inventory().items()
        for column in (*personal, *others)
        if not table.startswith("directory.")
    }

    assert named & {"nickname", "phone", "openid", "unionid", "username", "password_hash"} == set()
