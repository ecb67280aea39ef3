"""Which path leads where."""

import json
import re
from pathlib import Path

import pytest

from reporting_service.domain.values import LARGEST, LONGEST_NAME, MOST_ACTIVITIES
from services.gateway.render import render, render_container
from services.gateway.routes import PROBES, ROUTES, route_of, routes_to
from services.gateway.settings import GatewaySettings
from services.processes import PROCESSES
from tests.gateway.gateway import SERVICES, check, settings_in

CONTRACT = {
    "directory": (
        "/v1/auth/token",
        "/v1/auth/sms-codes",
        "/v1/auth/jwks.json",
        "/v1/me",
        "/v1/me/export",
        "/v1/units",
        "/v1/units/370000",
        "/v1/units/imports",
        "/v1/organisers",
        "/v1/organisers/7",
    ),
    "quiz": (
        "/v1/contests",
        "/v1/contests/c",
        "/v1/contests/c/sessions",
        "/v1/contests/c/me",
        "/v1/contests/c/practice",
        "/v1/contests/c/finalisation",
        "/v1/sessions/s",
        "/v1/sessions/s/answers/1",
        "/v1/sessions/s/submission",
        "/v1/me/sessions",
        "/v1/me/wrong-questions",
        "/v1/banks/b/imports",
        "/v1/banks/b/questions",
        "/v1/questions/q/approve",
    ),
    "scoring": (
        "/v1/leaderboards/c/region",
        "/v1/leaderboards/c/region/events",
        "/v1/standings/c/me",
        "/v1/progress/c/370000",
        "/v1/bulletins/c",
        "/v1/flags/c",
        "/v1/flags/f/hold",
    ),
    "camp": (
        "/v1/camps",
        "/v1/camps/c/me",
        "/v1/camps/c/board/region",
        "/v1/camps/c/works",
        "/v1/works/w/like",
        "/v1/lessons/l/watch",
        "/v1/certificates/n/certificate.pdf",
    ),
    "reporting": (
        "/v1/templates",
        "/v1/templates/t",
        "/v1/obligations",
        "/v1/reports",
        "/v1/reports/r/print.pdf",
        "/v1/reports/r/attachments",
        "/v1/reports/r/scans",
        "/v1/attachments/a",
        "/v1/reports/acceptances",
        "/v1/reports/r/adoptions",
        "/v1/templates/t/versions/1/publish",
        "/v1/templates/t/preview.pdf",
        "/v1/campaigns",
        "/v1/campaigns/c/lines",
        "/v1/campaigns/c/line-imports",
        "/v1/campaigns/c/lines/t/370000",
        "/v1/inbox",
        "/v1/return-reasons",
        "/v1/highlights",
        "/v1/highlights/h/select",
        "/v1/highlights/h/attachments",
        "/v1/rollups/t/370000",
        "/v1/completeness/t/370000",
    ),
}


@pytest.mark.parametrize(
    ("service", "path"), [(service, path) for service, paths in CONTRACT.items() for path in paths]
)
def test_every_path_of_the_contract_leads_to_its_service(service: str, path: str) -> None:
    route = route_of(path)

    assert route is not None
    assert route.service == service


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/readyz", "/metrics", "/v1", "/v1/contestsx", "/v1/me/other", "/v2/me"]
)
def test_no_other_path_leads_anywhere(path: str) -> None:
    assert route_of(path) is None


def test_every_upstream_has_routes_and_a_probe_that_leads_to_it() -> None:
    upstreams = {process.service for process in PROCESSES.values() if process.is_gateway_upstream}

    assert all(routes_to({service}) for service in upstreams)
    for service in upstreams:
        probe = route_of(PROBES[service])
        assert probe is not None
        assert probe.service == service


def test_no_route_hides_behind_an_earlier_one() -> None:
    reached = {route_of(route.path.replace("{", "").replace("}", "")) for route in ROUTES}

    assert reached == set(ROUTES)


def test_services_that_are_not_deployed_have_no_route(folder: Path) -> None:
    configuration = render(settings_in(folder, 8080), {"quiz": ["127.0.0.1:1"]})

    assert "http://quiz;" in configuration
    assert "http://reporting;" not in configuration


def test_nginx_accepts_the_configuration_of_one_machine(folder: Path) -> None:
    upstreams = {service: ["127.0.0.1:1", "127.0.0.1:2"] for service in SERVICES}

    verdict = check(render(settings_in(folder, 8080), upstreams), folder)

    assert verdict.returncode == 0, verdict.stderr
    assert "[warn]" not in verdict.stderr


def test_nginx_accepts_the_configuration_of_the_containers(folder: Path) -> None:
    settings = GatewaySettings(folder=folder, trusted_proxies=("10.0.0.0/8",), open_files=1024)

    verdict = check(render_container(settings), folder)

    assert verdict.returncode == 0, verdict.stderr


def test_containers_are_reached_by_name_and_asked_for_again() -> None:
    configuration = render_container(GatewaySettings())

    assert "server quiz:8000 max_fails=5 fail_timeout=1s resolve;" in configuration
    assert "resolver 127.0.0.11" in configuration


def test_only_a_lone_process_is_never_marked_as_failed(folder: Path) -> None:
    configuration = render(settings_in(folder, 8080), {"quiz": ["a:1", "a:2"], "scoring": ["a:3"]})

    assert "server a:1 max_fails=5 fail_timeout=1s;" in configuration
    assert "server a:3 max_fails=0;" in configuration


def test_a_report_with_as_many_activities_as_it_may_have_fits_its_limit() -> None:
    """R3.1: two hundred names of two hundred characters each, as clients escape them."""
    rows = [{"activity_name": "安" * LONGEST_NAME, "occurrences": LARGEST, "attendances": LARGEST}] * MOST_ACTIVITIES
    route = next(each for each in ROUTES if re.search(each.pattern, "/v1/reports/0198"))

    assert route.body_limit == "512k"
    assert len(json.dumps({"other_activities": rows})) < 512 * 1024
