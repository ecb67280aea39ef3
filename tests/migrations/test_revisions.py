"""Until the first release a branch is one revision, which is edited in place."""

from alembic.config import Config
from alembic.script import ScriptDirectory

from migrations.run import ALEMBIC_INI


def test_each_branch_is_exactly_one_revision() -> None:
    revisions = ScriptDirectory.from_config(Config(str(ALEMBIC_INI))).walk_revisions()

    branches = sorted(label for revision in revisions for label in revision.branch_labels)

    assert branches == ["camp", "directory", "kit", "quiz", "reporting", "scoring"]
