"""docs/settings.md names every variable that a process or a command is told by, and no other."""

import re
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

import quiz_service.settings
import reporting_service.settings
import scoring_service.settings
import services.camp.settings
import services.directory.settings
from services.chassis.settings import ListenSettings, ProcessSettings

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "settings.md"
OF_SERVICE = {
    "directory": services.directory.settings.Settings,
    "quiz": quiz_service.settings.Settings,
    "scoring": scoring_service.settings.Settings,
    "reporting": reporting_service.settings.Settings,
    "camp": services.camp.settings.Settings,
}


def named(section: str) -> set[str]:
    """The variables in the first column of the table of a section."""
    text = PAGE.read_text(encoding="utf-8").partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    first = "\n".join(line.split("|")[1] for line in text.splitlines() if line.startswith("|"))
    return set(re.findall(r"`(CONTEST_\w+)`", first))


def variables(settings: type[BaseSettings]) -> set[str]:
    return {f"CONTEST_{name.upper()}" for name in settings.model_fields}


def test_the_settings_of_every_process_are_documented() -> None:
    """R5.3"""
    assert named("Of every process") == variables(ProcessSettings) | variables(ListenSettings)


@pytest.mark.parametrize("service", OF_SERVICE)
def test_each_setting_of_a_service_has_its_line(service: str) -> None:
    """R5.3"""
    assert named(service) == variables(OF_SERVICE[service]) - variables(ProcessSettings)


def test_what_the_command_line_reads_has_its_line() -> None:
    """R5.3"""
    reading = re.compile(r'environ(?:\.get\(|\[)"(CONTEST_\w+)"')
    sources = [path for folder in ("contest/cli", "contest/embedded") for path in (ROOT / folder).rglob("*.py")]
    read = {name for path in sources for name in reading.findall(path.read_text(encoding="utf-8"))}

    assert named("The command line") == read
