"""Attachments: what is known of each file; its bytes lie in the storage."""

from collections.abc import Sequence
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


def _attachment(row: sa.RowMapping) -> Attachment:
    return Attachment(**{**row, "id": UUID(str(row["id"])), "report_id": UUID(str(row["report_id"]))})
