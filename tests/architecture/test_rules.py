"""Rules of the house that a reader relies on."""

import inspect
import re
import subprocess
from pathlib import Path

import pytest

from contest.cli.openapi import _service, all_documents, application
from services.chassis.routing import Audience, GuardedRoute, audience, router
from services.gateway.routes import route_of

ROOT = Path(__file__).parents[2]
LONGEST_MODULE = 250
APPLICATIONS = (
    "services.directory.app",
    "quiz_service.app",
    "scoring_service.app",
    "reporting_service.app",
    "services.camp.app",
)
GENERATED = '"""Made by `make openapi`'


def python_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).exists()]


def test_no_module_is_longer_than_250_lines() -> None:
    too_long = [
        path.relative_to(ROOT)
        for path in python_files()
        if "tests" not in path.parts
        and not (text := path.read_text(encoding="utf-8")).startswith(GENERATED)
        and len(text.splitlines()) > LONGEST_MODULE
    ]

    assert too_long == []


def test_sql_is_written_in_queries_only() -> None:
    sql = re.compile(r'"""\s*(WITH|SELECT|INSERT|UPDATE|DELETE)\s|text\(\s*f?"(SELECT|INSERT|UPDATE|DELETE|WITH) ')
    services = ("quiz_service", "scoring_service", "reporting_service", "services/directory", "services/camp")
    elsewhere = [
        path.relative_to(ROOT)
        for path in python_files()
        if str(path.relative_to(ROOT)).startswith(services)
        and "queries" not in str(path)
        and sql.search(path.read_text(encoding="utf-8"))
    ]

    assert elsewhere == []


def test_only_the_relay_adds_to_streams() -> None:
    adding = [path for path in python_files() if re.search(r"\.xadd\(|['\"]XADD\b", path.read_text(encoding="utf-8"))]

    assert [str(path.relative_to(ROOT)) for path in adding if "tests" not in path.parts] == ["services/kit/outbox.py"]


def test_nobody_can_have_an_address_of_their_choice_fetched() -> None:
    """One module knows a client of HTTP, and who uses it asks providers and receivers that settings name."""
    clients = re.compile(r"^\s*(import|from) (httpx|aiohttp|requests|urllib\.request|http\.client)\b", re.MULTILINE)
    served = [
        path
        for path in python_files()
        if path.relative_to(ROOT).parts[0] in ("services", "quiz_service", "scoring_service", "reporting_service")
    ]
    reaching = {
        str(path.relative_to(ROOT)): bool(clients.search(content)) + 2 * ("services.kit.outbound" in content)
        for path in served
        for content in [path.read_text(encoding="utf-8")]
    }

    assert {path for path, found in reaching.items() if found % 2} == {"services/kit/outbound.py"}
    assert {path for path, found in reaching.items() if found > 1} == {
        "reporting_service/outside/outlets.py",
        "reporting_service/worker.py",
        "services/directory/app.py",
        "services/directory/outside/sms.py",
        "services/directory/outside/trusted_apps.py",
        "services/directory/outside/wechat.py",
        "services/directory/outside/wechat_phones.py",
    }


def test_a_route_without_an_audience_cannot_be_declared() -> None:
    routes = router()

    with pytest.raises(TypeError, match="declares no audience"):

        @routes.get("/v1/open-door")
        async def open_door() -> None:
            """Forgot to say for whom."""


def test_every_operation_says_who_may_call_it() -> None:
    """I8"""
    silent = [
        (path, method)
        for name in ("directory", "quiz", "scoring", "reporting", "camp")
        for path, operations in all_documents()[f"{name}.json"]["paths"].items()
        for method, operation in operations.items()
        if operation.get("x-audience") not in {each.value for each in Audience}
    ]

    assert silent == []


def test_the_audience_of_a_route_is_that_of_its_endpoint() -> None:
    @audience(Audience.ORGANISER)
    async def endpoint() -> None:
        """For organisers."""

    assert GuardedRoute("/v1/x", endpoint).audience is Audience.ORGANISER


def test_the_committed_documents_are_those_of_the_code() -> None:
    """R5.4"""
    import json  # noqa: PLC0415

    for name, document in all_documents().items():
        committed = json.loads((ROOT / "openapi" / name).read_text(encoding="utf-8"))
        assert committed == json.loads(json.dumps(document)), f"run `make openapi`: {name}"


def test_documents_do_not_depend_on_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _service("quiz_service.app:create_app")
    monkeypatch.setenv("CONTEST_ALLOWED_ORIGINS", '["https://example.org"]')

    assert _service("quiz_service.app:create_app") == before


def test_every_privileged_write_names_the_act_that_the_audit_records() -> None:
    """I15"""
    privileged = (Audience.ORGANISER, Audience.ADMINISTRATOR)
    silent = [
        f"{name} {route.path}"
        for name in APPLICATIONS
        for route in application(f"{name}:create_app").routes
        if isinstance(route, GuardedRoute)
        and route.audience in privileged
        and route.methods != {"GET"}
        and route.act is None
    ]

    assert silent == []


def test_a_body_is_documented_as_required_only_where_it_must_hold_something() -> None:
    """R5.4: everywhere else nothing stands for `{}`; only for the proof of a number the framework wants a body."""
    wrong = []
    for name in ("directory", "quiz", "scoring", "reporting", "camp"):
        document = all_documents()[f"{name}.json"]
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                body = operation.get("requestBody", {})
                schema = body.get("content", {}).get("application/json", {}).get("schema", {})
                if "$ref" in schema:
                    schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
                if schema.get("type") == "object" and body.get("required", False) != bool(schema.get("required")):
                    wrong.append(f"{method} {path}")

    assert wrong == ["put /v1/me/phone"]


def test_the_gateway_waits_for_every_route_whose_answer_a_workshop_makes() -> None:
    """I20: a place in its queue is waited for, so the usual ten seconds would refuse what is only late."""
    working = [
        route.path
        for name in APPLICATIONS
        for route in application(f"{name}:create_app").routes
        if isinstance(route, GuardedRoute) and "files_of(request)" in inspect.getsource(route.endpoint)
    ]

    impatient = [path for path in working if (found := route_of(path)) is None or not found.read_seconds]

    assert len(working) > 10
    assert impatient == []


def test_no_route_reads_or_writes_files_in_its_own_process() -> None:
    """I20: a thread of the process holds its interpreter. What is small whatever anybody sends is named here."""
    small = {
        "quiz_service/routes/bank_files.py: _import_template",  # made once
        "reporting_service/routes/paper.py: spreadsheets.xlsx",  # one form
        "reporting_service/routes/part_uploads.py: known",  # looks at how a file begins and ends
        "reporting_service/routes/uploads.py: known",
    }

    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in python_files()
        if "routes" in path.parts
        for name in re.findall(r"to_thread\(\s*([\w.\[\]]+)", path.read_text(encoding="utf-8"))
    }

    assert found == small
