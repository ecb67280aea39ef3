"""The entity tag of a stored answer, which its repeats bear too."""

import sqlalchemy as sa
from alembic import op

revision = "rep_0007"
down_revision = "rep_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idempotency_keys", sa.Column("etag", sa.Text), schema="reporting")
