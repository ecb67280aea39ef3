"""What organisers may do, for the check at each request."""

from alembic import op

from migrations.rights import make_access_copy

revision = "dir_0004"
down_revision = "dir_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_access_copy("directory")
    op.execute(
        "INSERT INTO directory.access (account, version, grants) SELECT id, version, "
        "CASE WHEN is_active THEN jsonb_build_array(jsonb_build_array(role, unit)) ELSE '[]' END "
        "FROM directory.organisers"
    )
