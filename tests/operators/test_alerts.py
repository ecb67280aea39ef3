"""Alerts and dashboards as files (R5.6, R6.8): every alert fires in a test of its own and none without a reason."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.tools import program

DEPLOY = Path(__file__).parents[2] / "deploy"
PROMETHEUS = DEPLOY / "prometheus"
DASHBOARDS = sorted(DEPLOY.joinpath("grafana").glob("*.json"))
# Of Prometheus itself, and of the language.
OWN = {"up"}
METRIC = re.compile(r"\b(contest_\w+|up)\b(?=\s*[\[{)=/>]|$)")


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(PROMETHEUS.joinpath("alerts.yaml").read_text(encoding="utf-8"))["groups"]
    return list(group["rules"])


def expressions() -> list[str]:
    """Everything that is asked of Prometheus, by alerts and dashboards."""
    boards = [json.loads(path.read_text(encoding="utf-8")) for path in DASHBOARDS]
    shown = [target["expr"] for board in boards for panel in board["panels"] for target in panel["targets"]]
    return [rule["expr"] for rule in rules()] + shown


def metrics_asked_for() -> set[str]:
    """Names as they are exported: a histogram without the endings of its series."""
    found = {name for expression in expressions() for name in METRIC.findall(expression)}
    return {re.sub(r"_bucket$", "", name) for name in found} - OWN


def test_prometheus_takes_the_rules_and_each_alert_fires_when_it_should_and_only_then() -> None:
    run = subprocess.run(
        [program("promtool"), "test", "rules", "alerts_test.yaml"],
        cwd=PROMETHEUS,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr


def test_every_alert_has_a_case_in_which_it_fires_and_one_in_which_it_does_not() -> None:
    cases = yaml.safe_load(PROMETHEUS.joinpath("alerts_test.yaml").read_text(encoding="utf-8"))["tests"]
    fired = {each["alertname"] for case in cases for each in case["alert_rule_test"] if each["exp_alerts"]}
    silent = {each["alertname"] for case in cases for each in case["alert_rule_test"] if not each["exp_alerts"]}

    assert fired == silent == {rule["alert"] for rule in rules()}


def test_every_alert_says_how_bad_it_is_and_what_to_do() -> None:
    for rule in rules():
        assert rule["labels"]["severity"] in {"page", "warn"}
        assert rule["annotations"].keys() == {"summary", "action"}


def test_prometheus_understands_everything_that_is_asked_of_it(tmp_path: Path) -> None:
    """Of dashboards too: Grafana itself is in no package, so its questions are checked one by one."""
    asked = [expression.replace("$__rate_interval", "2m") for expression in expressions()]
    named = [{"record": f"asked:{number}", "expr": each} for number, each in enumerate(asked)]
    path = tmp_path / "asked.yaml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "asked", "rules": named}]}), encoding="utf-8")

    command = [str(program("promtool")), "check", "rules", "--lint=none", str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
    assert f"{len(asked)} rules found" in run.stdout


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_a_dashboard_is_one_that_grafana_imports(path: Path) -> None:
    """What its importer needs: an id of its own, a source to choose, panels that do not lie on each other."""
    board = json.loads(path.read_text(encoding="utf-8"))

    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in board["panels"]]
    assert board["uid"] == f"contest-{path.stem}"
    assert board["schemaVersion"] >= 39
    assert [each["type"] for each in board["templating"]["list"]] == ["datasource"]
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"]) == len(set(places))
    assert all(target["expr"] and target["legendFormat"] for panel in board["panels"] for target in panel["targets"])


def test_there_is_a_view_for_each_of_those_who_look() -> None:
    assert [path.stem for path in DASHBOARDS] == ["operator", "organiser", "participant"]
