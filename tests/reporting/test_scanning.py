"""A scan is laid over its print: what was changed shows, and nothing else does (R3.6, R3.11)."""

import random
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from reporting_service.domain.scans import Outcome, Print, Reading
from reporting_service.scanning.examine import MM_PER_POINT, examine, sheets_of
from tests.reporting.builders import FORM_A, FORM_B
from tests.reporting.prints import PRINTER, pages, print_of
from tests.support.scans import Scanner, jpeg, scanned, stamped

CHANGES = [(1, 7), (3, 8), (12, 120), (None, 5), (6, 8), (0, 8), (1050, 1060), (100, 10)]
"""What stands in the version, and what was made of it on paper."""


HIDDEN = "lecture_sessions"


@dataclass(frozen=True)
class Case:
    scanner: Scanner
    form: str = FORM_A
    stamps: tuple[tuple[float, float], ...] = ((70, 42),)
    """Middles in millimetres; the first one is where a seal belongs."""


CASES = [
    Case(Scanner(dpi=100, turned=1.5, seed=1)),
    Case(Scanner(dpi=100, turned=-1.5, seed=2, stretched=1.004), FORM_B),
    Case(Scanner(dpi=100, turned=0, seed=3, noise=7), stamps=((60, 45), (150, 115), (120, 165))),
    Case(Scanner(dpi=200, turned=-0.7, seed=5), stamps=((160, 130),)),
    Case(Scanner(dpi=100, turned=1.5, seed=6, is_coloured=False), stamps=()),
    Case(Scanner(dpi=100, turned=181.5, seed=8)),
]


def version_to_change(form: str, seed: int) -> tuple[Print, dict[str, int]]:
    """A version with numbers of all lengths, and changes of some of its blanks."""
    dice = random.Random(seed)
    names = [
        each["cell"] for row in print_of(form, {}).form["rows"][:6] for line in row["lines"] for each in line[1::2]
    ]
    values = {name: dice.choice([None, dice.randrange(10 ** dice.randrange(1, 6))]) for name in names}
    chosen = dict(zip(dice.sample(names, len(CHANGES)), CHANGES, strict=True))
    values |= {name: before for name, (before, _) in chosen.items()}
    return print_of(form, values), {name: after for name, (_, after) in chosen.items()}


def read(case: Case, page: Image.Image, versions: list[Print], folder: Path) -> Reading:
    for number, (x, y) in enumerate(case.stamps):
        page = stamped(page, x, y, turned=40 * number, seed=case.scanner.seed)
    file = folder / "scan.jpg"
    file.write_bytes(jpeg(scanned(page, case.scanner), case.scanner))
    return examine(file, "image/jpeg", versions, PRINTER)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.scanner.dpi}dpi-{case.scanner.turned}")
async def test_changed_numbers_are_flagged_and_an_unchanged_page_has_no_flag(case: Case, tmp_path: Path) -> None:
    """R3.11"""
    version, changed = version_to_change(case.form, case.scanner.seed)
    original, forged = (await pages(version))[0], (await pages(version, changed))[0]

    honest = read(case, original, [version], tmp_path)
    altered = read(case, forged, [version], tmp_path)

    assert (honest.outcome, honest.seal, honest.pages) == (Outcome.READ, version.seal, [1])
    assert honest.differences == []
    flagged, unclear = ({spot.cell for spot in spots} for spots in (altered.differences, altered.unclear))
    assert flagged <= changed.keys()
    assert changed.keys() <= flagged | unclear
    assert len(flagged) >= len(CHANGES) - 2 * max(0, len(case.stamps) - 1)


async def test_a_number_under_a_heavy_stamp_is_unclear_rather_than_the_same(tmp_path: Path) -> None:
    version, _ = version_to_change(FORM_A, 1)
    blank = next(each for each in sheets_of(version, PRINTER)[0].blanks if each.cell == HIDDEN)
    middle = ((blank.x + blank.width / 2) * MM_PER_POINT, (blank.y + 5) * MM_PER_POINT)
    case = Case(Scanner(seed=1), stamps=(middle,))

    reading = read(case, (await pages(version))[0], [version], tmp_path)

    assert HIDDEN in {spot.cell for spot in reading.unclear}
    assert reading.differences == []


async def test_a_longer_form_is_read_page_by_page(tmp_path: Path) -> None:
    version = print_of(FORM_A, {"lecture_sessions": 3}, activities=20)
    first, second = await pages(version, {"other_activities/19/occurrences": 8})
    case = Case(Scanner(turned=-1, seed=4), stamps=())

    readings = [read(case, page, [version], tmp_path) for page in (first, second)]

    assert [(each.pages, each.page_count) for each in readings] == [([1], 2), ([2], 2)]
    assert [[spot.cell for spot in each.differences] for each in readings] == [[], ["other_activities/19/occurrences"]]
