"""Films of works that are sent to this system; their contents lie in the storage."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from services.camp.tables.schema import Instant, metadata

films = sa.Table(
    "films",
    metadata,
    sa.Column("id", UUID, primary_key=True),
    sa.Column("work_id", sa.ForeignKey("camp.works.id"), nullable=False, index=True),
    sa.Column("participant_id", UUID, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("received", sa.BigInteger, nullable=False),
    sa.Column("parts", ARRAY(sa.Text), nullable=False),
    sa.Column("touched_at", Instant, nullable=False),
    sa.Column("digest", sa.Text),
)
