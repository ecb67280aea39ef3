"""What every fault did, in one table at the end of a run and as JSON in build/."""

import json
from dataclasses import asdict, dataclass, fields

from tests.containers.files import ROOT

FILE = ROOT / "build" / "cluster.json"
TITLES = {
    "fault": "fault",
    "seed": "seed",
    "acknowledged": "acknowledged",
    "kept": "kept",
    "refused": "refused",
    "silent_s": "out of service",
    "lost": "lost",
    "doubled": "doubled",
    "late": "judged late",
    "differences": "differences",
    "is_control": "",
}


@dataclass(frozen=True)
class Row:
    """Under one fault: hand-ins that were acknowledged, those that the record kept, calls refused and repeated.

    `silent_s` is the longest time without an acknowledgement. A control has to show that something was amiss.
    """

    fault: str
    seed: int
    acknowledged: int
    refused: int
    silent_s: float
    lost: int
    doubled: int
    late: int
    differences: int
    is_control: bool = False

    @property
    def kept(self) -> int:
        return self.acknowledged - self.lost

    @property
    def is_blameless(self) -> bool:
        return not (self.lost or self.doubled or self.late or self.differences)

    def cells(self) -> list[str]:
        values = {**asdict(self), "kept": self.kept, "silent_s": f"{self.silent_s:.1f} s"}
        values["is_control"] = "control" if self.is_control else ""
        return [str(values[name]) for name in TITLES]


_rows: list[Row] = []


def tell(row: Row) -> None:
    _rows.append(row)


def lines() -> list[str]:
    """The table, or nothing where no fault was tried."""
    if not _rows:
        return []
    table = [list(TITLES.values()), *(row.cells() for row in _rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(TITLES))]
    return [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in table
    ]


def write() -> None:
    if _rows:
        assert {each.name for each in fields(Row)} < TITLES.keys()
        FILE.parent.mkdir(exist_ok=True)
        content = [{**asdict(row), "kept": row.kept} for row in _rows]
        FILE.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
