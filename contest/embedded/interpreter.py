"""Which Python to run on: one that was built without its compiler's profile needs a sixth more CPU for the same work.

As a script, before anything is installed, it prints the best interpreter of this machine for `make install`.
"""

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

# Those that the tests have run on, the newest first.
KNOWN = ("3.11",)
FALLBACK = "python3"
ASKED_WITHIN_S = 10
DISTRIBUTED = "/usr"

SLOW = (
    "This Python was built without optimisation: every request costs about a sixth more CPU. "
    "Debian's python3, the official images and `configure --enable-optimizations` are faster; `make install` takes "
    "the best it finds."
)


def is_optimised() -> bool:
    """Whether it was built with a profile. A distribution's is, though its configuration may not say so."""
    options = sysconfig.get_config_var("CONFIG_ARGS") or ""
    return "--enable-optimizations" in options or sys.base_prefix == DISTRIBUTED


def version() -> str:
    """As in `CPython 3.11.2, optimised`."""
    number = ".".join(map(str, sys.version_info[:3]))
    return f"{sys.implementation.name.replace('cp', 'CP')} {number}, {'' if is_optimised() else 'not '}optimised"


def best(folders: Sequence[Path]) -> str:
    """The newest known Python in these folders that is optimised and can make an environment, or plain `python3`."""
    return next((str(each) for each in _candidates(folders) if _is_fit(each)), FALLBACK)


def usual_folders() -> Sequence[Path]:
    """The path, and where distributions and official images keep theirs."""
    path = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    return list(dict.fromkeys((*path, Path("/usr/local/bin"), Path("/usr/bin"))))


def _candidates(folders: Sequence[Path]) -> Iterator[Path]:
    for number in KNOWN:
        for folder in folders:
            path = folder / f"python{number}"
            if os.access(path, os.X_OK):
                yield path


def _is_fit(path: Path) -> bool:
    """Asked of the interpreter itself; a shim that leads nowhere gives no answer."""
    try:
        question: Sequence[Path | str] = [path, "-I", __file__, "--fit"]
        asked = subprocess.run(question, capture_output=True, timeout=ASKED_WITHIN_S, check=True)  # noqa: S603 - a Python
        return bool(json.loads(asked.stdout))
    except (OSError, ValueError, subprocess.SubprocessError):
        return False


def _can_make_environments() -> bool:
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian keeps it in a package of its own
        import venv  # noqa: F401, PLC0415
    except ImportError:
        return False
    return True


if __name__ == "__main__":
    if "--fit" in sys.argv:
        sys.stdout.write(json.dumps(is_optimised() and _can_make_environments()))
    else:
        sys.stdout.write(best(usual_folders()))
