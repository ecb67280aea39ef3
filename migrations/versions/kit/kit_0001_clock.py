"""The one clock."""

from alembic import op

revision = "kit_0001"
down_revision = None
branch_labels = ("kit",)
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE TABLE kit.clock (ahead interval NOT NULL, only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row))"
    )
    op.execute("INSERT INTO kit.clock (ahead) VALUES ('0')")
    op.execute(
        "CREATE FUNCTION kit.contest_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE "
        "AS 'SELECT clock_timestamp() + ahead FROM kit.clock'"
    )
    op.execute("GRANT USAGE ON SCHEMA kit TO PUBLIC")
    op.execute("GRANT SELECT ON kit.clock TO PUBLIC")
