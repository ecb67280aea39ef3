"""How reliably scans are read: `python -m tests.reporting.survey_scans [SCANS]` prints a table for decision 31."""

import asyncio
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.reporting.builders import FORM_A, FORM_B
from tests.reporting.prints import pages
from tests.reporting.test_scanning import Case, read, version_to_change
from tests.support.scans import Scanner

SEALS = {"no seal": 0, "one seal": 1, "four seals across the table": 4}


async def survey(scans: int) -> None:
    for name, seals in SEALS.items():
        counted: Counter[str] = Counter()
        for seed in range(scans):
            await count(seed, seals, counted)
        print(f"{name}: {dict(sorted(counted.items()))}")


async def count(seed: int, seals: int, counted: Counter[str]) -> None:
    """One page as it is, and one with changed blanks."""
    dice = random.Random(1000 + seed)
    form = (FORM_A, FORM_B)[seed % 2]
    scanner = Scanner(
        dpi=(100, 100, 150, 200)[seed % 4],
        turned=dice.choice([0, 1.5, -1.5, 1.0]),
        stretched=1 + dice.uniform(-0.004, 0.004),
        noise=dice.uniform(3, 7),
        seed=seed,
    )
    stamps = tuple((dice.uniform(80, 180), 45 + 45 * number + dice.uniform(0, 20)) for number in range(seals))
    version, changed = version_to_change(form, seed)
    with tempfile.TemporaryDirectory() as folder:
        for altered in ({}, changed):
            page = (await pages(version, altered))[0]
            reading = read(Case(scanner, form, stamps), page, [version], Path(folder))
            flagged, unclear = ({spot.cell for spot in spots} for spots in (reading.differences, reading.unclear))
            counted["scans read"] += reading.outcome == "read"
            counted["changed"] += len(altered)
            counted["changed and flagged"] += len(altered.keys() & flagged)
            counted["changed and unclear"] += len(altered.keys() & unclear)
            counted["changed and missed"] += len(altered.keys() - flagged - unclear)
            counted["unchanged and flagged"] += len(flagged - altered.keys())
            counted["unchanged and unclear"] += len(unclear - altered.keys())


if __name__ == "__main__":
    asyncio.run(survey(int(sys.argv[1]) if len(sys.argv) > 1 else 12))
