"""A ranking report of 3,000 units as workbook, text and paper, over the plainest way to write the same cells.

`python -m tests.benchmarks.bulletins` prints a table and one JSON line. Every form is made in a process of its own, so
that its peak of memory is its own; seconds are those of this machine, only their ratios mean something elsewhere.
"""

import csv
import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from scoring_service.app import FORM
from scoring_service.domain.bulletin import Bulletin, PlacedUnit, Row, Table, ranked
from scoring_service.domain.ranking import Metric, Scale, UnitFigures, Weights
from scoring_service.files import layout, paper, text, workbook
from services.kit.glyphs import shipped_font
from services.kit.printing import Printer

SCALE = Scale(5, Weights(0.4, 0.3, 0.3))
PROVINCES, COUNTIES = 31, 97


def report() -> Bulletin:
    def unit(code: str, name: str, level: int, parent: str | None, points: int) -> PlacedUnit:
        figures = UnitFigures(code, name, points, points // 4, points // 3, points // 20, points * 10)
        return PlacedUnit(figures, level, parent, "region")

    units = [unit("CN", "全国", 0, None, 9_000_000)]
    for province in range(11, 11 + PROVINCES):
        units.append(unit(f"{province}0000", f"第{province}省", 1, "CN", 200_000 + province))
        for county in range(1, COUNTIES):
            name = f"第{province}省第{county}市辖区县"
            units.append(unit(f"{province}{county:04}", name, 2, f"{province}0000", 1000 + county))
    rows = ranked(units[1:], [Row(1, units[0].figures, 0, 0, "", 0.0)], Metric.POINTS, SCALE)
    tables = [Table("地区榜", [row for row in rows if row.level == 1]), Table("所辖单位", rows)]
    return Bulletin("bench", "安全生产月知识竞赛", None, datetime(2026, 6, 30, tzinfo=UTC), SCALE, tables)


def plain(bulletin: Bulletin) -> bytes:
    """Nothing but the cells, as the standard library writes them."""
    written = io.StringIO()
    lines = csv.writer(written)
    for table in bulletin.tables:
        lines.writerows(layout.cells(row, SCALE) for row in table.rows)
    return written.getvalue().encode()


def printed(bulletin: Bulletin) -> bytes:
    return Printer(FORM, shipped_font()).pdf(paper.data(bulletin))


FORMS: dict[str, Callable[[Bulletin], bytes]] = {
    "plain": plain,
    "csv": text.write,
    "xlsx": lambda bulletin: workbook.write(bulletin).read(),
    "pdf": printed,
}


def measure(form: str) -> dict[str, float]:
    bulletin = report()
    before = _peak_mib()
    started_at = time.process_time()
    content = FORMS[form](bulletin)
    seconds = time.process_time() - started_at
    units = sum(len(table.rows) for table in bulletin.tables)
    return {"units": units, "cpu_s": seconds, "extra_mib": _peak_mib() - before, "bytes": len(content)}


def main() -> None:
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
        return
    command = [sys.executable, "-m", "tests.benchmarks.bulletins"]
    found = {form: json.loads(subprocess.check_output([*command, form])) for form in FORMS}
    print(f"{'form':<6} {'units':>6} {'CPU s':>7} {'over plain':>11} {'extra MiB':>10} {'bytes':>10}")
    for form, each in found.items():
        ratio = each["cpu_s"] / found["plain"]["cpu_s"]
        figures = f"{each['cpu_s']:>7.2f} {ratio:>11.1f} {each['extra_mib']:>10.0f} {each['bytes']:>10}"
        print(f"{form:<6} {each['units']:>6} {figures}")
    print(json.dumps(found))


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
