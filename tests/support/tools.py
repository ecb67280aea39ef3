"""Programs of Debian's that some tests need. Where CI says that they are there, their absence is a failure."""

import os
import shutil
from pathlib import Path

import pytest

IS_REQUIRED = os.environ.get("CONTEST_OPERATOR_TOOLS_REQUIRED") == "1"
PATHS = f"{os.environ.get('PATH', '')}:/usr/sbin"


def program(name: str) -> Path:
    """Skips the test where the program is not installed."""
    found = shutil.which(name, path=PATHS)
    if found is None:
        assert not IS_REQUIRED, f"{name} is required here (CONTEST_OPERATOR_TOOLS_REQUIRED=1) and not installed"
        pytest.skip(f"{name} is not installed")
    return Path(found)
