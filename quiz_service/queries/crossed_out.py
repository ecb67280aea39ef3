"""What participants have crossed out of their wrong-question books."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.tables import crossed_out


async def add(connection: AsyncConnection, participant_id: UUID, questions: Iterable[tuple[str, str]]) -> None:
    """Bank and id of each question, crossed out now."""
    now = sa.func.kit.contest_now()
    for bank_id, question_id in sorted(questions):
        row = {"participant_id": participant_id, "bank_id": bank_id, "question_id": question_id}
        key = [crossed_out.c.participant_id, crossed_out.c.bank_id, crossed_out.c.question_id]
        new = insert(crossed_out).values(**row, crossed_out_at=now)
        await connection.execute(new.on_conflict_do_update(index_elements=key, set_={"crossed_out_at": now}))


async def read(connection: AsyncConnection, participant_id: UUID) -> Mapping[tuple[str, str], datetime]:
    """When each question was crossed out, by bank and id."""
    rows = await connection.execute(sa.select(crossed_out).where(crossed_out.c.participant_id == participant_id))
    return {(row.bank_id, row.question_id): row.crossed_out_at for row in rows}
