"""Units for systemd: they run what is there, as somebody without rights (R5.3)."""

import configparser
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from services.gateway.render import main as render
from services.processes import PROCESSES

UNITS = sorted((Path(__file__).parents[2] / "deploy" / "systemd").glob("*.service"))


def unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.RawConfigParser(strict=False, comment_prefixes="#")
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(path, encoding="utf-8")
    return parser


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_without_rights_and_comes_back(path: Path) -> None:
    service = unit(path)["Service"]

    assert service["User"] == service["Group"] == "contest"
    assert (service["NoNewPrivileges"], service["ProtectSystem"]) == ("yes", "strict")
    assert service["Restart"] == "always"
    assert unit(path)["Install"]["WantedBy"] == "multi-user.target"


def test_two_of_a_kind_on_one_machine_are_told_apart() -> None:
    """R6.8: consumers of a stream have the name of their process."""
    (path,) = [each for each in UNITS if "@" in each.name]

    (name, value) = unit(path)["Service"]["Environment"].split("=")

    assert name == "CONTEST_INSTANCE"
    assert {"%i", "%H"} <= set(value.split("-"))


@pytest.mark.parametrize("instance", [*PROCESSES, "quiz:2"])
def test_a_process_is_served_under_the_name_of_its_unit(instance: str) -> None:
    """As systemd reads the line: %i is the instance, %% and $$ are the signs themselves."""
    (path,) = [each for each in UNITS if "@" in each.name]
    line = unit(path)["Service"]["ExecStart"].replace("%i", instance).replace("%%", "%").replace("$$", "$")
    shown = line.replace("exec /opt/contest/bin/contest", "echo")

    ran = subprocess.run(shlex.split(shown), capture_output=True, text=True, check=True)

    assert ran.stdout.split() == ["serve", instance.partition(":")[0]]


def test_the_gateway_of_a_plain_machine_is_rendered_with_these_options(tmp_path: Path) -> None:
    (path,) = [each for each in UNITS if "gateway" in each.name]
    before = unit(path)["Service"]["ExecStartPre"]
    options = before.partition("services.gateway.render ")[2]
    given = options.replace("${RESOLVER}", "127.0.0.53").replace("${TRUSTED_PROXIES}", "10.0.0.0/8")

    assert render(shlex.split(given.replace("/run/contest-gateway", str(tmp_path)))) == 0

    text = tmp_path.joinpath("nginx.conf").read_text(encoding="utf-8")
    assert "resolver 127.0.0.53 " in text
    assert re.search(r"set_real_ip_from 10\.0\.0\.0/8;", text)
