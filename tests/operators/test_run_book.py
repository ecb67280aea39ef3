"""docs/operations.md speaks of what is there (R6.8). tests/cluster/test_restore.py runs its blocks of commands."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

import asyncpg
import httpx
import pytest

from tests.containers.files import ROOT
from tests.operators.test_alerts import rules
from tests.support.contest import ContestSystem, contest_system

BOOK = ROOT.joinpath("docs", "operations.md").read_text(encoding="utf-8")
SPANS = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", BOOK, flags=re.DOTALL))
COMMANDS = sorted({span.removeprefix(".venv/bin/") for span in SPANS if re.match(r"(\.venv/bin/)?contest \w+ ?", span)})
CALLS = sorted({span for span in SPANS if re.match(r"(GET|POST|PUT|DELETE) /v1/", span)})
STATEMENTS = sorted({span for span in SPANS if span.startswith("SELECT ")})
SIGNS = (
    *("event parked", "loop step failed", "paid messages used up", "final waits", "results frozen", "will not start"),
    *("sessions taken back", "database failed over", "record differs from frozen results"),
    *("storage unavailable", "virus scanner unavailable"),
)
CODE = ("services", "quiz_service", "scoring_service", "reporting_service", "contest")


@pytest.fixture(scope="module")
def system() -> Iterator[ContestSystem]:
    with contest_system() as running:
        yield running


def test_every_alert_has_its_line_by_symptom() -> None:
    for rule in rules():
        assert f"`{rule['alert']}`" in BOOK, rule["alert"]


def test_every_alert_that_is_named_exists() -> None:
    assert set(re.findall(r"`(Contest[A-Z]\w+)", BOOK)) == {rule["alert"] for rule in rules()}


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_in_the_log_is_one_that_the_code_writes(sign: str) -> None:
    sources = [path.read_text(encoding="utf-8") for name in CODE for path in ROOT.joinpath(name).rglob("*.py")]

    assert f"`{sign}`" in BOOK
    assert any(f'"{sign}"' in source for source in sources)


@pytest.mark.parametrize("call", CALLS)
def test_a_call_is_one_of_the_api(call: str) -> None:
    method, path = call.split()[:2]
    documents = [json.loads(each.read_text(encoding="utf-8")) for each in ROOT.joinpath("openapi").glob("*.json")]

    known = [
        re.sub(r"\\{\w+\\}", "[^/]+", re.escape(f"{verb} {name}"))
        for document in documents
        if "paths" in document
        for name, verbs in document["paths"].items()
        for verb in verbs
    ]

    asked = f"{method.lower()} {path}"
    assert any(re.fullmatch(each, asked) for each in known)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_knows_its_options(command: str) -> None:
    words = shlex.split(command)
    shown = [sys.executable, "-m", "contest.cli", words[1], "--help"]

    told = subprocess.run(
        shown, capture_output=True, text=True, check=True, env={"COLUMNS": "200", "NO_COLOR": "1"}
    ).stdout

    assert all(word in told for word in words if word.startswith("--"))


@pytest.mark.parametrize("statement", STATEMENTS)
async def test_a_statement_is_one_that_postgresql_answers(system: ContestSystem, statement: str) -> None:
    connection = await asyncpg.connect(system.runtime["admin_database_url"])
    try:
        await connection.fetch(statement)
    finally:
        await connection.close()


def test_a_command_for_the_running_system_runs_as_it_stands(system: ContestSystem) -> None:
    assert system.run("load", "--per-second", "2", "--seconds", "2").returncode == 0
    assert system.run("verify").stdout == "verified: no difference\n"
    for process, port in system.runtime["ports"].items():
        for path in ("healthz", "readyz", "metrics"):
            assert httpx.get(f"http://127.0.0.1:{port}/{path}").status_code == 200, process


def test_there_is_something_of_each_kind_to_look_at() -> None:
    assert min(len(COMMANDS), len(CALLS), len(STATEMENTS)) > 1
