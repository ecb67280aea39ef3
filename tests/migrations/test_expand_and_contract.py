"""R6.8: from the first release on, a revision only adds, so that the processes of the release before go on beside it.

squawk judges the SQL of each later revision as one transaction; what only concerns taste is left out.
"""

import importlib.util
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

SQUAWK = Path(sys.executable).with_name("squawk")
VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"
TASTE = (
    "prefer-robust-stmts",
    "prefer-bigint-over-int",
    "prefer-text-field",
    "prefer-identity",
    # `contest migrate` sets both for the whole run.
    "require-lock-timeout",
    "require-statement-timeout",
)
HEAD = 'revision = "0002"\ndown_revision = "0001"\nfrom alembic import op\n\n\ndef upgrade() -> None:\n'


def sql_of(path: Path) -> str:
    """What a revision would run."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if module.down_revision is None:
        return ""
    written = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written, "transactional_ddl": False}
    )
    with Operations.context(context):
        module.upgrade()
    return written.getvalue()


def faults_in(folder: Path) -> dict[str, list[str]]:
    """Names of the rules that the later revisions of a folder break."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.py")):
        command = [str(SQUAWK), "--reporter=json", "--pg-version=16", "--assume-in-transaction"]
        command += [f"--exclude={rule}" for rule in TASTE]
        run = subprocess.run(command, input=sql_of(path), capture_output=True, text=True, check=False)
        rules = sorted({each["rule_name"] for each in json.loads(run.stdout or "[]")})
        found |= {path.stem: rules} if rules else {}
    return found


def test_no_revision_takes_away_what_the_release_before_needs() -> None:
    assert faults_in(VERSIONS) == {}


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("ALTER TABLE quiz.sessions DROP COLUMN entry", "ban-drop-column"),
        ("ALTER TABLE quiz.sessions RENAME COLUMN entry TO way", "renaming-column"),
        ("ALTER TABLE quiz.sessions RENAME TO papers", "renaming-table"),
        ("ALTER TABLE quiz.sessions ADD COLUMN seen boolean NOT NULL", "adding-required-field"),
        ("ALTER TABLE quiz.sessions ALTER COLUMN score TYPE bigint", "changing-column-type"),
        ("ALTER TABLE quiz.sessions ALTER COLUMN entry SET NOT NULL", "adding-not-nullable-field"),
        ("ALTER TABLE quiz.sessions ADD CONSTRAINT c CHECK (score > 0)", "constraint-missing-not-valid"),
        ("CREATE INDEX ON quiz.sessions (entry)", "require-concurrent-index-creation"),
        ("DROP TABLE quiz.sessions", "ban-drop-table"),
    ],
)
def test_a_planted_revision_that_breaks_the_release_before_is_named(tmp_path: Path, statement: str, rule: str) -> None:
    tmp_path.joinpath("planted.py").write_text(f'{HEAD}    op.execute("{statement}")\n', encoding="utf-8")

    assert rule in faults_in(tmp_path)["planted"]


def test_a_planted_revision_that_only_adds_passes(tmp_path: Path) -> None:
    statement = "ALTER TABLE quiz.sessions ADD COLUMN seen boolean NOT NULL DEFAULT false"
    tmp_path.joinpath("planted.py").write_text(f'{HEAD}    op.execute("{statement}")\n', encoding="utf-8")

    assert faults_in(tmp_path) == {}
