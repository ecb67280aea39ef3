"""Words of another encoding that decode by chance: text put together from two files, which would be mojibake.

Chinese in UTF-8 is also GB 18030 with rare characters (环翠 is 鐜繝), and two characters in GBK may be two letters in
UTF-8, of alphabets that never stand side by side. Ordinary text has neither.
"""

import re
import unicodedata

_UTF8_WORD = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){2,}")
_GBK_WORD = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]){2,}")
_NO_PART = re.compile(rb"[\x00-\x2f]")
"""Bytes that are no part of a longer character in GB 18030."""
_FARTHEST = 1024
_COMMON = re.compile(rb"(?:[\xb0-\xd7\xa1\xa3][\xa1-\xfe])*")
"""The 3755 common characters of GB 2312, and its punctuation."""
_STRANGE = re.compile("[\u0180-\u01cc\u01dd-\u036f]")
"""Latin letters beyond those of European languages and pinyin, and phonetic ones."""


def other_encoding_at(content: bytes, encoding: str) -> int | None:
    """Where the first word stands that is meant in another encoding than this one, or None."""
    if encoding == "gb18030":
        return next((each.start() for each in _UTF8_WORD.finditer(content) if _is_utf8(content, each)), None)
    if encoding == "utf-8":
        return next((each.start() for each in _GBK_WORD.finditer(content) if _is_gbk(each[0])), None)
    return None


def _is_utf8(content: bytes, word: re.Match[bytes]) -> bool:
    """Whether it begins with a character of GB 18030, and is common in UTF-8 and rare in GB 18030."""
    whole_pairs = word[0][: len(word[0]) // 2 * 2]
    if _COMMON.fullmatch(whole_pairs) or not _COMMON.fullmatch(word[0].decode().encode("gb18030")):
        return False
    start = max(0, word.start() - _FARTHEST)
    for boundary in _NO_PART.finditer(content, start, word.start()):
        start = boundary.end()
    return reads(content[start : word.start()], "gb18030")


def _is_gbk(run: bytes) -> bool:
    """Whether letters of several alphabets, or of none in use, stand where GBK has Chinese characters."""
    text = run.decode()
    letters = [each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each)[0] in "LM"]
    alphabets = {unicodedata.name(each, "UNKNOWN").split()[0] for each in letters}
    return (len(alphabets) > 1 or _STRANGE.search(text) is not None) and reads(run, "gb2312")


def reads(content: bytes, encoding: str) -> bool:
    """Whether all of it decodes in this encoding."""
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
