"""Names are judged by a list of what may not stand in them, whatever year the interpreter's tables are of (R4.2)."""

import pytest

from services.kit.characters import is_name, refused, with_plain_spaces

EXTENSION_H, EXTENSION_I = chr(0x31350), chr(0x2EBF0)


@pytest.mark.parametrize(
    "name",
    [
        "小明🩷",
        f"张{EXTENSION_H}",
        f"李{EXTENSION_I}",
        "𠮷田",
        "👨‍👩‍👧",
        "🏴\U000e0067\U000e0062\U000e007f",
        "é",
        "﨑",
        "〇",
        "阿·木",
    ],
)
def test_characters_of_every_year_may_stand_in_a_name(name: str) -> None:
    assert is_name(name, 20)


@pytest.mark.parametrize("space", ["\u3000", "\xa0", "\u2003", "\u202f"])
def test_spaces_of_every_width_become_plain(space: str) -> None:
    assert with_plain_spaces(f"{space}张{space}三{space}") == "张 三"


@pytest.mark.parametrize(
    "character",
    [
        "\x00",
        "\x07",
        "\x7f",
        "\x85",
        "\u2028",
        "\n",
        "\t",
        chr(0xD800),
        "\u202e",
        "\u2066",
        "\ufffe",
        "\U0010ffff",
        "\ufffd",
        "\ue000",
        "\ufff9",
    ],
)
def test_what_may_not_stand_in_a_name_is_found(character: str) -> None:
    assert refused(f"张{character}三") == character


def test_line_breaks_may_stand_in_a_text() -> None:
    assert refused("一\n二", may_break=True) is None
    assert refused("一\u202e二", may_break=True) == "\u202e"


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\u3164", "\u2800", "\u200d\ufe0f", "\u00ad\u2060"])
def test_a_name_shows_something(name: str) -> None:
    assert not is_name(name, 20)
