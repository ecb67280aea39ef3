"""What organisers may do, as the directory publishes it."""

from migrations.rights import make_access_copy

revision = "sco_0002"
down_revision = "sco_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_access_copy("scoring")
