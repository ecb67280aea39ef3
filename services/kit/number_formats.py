"""How a workbook shows the numbers of its cells (ECMA-376 part 1, §18.8.30 and §18.8.31)."""

import re
from datetime import datetime, timedelta

from services.kit.cells import Kind

_DATES = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_TIMES = {18, 19, 20, 21, 45, 46, 47}
_PERCENTAGES = {9, 10}
_AS_THEY_ARE = {0, 1, 49}
"""General, whole numbers, text."""
_WITHOUT_MEANING = re.compile(r'"[^"]*"?|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]?', re.IGNORECASE)
_EXPONENT = re.compile(r"E[+-]", re.IGNORECASE)
_EPOCH, _EPOCH_OF_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - dates of no time zone
_LAST_DAY = 2_958_466


def kind_of(number: int, code: str | None) -> Kind:
    """What a number is taken for under a format; `code` is that of a format of the workbook's own."""
    if code is None:
        return _kind_of_known(number)
    if code in ("General", "G/通用格式", "@", "0"):
        return Kind.NUMBER
    parts = _EXPONENT.sub("", _WITHOUT_MEANING.sub("", code.replace("General", ""))).lower()
    if set(parts) & set("yd") or ("m" in parts and not set(parts) & set("hs")):
        return Kind.DATE
    if set(parts) & set("hs"):
        return Kind.TIME
    return Kind.PERCENTAGE if "%" in parts else Kind.SHAPED


def shown(value: float, kind: Kind, *, counts_from_1904: bool) -> str:
    """The number as its cell shows it, roughly where the format has a say."""
    if kind is Kind.PERCENTAGE:
        return f"{plain(round(value * 100, 8))}%"
    if kind is Kind.TIME and 0 <= value < _LAST_DAY:
        seconds = round(value * 86_400)
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if kind is Kind.DATE and 0 <= value < _LAST_DAY - 1500:
        at = (_EPOCH_OF_1904 if counts_from_1904 else _EPOCH) + timedelta(days=value)
        return f"{at:%Y-%m-%d}" if float(value).is_integer() else f"{at:%Y-%m-%d %H:%M:%S}"
    return plain(value)


def plain(value: float) -> str:
    """Whole numbers without a point, others with as many digits as make them what they are."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004


def _kind_of_known(number: int) -> Kind:
    if number in _DATES:
        return Kind.DATE
    if number in _TIMES:
        return Kind.TIME
    if number in _PERCENTAGES:
        return Kind.PERCENTAGE
    return Kind.NUMBER if number in _AS_THEY_ARE else Kind.SHAPED
