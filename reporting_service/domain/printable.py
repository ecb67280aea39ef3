"""What the print font lacks stands as 〓 on paper, and is named there (R3.6)."""

from collections.abc import Container, Iterator, Mapping
from typing import Any

from services.kit.characters import named

GETA = "〓"


def printable(form: Mapping[str, Any], known: Container[int] | None) -> dict[str, Any]:
    """The print with what can be printed alone, and a note of what cannot; `known` None says nothing of the font."""
    if known is None:
        return dict(form)
    lacking = sorted({each for text in _texts(form) for each in text if ord(each) not in known})
    if not lacking:
        return dict(form)
    table = str.maketrans(dict.fromkeys(lacking, GETA))
    printed: dict[str, Any] = _translated(form, table)
    return {**printed, "notes": [*printed["notes"], f"字库缺字，以{GETA}代替：{'、'.join(map(named, lacking))}"]}


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from _texts(each)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _texts(each)


def _translated(part: Any, table: Mapping[int, str]) -> Any:
    if isinstance(part, str):
        return part.translate(dict(table))
    if isinstance(part, Mapping):
        return {name: _translated(each, table) for name, each in part.items()}
    return [_translated(each, table) for each in part] if isinstance(part, list | tuple) else part
