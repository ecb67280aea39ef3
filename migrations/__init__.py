"""Schema of every service: one Alembic environment, a branch per service."""
