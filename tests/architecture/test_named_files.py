"""Every file that the documents send a reader to is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "guides").glob("*.md")),
]
"""Decisions are left out: they tell of the code of their day."""

NAMED = re.compile(r"`((?:[\w-][\w.-]*/)+[\w.-]*)(?:`|: )")
MADE = "build"
"""What commands write, and no part of the repository."""


def missing_from(text: str) -> set[str]:
    """The paths in `text` that begin with a folder of the repository and lead nowhere."""
    folders = {each.name for each in ROOT.iterdir() if each.is_dir()} - {MADE}
    named = {name for name in NAMED.findall(text) if name.partition("/")[0] in folders}
    return {name for name in named if not (ROOT / name).exists()}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda page: page.name)
def test_the_files_that_a_document_names_exist(document: Path) -> None:
    assert missing_from(document.read_text(encoding="utf-8")) == set()


def test_a_path_that_leads_nowhere_is_found() -> None:
    text = "see `quiz_service/domain/questions_of_old.py` and `services/kit`, or `docs/decisions/: why`"
    assert missing_from(text) == {"quiz_service/domain/questions_of_old.py"}
