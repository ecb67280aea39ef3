"""The ranking report as CSV, for other programs: one line for each unit and sum, each complete in itself."""

from scoring_service.domain.bulletin import Bulletin
from scoring_service.files import layout
from scoring_service.files.layout import COLUMNS
from services.kit import sheets

DIGITS = 4


def write(bulletin: Bulletin) -> bytes:
    about = [layout.title(bulletin), bulletin.as_of.isoformat(timespec="seconds")]
    lines: list[list[object]] = [["通报", "数据截至", "榜单", *(column.heading for column in COLUMNS)]]
    for table in bulletin.tables:
        shown = [layout.cells(row, bulletin.scale) for row in table.rows]
        added = [each.values for each in layout.sums(table)]
        lines += [[*about, table.title, *map(_rounded, values)] for values in (*shown, *added)]
    return sheets.csv_bytes(lines)


def _rounded(value: str | float | None) -> str | float | None:
    return round(value, DIGITS) if isinstance(value, float) else value
