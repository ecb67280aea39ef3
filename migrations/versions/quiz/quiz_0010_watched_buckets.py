"""Which buckets of sessions are watched outlives the process that watches them."""

import sqlalchemy as sa
from alembic import op

revision = "quiz_0010"
down_revision = "quiz_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watched_buckets",
        sa.Column("bucket", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        schema="quiz",
    )
