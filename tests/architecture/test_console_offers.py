"""Whatever somebody at a desk may ask of the services is offered in the console (R6.9)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONSOLE = ROOT / "services" / "web" / "console"
SERVICES = ("camp", "directory", "quiz", "reporting", "scoring")
AT_A_DESK = ("organiser", "reporter", "editor", "administrator")
OFFERED_OTHERWISE = {
    "hold_flag": "decide_flags does it for one as for many",
    "release_flag": "decide_flags does it for one as for many",
    "void_flag": "decide_flags does it for one as for many",
    "revoke_contest_certificate": "revoke_certificate names it by its number: the same address",
    "list_camp_acts": "one list of all services, by an address made of their names",
    "list_quiz_acts": "one list of all services, by an address made of their names",
    "list_reporting_acts": "one list of all services, by an address made of their names",
    "list_scoring_acts": "one list of all services, by an address made of their names",
    "get_question": "list_bank_questions shows each question whole, with its tag",
}
ADDRESS = re.compile(r'"(/v1/[^"]+)"')
CALL = re.compile(r"\bapi\.(get|read|download|post|put|delete)\b|\b(saveFile)\b")
METHODS = {"read": "get", "download": "get", "saveFile": "get"}


def operations() -> Iterator[tuple[str, str, str]]:
    """Method, address and name of what people at a desk may ask."""
    for service in SERVICES:
        document = json.loads((ROOT / "openapi" / f"{service}.json").read_text(encoding="utf-8"))
        for address, methods in document["paths"].items():
            for method, operation in methods.items():
                if operation["tags"][0].rpartition(" ")[2] in AT_A_DESK:
                    yield method, address, operation["operationId"]


def calls() -> set[tuple[str, str]]:
    """Methods and addresses that stand in one file of the console."""
    found = set()
    for path in CONSOLE.rglob("*.ts*"):
        text = path.read_text(encoding="utf-8")
        methods = {METHODS.get(name, name) for pair in CALL.findall(text) for name in pair if name}
        found |= {(method, address) for method in methods for address in ADDRESS.findall(text)}
    return found


def test_every_call_of_people_at_a_desk_is_offered_in_the_console_or_has_a_reason() -> None:
    known, offered = list(operations()), calls()

    missing = {name for method, address, name in known if (method, address) not in offered}

    assert len(known) > 90
    assert missing == set(OFFERED_OTHERWISE)
