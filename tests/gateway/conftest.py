from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that nginx's workers can reach, which have another account when root runs the tests."""
    with TemporaryDirectory(prefix="contest-tests-") as path:
        Path(path).chmod(0o711)
        yield Path(path)
