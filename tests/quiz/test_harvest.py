"""What the guide says of papers that are shared is what the simulation finds (R1.8, R1.12)."""

from pathlib import Path

import pytest

from quiz_service.domain.rules import Pools, Reveal
from tests.quiz.harvest import SIZES, known, rows

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "fair-papers.md"


@pytest.mark.parametrize("size", SIZES)
def test_the_guide_quotes_the_simulation(size: int) -> None:
    assert "\n".join(rows(size)) in GUIDE.read_text(encoding="utf-8")


def test_what_is_shown_after_its_day_is_of_no_use_on_any_day() -> None:
    """I7: of pools; the whole bank is known a week later all the same."""
    assert known(400, 100, Pools.BY_DAY, Reveal.AFTER_DAY) == [0.0] * 5
    assert known(400, 100, Pools.WHOLE_BANK, Reveal.AFTER_DAY)[-1] > 0.9
