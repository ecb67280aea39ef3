"""The kit is purely technical: it could serve a quite different product."""

import re
import tokenize
from pathlib import Path

import pytest

KIT = Path(__file__).parents[2] / "services" / "kit"
WORDS = re.compile(
    r"participant|organiser|administrator|leaderboard|bulletin|quiz|\b(contests?|banks?|sessions?|CE|(?<!zh-)CN)\b",
    re.IGNORECASE,
)


def words_in(path: Path) -> list[str]:
    """Comments, texts and names with a word of the contest; the prefix of metrics and settings is none."""
    with path.open("rb") as source:
        return [
            f"{path.name}:{token.start[0]}: {token.line.strip()}"
            for token in tokenize.tokenize(source.readline)
            if token.type in (tokenize.STRING, tokenize.COMMENT, tokenize.NAME)
            and WORDS.search(re.sub(r"(?i)\bcontest_", "", token.string))
        ]


@pytest.mark.parametrize("path", sorted(KIT.glob("*.py")), ids=lambda path: path.stem)
def test_the_kit_knows_no_word_of_the_contest(path: Path) -> None:
    assert words_in(path) == []


def test_a_word_of_the_contest_is_found(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text('LIMIT = "contest_limit"\nROOT = "CN"  # of participants\n')

    assert words_in(planted) == ['planted.py:2: ROOT = "CN"  # of participants'] * 2
