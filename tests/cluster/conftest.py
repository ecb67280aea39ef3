"""The table of all faults ends a run."""

import pytest

from tests.cluster import report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in report.lines():
        terminalreporter.write_line(line)
    report.write()
