from collections.abc import Iterator

import pytest

from tests.support.contest import ContestSystem, contest_system


@pytest.fixture(scope="package")
def system() -> Iterator[ContestSystem]:
    """One system for all tests of this folder, started as an operator would."""
    with contest_system() as running:
        yield running
