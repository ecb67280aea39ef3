"""Builds the pages into `dist/` with the deno of this environment: `python services/web/build.py`.

Whatever goes wrong, the exit status is 1, the reason is printed and kept in `failure.txt` for the gateway's answer at
`/`, and an older `dist/` stays as it was. Nothing else of the product needs the pages.
"""

import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
DIST = HERE / "dist"
FAILURE = HERE / "failure.txt"
# A registry that accepts and never answers would hold the installation for ever.
INSTALL_SECONDS = 90
BUILD_SECONDS = 90


class BuildFailed(Exception):
    """One or a few lines for people: which step failed, and what the program said last."""


def deno_program() -> Path:
    """Raises BuildFailed when the wheel `deno` is not installed beside the running Python."""
    program = Path(sysconfig.get_path("scripts")) / ("deno.exe" if os.name == "nt" else "deno")
    if not program.exists():
        raise BuildFailed(f"There is no deno at {program}: install requirements-dev.lock.")
    return program


def environment() -> dict[str, str]:
    """deno keeps what it downloads inside the virtual environment, unless DENO_DIR says where, and asks for no news."""
    plain = {"DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"}
    return {"DENO_DIR": str(Path(sys.prefix) / "deno"), **os.environ, **plain}


def package(name: str) -> str:
    """A package as deno is told of it, with its version."""
    pinned: str = json.loads((HERE / "deno.json").read_text(encoding="utf-8"))["imports"][name]
    return pinned


def run(step: str, arguments: list[str], seconds: int, extra: Mapping[str, str] | None = None) -> str:
    """What the program printed. Raises BuildFailed when it fails or takes longer than `seconds`."""
    command = [str(deno_program()), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own program with fixed arguments
            command,
            cwd=HERE,
            env={**environment(), **(extra or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise BuildFailed(f"{step} took longer than {seconds} s and was stopped.") from late
    except OSError as fault:
        raise BuildFailed(f"{step} could not start: {fault}.") from fault
    if done.returncode != 0:
        last = "\n".join(done.stdout.strip().splitlines()[-8:])
        raise BuildFailed(f"{step} failed:\n{last}")
    return done.stdout


def build() -> str:
    """Installs the packages named in deno.lock, builds, and puts the result in the place of the former one."""
    run("Installing the packages of the pages", ["install", "--frozen"], INSTALL_SECONDS)
    with TemporaryDirectory(prefix=".dist-", dir=HERE) as folder:
        made = Path(folder) / "made"
        rights = ["--allow-read", "--allow-write", "--allow-env", "--allow-run"]
        said = run(
            "Building the pages", ["run", "--frozen", "--cached-only", *rights, "build.ts", str(made)], BUILD_SECONDS
        )
        if DIST.exists():
            DIST.rename(Path(folder) / "former")
        made.rename(DIST)
    return said


def publicly(reason: str) -> str:
    """What anybody may read: addresses of registries are nobody's business and may hold a password."""
    return re.sub(r"\S+://[^\s)]+", "…", reason.partition("\n\nStack backtrace")[0])


def main() -> int:
    try:
        said = build()
    except (BuildFailed, OSError) as failure:
        FAILURE.write_text(f"{publicly(str(failure))}\n", encoding="utf-8")
        print(f"The pages were not built, everything else works. {failure}\nTry again: make web", file=sys.stderr)  # noqa: T201
        return 1
    FAILURE.unlink(missing_ok=True)
    print(said, end="")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
