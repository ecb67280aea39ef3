"""The Python client's `calls.py` from the merged document: a typed method for each operation."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

HEAD = '''"""Made by `make openapi` from the API documents; do not edit."""

from typing import Any, Literal, cast

from contest_client import models
from contest_client.files import Download, Upload, download_of
from contest_client.sending import Sender


class Calls:
    """Every operation by its name. Raises `Problem` and `NoAnswer`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
'''
JSON = "application/json"
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
SKIPPED = {"follow_leaderboard"}
OF_PYTHON = {"from", "import", "class", "return", "global", "pass", "in", "is"}
"""A stream, which `ContestClient.follow` reads."""


def calls(document: Mapping[str, Any], models: str) -> str:
    """`models` is the text of models.py, whose classes are named in it."""
    known = set(re.findall(r"^class (\w+)|^([A-Z]\w*) = ", models, re.MULTILINE))
    names = {name for pair in known for name in pair if name}
    operations = [
        (method.upper(), path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if operation["operationId"] not in SKIPPED
    ]
    operations.sort(key=lambda each: each[2]["operationId"])
    return HEAD + "".join("\n" + "\n".join(_method(*each, names)) + "\n" for each in operations)


def _method(method: str, path: str, operation: Mapping[str, Any], names: set[str]) -> Iterator[str]:
    kinds = {
        kind: [each for each in operation.get("parameters", ()) if each["in"] == kind]
        for kind in ("path", "query", "header")
    }
    body, default = _body(operation, names)
    given = [f"{_name(each)}: {_type(each['schema'])}" for each in kinds["path"]]
    given += [f"{body}{default}"] if body else []
    named = [f"{_name(each)}: {_type(each['schema'])} | None = None" for each in kinds["query"] + kinds["header"]]
    arguments = ", ".join(["self", *given, *(["*", *named] if named else [])])
    reply, made = _reply(operation, names)
    yield f"    def {operation['operationId']}({arguments}) -> {reply}:"
    summary = (operation.get("description") or operation.get("summary", "")).strip().splitlines()
    if summary:
        yield f'        """{summary[0]}"""'
    sent = [f'"{method}"', f'"{path}"', _dictionary(kinds["path"])]
    sent += [f"query={_dictionary(kinds['query'])}"] if kinds["query"] else []
    sent += [f"headers={_dictionary(kinds['header'])}"] if kinds["header"] else []
    sent += [f"{name}={name}" for name in ("body", "upload") if body.startswith(name)]
    yield f"        answer = self._sender.send({', '.join(sent)})"
    yield f"        {made}"


def _name(parameter: Mapping[str, Any]) -> str:
    name = re.sub(r"\W", "_", parameter["name"]).lower()
    return name + "_" if name in OF_PYTHON else name


def _dictionary(parameters: list[Mapping[str, Any]]) -> str:
    return "{" + ", ".join(f'"{each["name"]}": {_name(each)}' for each in parameters) + "}"


def _type(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return f"Literal[{', '.join(repr(each) for each in schema['enum'])}]"
    several = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    return _type(several[0]) if several else PLAIN.get(str(schema.get("type")), "str")


def _body(operation: Mapping[str, Any], names: set[str]) -> tuple[str, str]:
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return "", ""
    if JSON not in content or len(content) > 1:
        return "upload: Upload", ""
    default = "" if operation["requestBody"].get("required") else " | None = None"
    return f"body: {_model(content[JSON].get('schema', {}), names, operation['operationId'] + '_request')}", default


def _reply(operation: Mapping[str, Any], names: set[str]) -> tuple[str, str]:
    """The type of the reply, and the statement that returns it."""
    content = next(
        (
            answer["content"]
            for status, answer in sorted(operation["responses"].items())
            if status.startswith("2") and answer.get("content")
        ),
        {},
    )
    is_file = len(content) > 1 and "export" in operation["operationId"]
    if JSON in content and not is_file:
        model = _model(content[JSON].get("schema", {}), names)
        return model, f"return cast({model!r}, answer.json())".replace("'", '"')
    if content or any(each in operation["operationId"] for each in ("download", "print", "export")):
        return "Download", "return download_of(answer)"
    return "None", "answer.close()"


def _model(schema: Mapping[str, Any], names: set[str], inline: str = "") -> str:
    if "$ref" in schema:
        name = _class(schema["$ref"].rpartition("/")[2])
        return f"models.{name}" if name in names else "Any"
    if "anyOf" in schema or "oneOf" in schema:
        return " | ".join(_model(each, names) for each in schema.get("anyOf") or schema["oneOf"])
    return f"models.{_class(inline)}" if _class(inline) in names else "dict[str, Any]"


def _class(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))
