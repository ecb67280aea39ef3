"""The record of privileged acts."""

from migrations.rights import make_audit

revision = "dir_0005"
down_revision = "dir_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_audit("directory")
