"""The question bank that is shipped: its rows, where their sources can be read, and its pictures (R1.7)."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

DATA = files("quiz_service") / "data"
PART = "；"
"""Between the documents of a source."""


@dataclass(frozen=True)
class Readable:
    """Where an edition of a document can be read. `edition` is how sources name it: a year, a decree, a standard."""

    document: str
    edition: str
    address: str


@dataclass(frozen=True)
class ShippedPicture:
    """A picture of a question, drawn by `tests/quiz/draw_pictures.py`."""

    question: str
    content: bytes
    alt: str


def shipped_questions() -> list[dict[str, Any]]:
    """The rows of every file, with the address of the first document that is known to be readable somewhere."""
    known = shipped_addresses()
    return [row | _address_of(row["source"], known) for row in _rows()]


def shipped_addresses() -> Sequence[Readable]:
    found = json.loads((DATA / "sources" / "addresses.json").read_text(encoding="utf-8"))
    return [Readable(**each) for each in found]


def shipped_pictures() -> Sequence[ShippedPicture]:
    folder = DATA / "pictures"
    found = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    return [
        ShippedPicture(each["question"], (folder / f"{each['picture']}.png").read_bytes(), each["alt"])
        for each in found
    ]


def _rows() -> Iterator[dict[str, Any]]:
    names = sorted(path.name for path in (DATA / "bank").iterdir() if path.name.endswith(".json"))
    for name in names:
        yield from json.loads((DATA / "bank" / name).read_text(encoding="utf-8"))


def _address_of(source: str, known: Sequence[Readable]) -> dict[str, str]:
    for part in source.split(PART):
        for each in known:
            if f"《{each.document}》" in part and each.edition in part:
                return {"address": each.address}
    return {}
