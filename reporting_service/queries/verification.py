"""Everything that was ever submitted, for the recomputation."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.tables import versions


async def read_versions(connection: AsyncConnection) -> Mapping[tuple[str, int], tuple[Mapping[str, Any], str]]:
    """Report and version → content and digest."""
    v = versions.c
    rows = await connection.execute(sa.select(v.report_id, v.version, v.content, v.digest))
    return {(str(row.report_id), row.version): (row.content, row.digest) for row in rows}
