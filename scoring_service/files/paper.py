"""The ranking report on paper; `scoring_service/data/bulletin.typ` is its form."""

from dataclasses import asdict
from typing import Any

from scoring_service.domain.bulletin import Bulletin
from scoring_service.files.measures import for_paper, heading_lines, masthead_pt
from scoring_service.files.report import report
from services.kit.printing import qr


def units_on_paper(bulletin: Bulletin) -> int:
    return report(bulletin).units


def data(bulletin: Bulletin) -> dict[str, Any]:
    made = report(bulletin)
    tables = [
        asdict(table)
        | {"setting": asdict(table.setting), "sides": table.sides, "head": [*map(heading_lines, table.headings)]}
        for table in made.tables
    ]
    drawn = {"measures": for_paper(), "masthead_pt": masthead_pt(made.masthead), "qr": qr(made.seal)}
    return asdict(made) | {"tables": tables} | drawn
