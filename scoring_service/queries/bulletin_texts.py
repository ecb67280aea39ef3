"""The words that a unit's ranking reports are written in."""

from dataclasses import asdict
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.texts import Texts
from scoring_service.tables import bulletin_texts


async def read(connection: AsyncConnection, unit_code: str) -> Texts | None:
    """None where the unit never changed them."""
    statement = sa.select(bulletin_texts.c.texts).where(bulletin_texts.c.unit_code == unit_code)
    texts = (await connection.execute(statement)).scalar()
    return None if texts is None else Texts(**texts)


async def write(connection: AsyncConnection, unit_code: str, texts: Texts, changed_by: UUID) -> None:
    new = insert(bulletin_texts).values(
        unit_code=unit_code, texts=asdict(texts), changed_by=changed_by, changed_at=sa.func.clock_timestamp()
    )
    changed = {name: new.excluded[name] for name in ("texts", "changed_by", "changed_at")}
    await connection.execute(new.on_conflict_do_update(index_elements=[bulletin_texts.c.unit_code], set_=changed))
