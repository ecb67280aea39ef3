"""Writes what is generated from the API documents, or compares it: `python openapi/client/generate.py [--check]`."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from python_calls import calls

from services.gateway.documents import merge_folder
from services.web.build import HERE as WEB
from services.web.build import deno_program, environment, package

OPENAPI = Path(__file__).resolve().parents[1]
CLIENT = OPENAPI / "client"
PYTHON = CLIENT / "python" / "contest_client"


def generated() -> dict[Path, str]:
    """File → its content."""
    document = merge_folder(OPENAPI)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "openapi.json"
        source.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        models = _models(source)
        return {
            CLIENT / "src" / "types.ts": _types(source),
            PYTHON / "models.py": models,
            PYTHON / "calls.py": _formatted(calls(document, models)),
        }


def _types(source: Path) -> str:
    """The document as TypeScript."""
    made = source.with_name("types.ts")
    rights = ["--allow-read", "--allow-write", "--allow-env", "--allow-sys"]
    tool = [str(deno_program()), "run", "--frozen", "--cached-only", *rights, package("openapi-typescript")]
    subprocess.run([*tool, str(source), "-o", str(made)], cwd=WEB, env=environment(), check=True, capture_output=True)
    return "// Made by `make openapi` from the API documents; do not edit.\n" + made.read_text(encoding="utf-8")


def _models(source: Path) -> str:
    """Its schemas as typed dictionaries, for type checkers that do not know closed ones yet (PEP 728)."""
    made = source.with_name("models.py")
    options: dict[str, Any] = {
        "--input": source,
        "--output": made,
        "--input-file-type": "openapi",
        "--output-model-type": "typing.TypedDict",
        "--target-python-version": "3.11",
        "--custom-file-header": '"""Made by `make openapi` from the API documents; do not edit."""',
    }
    given = [str(part) for pair in options.items() for part in pair]
    switches = ["--use-operation-id-as-name", "--use-standard-collections", "--use-union-operator"]
    scopes = ["--openapi-scopes", "schemas", "paths", "parameters"]
    command = [str(Path(sys.executable).with_name("datamodel-codegen")), *given, *switches, *scopes]
    subprocess.run(command, check=True, capture_output=True)
    text = made.read_text(encoding="utf-8").replace(", closed=True", "")
    text = text.replace("from typing_extensions import TypedDict", "")
    return _formatted(
        re.sub(r"^from typing import (.*)$", r"from typing import \1, TypedDict", text, flags=re.MULTILINE)
    )


def _formatted(text: str) -> str:
    ruff = [str(Path(sys.executable).with_name("ruff")), "format", "--quiet", "--line-length", "120", "-"]
    return subprocess.run(ruff, input=text, capture_output=True, text=True, check=True).stdout


def main() -> int:
    outdated = []
    for path, content in generated().items():
        if "--check" not in sys.argv:
            path.write_text(content, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != content:
            outdated.append(str(path.relative_to(OPENAPI.parent)))
    if outdated:
        print(f"out of date: {', '.join(outdated)}; run `make openapi`", file=sys.stderr)
    return bool(outdated)


if __name__ == "__main__":
    sys.exit(main())
