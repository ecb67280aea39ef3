"""Pictures that questions name have been sent, and are kept from now on (R1.12)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.bank_file import Row, RowError
from quiz_service.queries import pictures


async def faults_of_pictures(transaction: AsyncConnection, rows: Sequence[Row]) -> list[RowError]:
    """Of checked rows, those whose picture nobody sent, or whose picture is gone."""
    named = {row.cells.get("picture") or "" for row in rows} - {""}
    missing = await pictures.missing(transaction, named)
    return [_missing(row) for row in rows if row.cells.get("picture") in missing]


def _missing(row: Row) -> RowError:
    zh, en = "没有这张图片，请先上传。", "There is no such picture; send it first."
    return RowError(row.number, "picture", row.cells["picture"], "no-such-picture", zh, en)
