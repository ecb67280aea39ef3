"""Uploads in parts, by real time: a contest's clock may be turned."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.part_uploads import PartUpload
from reporting_service.tables import uploads
from services.kit.file_parts import KEPT_FOR

_FIELDS = tuple(PartUpload.__dataclass_fields__)
_MOST_SWEPT = 100


async def begin_upload(connection: AsyncConnection, upload: PartUpload) -> PartUpload:
    """With the instant from which it is kept."""
    row = {**vars(upload), "parts": [], "touched_at": sa.func.now()}
    begun = await connection.execute(uploads.insert().values(row).returning(uploads.c.touched_at))
    return replace(upload, touched_at=begun.scalar_one())


async def count_unfinished(connection: AsyncConnection, account: str) -> int:
    """Of one account, which nobody else of it counts meanwhile."""
    await connection.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"uploads {account}", 0)))
    )
    u = uploads.c
    of_account = (u.account == account) & u.attachment_id.is_(None)
    return int((await connection.execute(sa.select(sa.func.count()).where(of_account))).scalar_one())


async def read_upload(connection: AsyncConnection, upload_id: UUID, account: str) -> PartUpload | None:
    """For whoever began it."""
    u = uploads.c
    statement = sa.select(*[u[name] for name in _FIELDS]).where(u.id == upload_id, u.account == account)
    row = (await connection.execute(statement)).mappings().first()
    return None if row is None else _upload(row)


async def add_part(connection: AsyncConnection, upload: PartUpload, part: str, size: int) -> bool:
    """False when another part came first, or the upload was swept."""
    u = uploads.c
    at_its_end = (u.id == upload.id) & (u.received == upload.received) & u.attachment_id.is_(None)
    changed = uploads.update().where(at_its_end)
    added = changed.values(received=upload.received + size, parts=[*upload.parts, part], touched_at=sa.func.now())
    return (await connection.execute(added.returning(u.id))).first() is not None


async def finish_upload(connection: AsyncConnection, upload_id: UUID, attachment_id: UUID) -> bool:
    """It is kept for a while, so that who asks again is told what it became. False when it is finished already."""
    u = uploads.c
    finished = uploads.update().where(u.id == upload_id, u.attachment_id.is_(None))
    done = await connection.execute(finished.values(attachment_id=attachment_id, parts=[]).returning(u.id))
    return done.first() is not None


async def remove_upload(connection: AsyncConnection, upload_id: UUID) -> None:
    await connection.execute(uploads.delete().where(uploads.c.id == upload_id))


async def sweep_uploads(connection: AsyncConnection) -> Sequence[str]:
    """Places of parts that nobody will go on with."""
    u = uploads.c
    expired = sa.select(u.id).where(u.touched_at < sa.func.now() - KEPT_FOR).limit(_MOST_SWEPT)
    swept = uploads.delete().where(u.id.in_(expired.with_for_update(skip_locked=True))).returning(u.parts)
    return [part for parts in (await connection.execute(swept)).scalars() for part in parts]


def _upload(row: sa.RowMapping) -> PartUpload:
    ids: dict[str, Any] = {
        name: row[name] and UUID(str(row[name])) for name in ("id", "report_id", "highlight_id", "attachment_id")
    }
    return PartUpload(**{**row, **ids})
