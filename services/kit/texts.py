"""Text as people send it, decoded strictly: what is not certain is a fault with its place, never mojibake."""

import codecs
import re

from services.kit.characters import unwritable_at
from services.kit.mixed_encodings import other_encoding_at, reads

_UTF8_CHARACTER = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""Of three or four bytes, as Chinese is written. In GB 18030 one byte in thirty lies in such a sequence by chance."""
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_GBK_PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
_IS_UTF8 = 0.3
"""From this share of the bytes beyond ASCII on, text is UTF-8 with an error and not another encoding."""
_IS_UTF8_LIKE_GB2312 = 0.7
"""The same where the whole also reads in GB 2312: three characters of a short table may look like UTF-8 by chance."""
_IS_BIG5 = 0.2
"""Share of pairs outside GB 2312; Big5 has every third one there, texts in GB 18030 have few."""


class Undecodable(ValueError):
    """`row` counts lines from 1, `byte` the bytes of that line from 1; `value` is the byte found there."""

    def __init__(self, row: int, byte: int, value: int, encoding: str) -> None:
        super().__init__(f"row {row}, byte {byte}: not {encoding}")
        self.row, self.byte, self.value, self.encoding = row, byte, value, encoding


def decoded(content: bytes) -> str:
    """UTF-8 with or without a byte order mark, UTF-16 with one, or GB 18030. Raises `Undecodable`."""
    encoding, mark = _encoding_of(content)
    other = other_encoding_at(content, encoding)
    try:
        text = content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        at = len(mark) + error.start
        raise _fault(content, at if other is None else min(at, other), encoding) from None
    if other is not None:
        raise _fault(content, other, encoding)
    wrong = unwritable_at(text)
    if wrong is not None:
        raise _fault(content, len(mark) + len(text[:wrong].encode(encoding)), encoding)
    # GB 18030 has a mark of its own, and some programs write a second one.
    return text.lstrip("\ufeff")


def _encoding_of(content: bytes) -> tuple[str, bytes]:
    """The encoding and the mark that says so."""
    marks = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
    for mark, encoding in marks:
        if content.startswith(mark):
            return encoding, mark
    beyond = len(_BEYOND_ASCII.findall(content))
    in_utf8 = sum(map(len, _UTF8_CHARACTER.findall(content)))
    enough = _IS_UTF8_LIKE_GB2312 if reads(content, "gb2312") else _IS_UTF8
    if reads(content, "utf-8") or in_utf8 >= enough * beyond:
        return "utf-8", b""
    if _is_big5(content):
        # Its bytes are GB 18030 too, with other characters.
        raise _fault(content, next(at for at, each in enumerate(content) if each >= 0x80), "gb18030")  # noqa: PLR2004
    return "gb18030", b""


def _is_big5(content: bytes) -> bool:
    pairs = _GBK_PAIR.findall(content)
    outside = sum(1 for pair in pairs if pair[1] < 0xA1)  # noqa: PLR2004 - where the rows of GB 2312 begin
    return outside > _IS_BIG5 * len(pairs) and reads(content, "cp950")


def _fault(content: bytes, at: int, encoding: str) -> Undecodable:
    newline = "\n".encode(encoding)
    before = content[:at]
    row = before.count(newline) + 1
    start = before.rfind(newline)
    byte = at - (start + len(newline) if start >= 0 else 0) + 1
    return Undecodable(row, byte, content[at] if at < len(content) else 0, encoding)
