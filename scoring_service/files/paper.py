"""What the ranking report holds on paper; `scoring_service/data/bulletin.typ` is its form."""

from typing import Any

from scoring_service.domain.bulletin import Bulletin, Table
from scoring_service.files import layout
from scoring_service.files.layout import COLUMNS, Kind
from services.kit.printing import qr

SHOWN: dict[Kind, str] = {Kind.TEXT: "{}", Kind.COUNT: "{:,}", Kind.DECIMAL: "{:,.2f}", Kind.SHARE: "{:.2%}"}


DEPTH = 1
"""Paper shows a unit and those right below it: of thousands nobody reads the pages, and setting them takes seconds."""


def units_on_paper(bulletin: Bulletin) -> int:
    return sum(len(table.down_to(DEPTH).rows) for table in bulletin.tables)


def data(bulletin: Bulletin) -> dict[str, Any]:
    seal = f"final:{bulletin.contest_id}:{bulletin.digest}" if bulletin.digest else ""
    return {
        "title": layout.title(bulletin),
        "scope": layout.scope(bulletin),
        "note": layout.NOTE + "下级单位只列至所辖单位的下一级，全部单位见电子表格。",
        "columns": [{"heading": column.heading, "is_text": column.kind is Kind.TEXT} for column in COLUMNS],
        "tables": [_table(bulletin, table.down_to(DEPTH)) for table in bulletin.tables],
        "qr": qr(seal),
    }


def _table(bulletin: Bulletin, table: Table) -> dict[str, Any]:
    rows = [layout.cells(row, bulletin.scale) for row in table.rows]
    return {
        "title": table.title,
        "rows": [_shown(values) for values in rows],
        "sums": [_shown(each.values) for each in layout.sums(table)],
    }


def _shown(values: Any) -> list[str]:
    return [
        "" if value is None else SHOWN[column.kind].format(value) for column, value in zip(COLUMNS, values, strict=True)
    ]
