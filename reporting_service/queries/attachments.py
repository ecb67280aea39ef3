"""Attachments: what is known of each file; its bytes lie in the storage."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.attachments import Attachment
from reporting_service.tables import attachments


async def add_attachment(connection: AsyncConnection, attachment: Attachment) -> None:
    row = {column.name: getattr(attachment, column.name) for column in attachments.c}
    await connection.execute(attachments.insert().values(row))


async def read_attachment(connection: AsyncConnection, attachment_id: UUID) -> Attachment | None:
    row = (await connection.execute(sa.select(attachments).where(attachments.c.id == attachment_id))).mappings().first()
    return None if row is None else _attachment(row)


async def read_attachments(connection: AsyncConnection, report_id: UUID) -> Sequence[Attachment]:
    statement = sa.select(attachments).where(attachments.c.report_id == report_id).order_by(attachments.c.id)
    return [_attachment(row) for row in (await connection.execute(statement)).mappings()]


async def delete_attachment(connection: AsyncConnection, attachment_id: UUID) -> None:
    """What is known of it; its bytes stay in the storage, where others may have the same."""
    await connection.execute(attachments.delete().where(attachments.c.id == attachment_id))


async def read_of_highlights(
    connection: AsyncConnection, highlight_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[Attachment]]:
    wanted = attachments.c.highlight_id.in_(sorted(highlight_ids))
    rows = (await connection.execute(sa.select(attachments).where(wanted).order_by(attachments.c.id))).mappings()
    found: dict[UUID, list[Attachment]] = {each: [] for each in highlight_ids}
    for one in map(_attachment, rows):
        if one.highlight_id is not None:
            found[one.highlight_id].append(one)
    return found


def _attachment(row: sa.RowMapping) -> Attachment:
    ids = {name: row[name] and UUID(str(row[name])) for name in ("id", "report_id", "highlight_id")}
    return Attachment(**{**row, **ids})
