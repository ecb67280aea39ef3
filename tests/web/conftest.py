from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser

from tests.support import browser
from tests.support.contest import ContestSystem, contest_system


@pytest.fixture(scope="package")
def system() -> Iterator[ContestSystem]:
    """One system for all tests of this folder, started as an operator would."""
    with contest_system() as running:
        yield running


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with browser.running_browser() as launched:
        yield launched
