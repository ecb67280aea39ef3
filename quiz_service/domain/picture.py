"""Pictures in questions: what they are called, and what is said to those who do not see them (R1.12)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

NAME = re.compile(r"[0-9a-f]{32}")
"""Drawn at random when the picture was sent: it tells neither question nor key nor content."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LONGEST_ALT = 200
ADDRESS = "/v1/pictures/"
LARGEST = 5 * 1024 * 1024
"""Bytes, as a picture is sent."""
MOST_PIXELS = 24_000_000
MOST_OF_A_DAY = 300
"""That one account sends, or it could fill the database."""
Fault = tuple[str, str, str, str]
"""Column, code, and what is expected in both languages."""


@dataclass(frozen=True)
class Sent:
    """Bytes that somebody says are a picture."""

    content: bytes


@dataclass(frozen=True)
class Drawn:
    """A picture as it was drawn anew from its pixels: nothing else of what was sent is in it."""

    content: bytes
    media_type: str


def address_of(name: str) -> str:
    return ADDRESS + name


def faults_of_picture(cells: Mapping[str, Any]) -> Iterator[Fault]:
    """A picture needs words for those who do not see it, and words a picture. What is no text is told elsewhere."""
    name, alt = (cells.get(column, "") for column in ("picture", "picture_alt"))
    if not isinstance(name, str) or not isinstance(alt, str):
        return
    if name and not NAME.fullmatch(name):
        yield "picture", "not-a-picture", "应为上传图片后得到的名称。", "The name that an upload gave is expected."
    elif name and not CHINESE.search(alt):
        zh, en = "图片应配中文说明，供看不到图片的人使用。", "A picture needs a description in Chinese."
        yield "picture_alt", "description-missing", zh, en
    elif alt.strip() and not name:
        yield "picture_alt", "without-picture", "有图片说明而没有图片。", "There is a description, but no picture."
