from collections.abc import Iterator

import pytest

from tests.support.contest import ContestSystem, contest_system


@pytest.fixture(scope="package")
def system() -> Iterator[ContestSystem]:
    """One system for all faults: each test leaves it working."""
    with contest_system() as running:
        yield running
