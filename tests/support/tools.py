"""Programs of Debian's that some tests need. Where CI says that they are there, their absence is a failure."""

import os
import shutil
from pathlib import Path

import pytest

IS_REQUIRED = os.environ.get("CONTEST_OPERATOR_TOOLS_REQUIRED") == "1"
PACKAGES = {
    "etcd": "etcd-server",
    "ip": "iproute2",
    "patroni": "patroni python3-etcd",
    "promtool": "prometheus",
    "setpriv": "util-linux",
}
"""Debian's, where they are not called like the program."""
PATHS = f"{os.environ.get('PATH', '')}:/usr/sbin"


def program(name: str) -> Path:
    """Skips the test where the program is not installed."""
    found = shutil.which(name, path=PATHS)
    if found is None:
        advice = f"{name} is not installed: apt-get install {PACKAGES.get(name, name)}"
        assert not IS_REQUIRED, f"{advice} (CONTEST_OPERATOR_TOOLS_REQUIRED=1)"
        pytest.skip(advice)
    return Path(found)
