"""Participants for the load: each with a token of its own, signed like those of the directory, units spread widely."""

import csv
import itertools
import uuid
from collections.abc import Iterator, Sequence
from importlib.resources import files

from services.chassis.tokens import Caller, Signer, UnitPath

LIFETIME_S = 4 * 3600


def unit_paths() -> Sequence[UnitPath]:
    """Every county of the shipped regions with its ancestors."""
    text = (files("services.directory") / "data" / "regions.csv").read_text(encoding="utf-8")
    rows = {row["code"]: row for row in csv.DictReader(text.splitlines())}
    found = []
    for row in rows.values():
        codes = [row["code"]]
        while parent := rows[codes[-1]]["parent"]:
            codes.append(parent)
        if len(codes) == 4:
            found.append(UnitPath(tuple(reversed(codes)), row["name"]))
    return found


class Participants:
    """An endless supply of tokens; `prepare` signs some ahead, so that signing is no part of a timed phase."""

    def __init__(self, signing_keys: str) -> None:
        self._signer = Signer(signing_keys)
        self._paths = itertools.cycle(unit_paths())
        self._ready: list[str] = []

    def prepare(self, count: int) -> None:
        self._ready += [self.token(uuid.uuid4()) for _ in range(count - len(self._ready))]

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return self._ready.pop() if self._ready else self.token(uuid.uuid4())

    def token(self, participant_id: uuid.UUID) -> str:
        caller = Caller(str(participant_id), {"region": next(self._paths)}, (), is_participant=True)
        return self._signer.sign(caller, LIFETIME_S)
