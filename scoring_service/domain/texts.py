"""The words of a ranking report, which its issuer can change: placeholders in braces stand for the figures (R2.10)."""

import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
WORDS = """
contest unit parent period as_of date year serial issuer metric place of change units silent participants sessions
points full_marks average_score full_mark_rate participation_rate
"""
PLACEHOLDERS = frozenset(WORDS.split())


@dataclass(frozen=True)
class Texts:
    """What stands in the head, in the text and below it; an empty text is left out.

    `masthead` is the red name above the number, left out where a letterhead has one. `further` is what is told of the
    other issuing units where there are several, `standing` is for units that have siblings. `final_closing` takes the
    place of `closing` once the results are final.
    """

    masthead: str = "{issuer}"
    title: str = "关于{contest}{period}排名情况的通报"
    issuer: str = "{unit}知识竞赛组织工作办公室"
    number: str = "〔{year}〕第{serial}期"
    addressees: str = "各参赛单位："
    opening: str = (
        "截至{as_of}，{unit}{period}共有{participants}人参赛，答题{sessions}人次，获得积分{points}分，满分{full_marks}人次，"
        "场均得分{average_score}分。现将有关情况通报如下。"
    )
    further: str = (
        "{unit}{period}共有{participants}人参赛，答题{sessions}人次，获得积分{points}分，满分{full_marks}人次，"
        "场均得分{average_score}分。"
    )
    standing: str = "{unit}在{parent}所辖{of}个单位中，按{metric}排名第{place}位{change}。"
    final_closing: str = "以上为竞赛最终结果。"
    closing: str = "请各单位认真做好组织发动工作，尚未有人参赛的单位请抓紧组织参赛。"


def unknown_placeholders(texts: Texts) -> list[str]:
    """What stands in braces and is no placeholder."""
    return sorted({name for text in astuple(texts) for name in PLACEHOLDER.findall(text)} - PLACEHOLDERS)


def fill(text: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: values.get(found[1], ""), text)


def pieces(text: str, values: Mapping[str, str]) -> list[str]:
    """The filled text, cut where placeholders begin and end."""
    parts = PLACEHOLDER.split(text)
    return [values.get(part, "") if place % 2 else part for place, part in enumerate(parts)]
