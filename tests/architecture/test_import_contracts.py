"""The import contracts hold, and each of them can fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("contest", "services", "quiz_service", "scoring_service", "reporting_service", "migrations")
VIOLATIONS = {
    "services-are-independent": ("quiz_service/domain/planted.py", "import scoring_service.domain"),
    "nobody-imports-the-command": ("services/chassis/planted.py", "import contest.cli.main"),
    "contracts-stand-alone": ("services/contracts/planted.py", "import services.kit.errors"),
    "kit-knows-no-contest": ("services/kit/planted.py", "import services.contracts.events"),
    "rooms-of-a-service": ("reporting_service/queries/planted.py", "import reporting_service.wire.requests"),
    "domains-are-pure": ("quiz_service/domain/planted.py", "import sqlalchemy"),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the packages that a violation may be planted in."""
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__", "data")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(tree: Path) -> "subprocess.CompletedProcess[str]":
    """`lint-imports` looks into the current folder first."""
    program = "from importlinter.cli import lint_imports_command as lint; lint()"
    command = [sys.executable, "-c", program, "--no-cache"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def test_the_tree_keeps_every_contract(tree: Path) -> None:
    result = lint(tree)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_planted_violation_breaks_its_contract(tree: Path, contract: str) -> None:
    path, line = VIOLATIONS[contract]
    tree.joinpath(path).write_text(line + "\n", encoding="utf-8")

    result = lint(tree)

    assert result.returncode == 1
    name = contract_names()[contract]
    assert f"{name} BROKEN" in result.stdout


def test_every_contract_has_a_planted_violation() -> None:
    assert set(contract_names()) == set(VIOLATIONS)


def contract_names() -> dict[str, str]:
    import tomllib  # noqa: PLC0415

    config = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract["name"] for contract in config["tool"]["importlinter"]["contracts"]}
