"""Events that a consumer gave up, kept with the reason until somebody looks."""

import sqlalchemy as sa

from services.kit.consumer import Delivery, Park
from services.kit.database import Database


def table(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "dead_letters",
        metadata,
        sa.Column("stream", sa.Text, primary_key=True),
        sa.Column("entry_id", sa.Text, primary_key=True),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )


def parker(database: Database, dead_letters: sa.Table) -> Park:
    """The `park` function of a consumer that writes to this table."""

    async def park(stream: str, delivery: Delivery, reason: str) -> None:
        row = {"stream": stream, "entry_id": delivery.entry_id, "event": delivery.event, "reason": reason}
        async with database.begin() as transaction:
            known = sa.select(dead_letters.c.entry_id).where(
                dead_letters.c.stream == stream, dead_letters.c.entry_id == delivery.entry_id
            )
            if (await transaction.execute(known)).first() is None:
                await transaction.execute(dead_letters.insert().values(row))

    return park
