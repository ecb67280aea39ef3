"""What a replay leaves for people: one HTML file whose charts show what was played (R5.5)."""

import json
import re

import pytest

from contest.cli.replay_report import Day, report
from tests.support.contest import ContestSystem

ELSEWHERE = re.compile(r"<script|<link|<img|src=|href=|url\(|@import|://", re.IGNORECASE)


def drawn(html: str) -> int:
    """The sessions that the bars of the days stand for."""
    return sum(int(each.replace(",", "")) for each in re.findall(r"第 \d+ 天 [^：]+：([\d,]+)</title>", html))


@pytest.fixture(scope="module")
def played(system: ContestSystem, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], str]:
    place = tmp_path_factory.mktemp("replay") / "report.html"
    said = system.run("replay", "--participants", "6", "--days", "3", "--seed", "7", "--report", str(place), "--json")
    return json.loads(said.stdout), place.read_text(encoding="utf-8")


def test_a_replay_leaves_charts_of_what_was_played(played: tuple[dict[str, object], str]) -> None:
    figures, html = played

    assert drawn(html) == figures["sessions"]
    assert len(re.findall(r"第 \d+ 天 地区", html)) == figures["days"]
    assert "核对一致" in html


def test_the_file_is_whole_by_itself_and_follows_the_theme(played: tuple[dict[str, object], str]) -> None:
    _, html = played

    assert ELSEWHERE.findall(html) == []
    assert html.count("<svg") == 3
    assert "prefers-color-scheme: dark" in html


def test_names_are_text_and_differences_are_told() -> None:
    figures = dict.fromkeys(("participants", "days", "sessions", "points", "repeated_calls", "seconds"), 1)
    row = {"rank": 1, "points": 0, "participants": 0, "sessions": 0, "average_score": None}
    boards = {
        "region": {"items": [row | {"unit": {"code": "1", "name": "<b>甲</b>"}}]},
        "enterprise": {"items": []},
    }

    html = report(figures | {"contest": "one", "differences": ["370000: 3 ≠ 4"]}, boards, [Day(1, 0, 0)])

    assert "<b>甲" not in html
    assert "&lt;b&gt;甲" in html
    assert "370000: 3 ≠ 4" in html
    assert "核对一致" not in html
