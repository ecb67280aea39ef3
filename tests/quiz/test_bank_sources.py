"""What the shipped bank cites was in force on the contest's days (R1.7)."""

import re
from datetime import date
from typing import Any

import pytest

from quiz_service.use_cases.contests.shipped_bank import shipped_addresses, shipped_questions

SAFETY_MONTH = date(2026, 6, 1)
"""The first day of the notice's contest."""
STANDARD = re.compile(r"(?:GBZ|GB|AQ|JGJ|CJJ|TSG|WS|XF)(?:/T)? ?[\d.]+—(\d{4})")
UNDATED = re.compile(r"\b(?:GBZ|GB|AQ|JGJ|CJJ|JT|LY|TSG|XF)(?:/T)? ?\d[\d.]*(?![\d.—])")
LAW = re.compile(r"《中华人民共和国[^》]+》|条例》")
ARTICLE = re.compile(r"第[一二三四五六七八九十百千零]+条")
PLACE = re.compile(r"(?:19|20)\d\d|令第\d+号|第\d+条|第[一二三四五六七八九十百千零]+条|“[^”]+”部分")
"""What lets a reader find the document or the place in it: a year, a number, an article, a part."""
OFFICIAL = re.compile(r"https?://(?:[\w-]+\.)*(?:gov|chinacdc)\.cn/")
REPLACED_LATER = re.compile(r"（(\d{4})年(\d+)月(\d+)日起由[^）]+代替）")
IN_FORCE_SINCE = {
    "GB/T 44013—2024": date(2024, 4, 25),
    "GB 19522—2024": date(2024, 8, 1),
    "GB 43854—2024": date(2024, 11, 1),
    "JGJ/T 46—2024": date(2025, 1, 1),
    "GB 30000.1—2024": date(2025, 8, 1),
    "GB 17761—2024": date(2025, 9, 1),
    "GB/T 36750—2025": date(2025, 11, 1),
    "GB 2894—2025": date(2026, 3, 1),
    "GB 3608—2025": date(2026, 5, 1),
    "GB 20517—2025": date(2026, 6, 1),
}
"""Editions of the two years before the contest, as their title pages say: an older one is in force for certain."""


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    questions: list[dict[str, Any]] = shipped_questions()
    return {question["id"]: question["source"] for question in questions}


def test_every_source_is_a_document_that_can_be_looked_up(sources: dict[str, str]) -> None:
    """R1.7"""
    parts = [(question, part) for question, source in sources.items() for part in source.split("；")]

    assert [each for each in parts if not re.search("《|〔|关于", each[1])] == []
    assert [each for each in parts if not PLACE.search(each[1])] == []
    assert [each for each in parts if re.search("科普|宣传资料|安全提示|防范提示", each[1])] == []


def test_laws_are_cited_by_article_and_standards_by_year(sources: dict[str, str]) -> None:
    """R1.7"""
    parts = [(question, part) for question, source in sources.items() for part in source.split("；")]

    assert [each for each in parts if LAW.search(each[1]) and not ARTICLE.search(each[1])] == []
    assert [each for each in parts if UNDATED.search(each[1])] == []


def test_every_young_standard_came_into_force_before_the_safety_month(sources: dict[str, str]) -> None:
    for question, source in sources.items():
        for edition in STANDARD.finditer(REPLACED_LATER.sub("", source)):
            if int(edition[1]) >= SAFETY_MONTH.year - 2:
                assert edition[0] in IN_FORCE_SINCE, (question, edition[0])
                assert IN_FORCE_SINCE[edition[0]] <= SAFETY_MONTH, (question, edition[0])


def test_an_edition_that_gives_way_after_the_safety_month_says_when(sources: dict[str, str]) -> None:
    for question in ("ap-005", "ap-012", "ap-017", "er-042"):
        gives_way = REPLACED_LATER.search(sources[question])
        assert gives_way, question
        assert date(int(gives_way[1]), int(gives_way[2]), int(gives_way[3])) > SAFETY_MONTH
        assert STANDARD.match(sources[question])


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("ap-006", "GB 8958—2006"),
        ("ap-032", "法释〔2022〕19号第二条"),
        ("ap-036", "GB 3608—2025"),
        ("ee-017", "第六十三条"),
        ("er-030", "第九条"),
        ("rd-015", "第四十一条"),
        ("rd-027", "第四十四条"),
        ("hs-016", "危险化学品安全法"),
        ("hs-007", "GB 4351—2023"),
        ("hs-038", "GB 16899—2011"),
    ],
)
def test_a_claim_is_backed_by_the_document_that_makes_it(sources: dict[str, str], question: str, document: str) -> None:
    assert document in sources[question]


def test_each_address_is_an_official_one_and_belongs_to_the_edition_that_is_cited(sources: dict[str, str]) -> None:
    """R1.7"""
    known = shipped_addresses()

    assert len({each.document for each in known}) == len(known)
    for each in known:
        assert OFFICIAL.match(each.address), each
        assert [source for source in sources.values() if f"《{each.document}》" in source and each.edition in source], (
            each
        )


def test_a_question_has_the_address_of_its_document_and_of_no_other_edition() -> None:
    known = {each.address: each for each in shipped_addresses()}
    addressed = [row for row in shipped_questions() if "address" in row]

    for row in addressed:
        each = known[row["address"]]
        assert f"《{each.document}》" in row["source"], row["id"]
        assert each.edition in row["source"], row["id"]
    assert len(addressed) > len(shipped_questions()) / 2
