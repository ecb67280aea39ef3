"""Who was erased, so that their tokens can be refused until the last one has expired."""

import sqlalchemy as sa
from alembic import op

revision = "quiz_0009"
down_revision = "quiz_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("participant_id", sa.Uuid, primary_key=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        schema="quiz",
    )
    op.create_index(None, "erasures", ["erased_at"], schema="quiz")
