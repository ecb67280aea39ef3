"""Writes what is generated from the API documents, or compares it: `python openapi/client/generate.py [--check]`."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from services.gateway.documents import merge_folder
from services.web.build import HERE as WEB
from services.web.build import deno_program, environment, package

OPENAPI = Path(__file__).resolve().parents[1]
TYPES = OPENAPI / "client" / "src" / "types.ts"
HEAD = "// Made by `make openapi` from the API documents; do not edit.\n"


def types() -> str:
    """The merged document as TypeScript."""
    with tempfile.TemporaryDirectory() as folder:
        document, made = Path(folder) / "openapi.json", Path(folder) / "types.ts"
        document.write_text(json.dumps(merge_folder(OPENAPI), ensure_ascii=False), encoding="utf-8")
        rights = ["--allow-read", "--allow-write", "--allow-env", "--allow-sys"]
        tool = [str(deno_program()), "run", "--frozen", "--cached-only", *rights, package("openapi-typescript")]
        subprocess.run([*tool, str(document), "-o", str(made)], cwd=WEB, env=environment(), check=True)
        return HEAD + made.read_text(encoding="utf-8")


def main() -> int:
    content = types()
    if "--check" not in sys.argv:
        TYPES.write_text(content, encoding="utf-8")
    elif not TYPES.exists() or TYPES.read_text(encoding="utf-8") != content:
        print(f"out of date: {TYPES.relative_to(OPENAPI.parent)}; run `make openapi`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
