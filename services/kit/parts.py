"""A large range of keys in parts, so that a statement over one of them ends within its time, however much there is."""

from collections.abc import AsyncIterator, Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

SIZE = 50_000
"""Rows of a part; hashing so many takes a tenth or two of a second."""
FIRST, LAST = UUID(int=0), UUID(int=2**128 - 1)


async def end_of_part(
    connection: AsyncConnection, last_of: sa.TextClause, values: Mapping[str, object], size: int = SIZE
) -> UUID:
    """The last key of the part that begins at `lowest`; `highest` where it is the last part.

    `last_of` reads keys from `:lowest` to `:highest` in the order of an index, `OFFSET :before LIMIT 1`.
    """
    end: UUID | None = (await connection.execute(last_of, {**values, "before": size - 1})).scalar()
    return values["highest"] if end is None else end  # type: ignore[return-value]


async def parts(
    connection: AsyncConnection,
    last_of: sa.TextClause,
    values: Mapping[str, object],
    lowest: UUID,
    highest: UUID,
    size: int = SIZE,
) -> AsyncIterator[dict[str, object]]:
    """The values of a statement over each part in turn: `lowest` and `highest`, both included, and the given ones."""
    while True:
        end = await end_of_part(connection, last_of, {**values, "lowest": lowest, "highest": highest}, size)
        yield {**values, "lowest": lowest, "highest": end}
        following = after(end)
        if following is None or end == highest:
            return
        lowest = following


def after(end: UUID) -> UUID | None:
    """Where the part after this one begins; None after the last."""
    return None if end == LAST else UUID(int=end.int + 1)
