"""An earlier state of this repository, as the release before would stand beside this one."""

import subprocess
from pathlib import Path

import pytest

from tests.containers.files import ROOT

SCHEMA = "migrations"


def _git(*arguments: str) -> bytes:
    ran = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    if ran.returncode != 0:
        pytest.skip(f"there is no history here: {ran.stderr.decode().strip()}")
    return ran.stdout


def release_before() -> str:
    """The newest tag; before the first release the oldest state with the schema of now.

    A database of another schema must be made anew until then. Skips the test where the schema has just changed.
    """
    if tag := _git("describe", "--tags", "--abbrev=0", "HEAD~1") if _git("tag", "--list") else b"":
        return tag.decode().strip()
    now = _git("rev-parse", f"HEAD:{SCHEMA}")
    found = None
    for commit in _git("rev-list", "--first-parent", "HEAD~1").decode().split():
        if _git("rev-parse", f"{commit}:{SCHEMA}") != now:
            break
        found = commit
    return found or pytest.skip("no earlier state has this schema, and nothing was released")


def checked_out(commit: str, folder: Path) -> Path:
    folder.mkdir()
    subprocess.run(["tar", "--extract", "--directory", str(folder)], input=_git("archive", commit), check=True)
    return folder
