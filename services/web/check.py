"""Checks what is written in TypeScript: layout, lint, types for browsers and for mini programs, generated files.

It is a part of `make check`; `--fix` lays the files out anew.
"""

import subprocess
import sys
from pathlib import Path

from services.web.build import HERE, deno_program, environment, package

CLIENT = HERE.parents[1] / "openapi" / "client"
TESTS = ["test/types.ts", "test/live_test.ts"]


def steps(*, is_fixing: bool) -> list[tuple[Path, list[str]]]:
    """Folder and arguments of deno."""
    layout = ["fmt", "--quiet"] if is_fixing else ["fmt", "--check", "--quiet"]
    both = [(folder, arguments) for folder in (HERE, CLIENT) for arguments in (layout, ["lint", "--quiet"])]
    if is_fixing:
        return both
    typescript = [
        "run",
        "--frozen",
        "--cached-only",
        "--allow-read",
        "--allow-env",
        "--allow-sys",
        package("typescript") + "/tsc",
    ]
    return [
        *both,
        (HERE, ["check", "--quiet", "build.ts", "phone/main.tsx", "console/main.tsx"]),
        (HERE, ["check", "--quiet", *(str(CLIENT / test) for test in TESTS)]),
        (HERE, [*typescript, "--project", str(CLIENT / "tsconfig.wx.json")]),
    ]


def main() -> int:
    for folder, arguments in steps(is_fixing="--fix" in sys.argv):
        done = subprocess.run([str(deno_program()), *arguments], cwd=folder, env=environment(), check=False)  # noqa: S603
        if done.returncode != 0:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
