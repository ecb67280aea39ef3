"""The table of all faults ends a run; hosts that several modules lose."""

from collections.abc import AsyncIterator

import pytest

from tests.cluster import report
from tests.cluster.scene import HostsScene, hosts_scene
from tests.support.servers import Servers


@pytest.fixture(scope="module")
async def scene(servers: Servers) -> AsyncIterator[HostsScene]:
    """For tests that lose hosts; the modules with proxies and archives have scenes of their own."""
    async with hosts_scene(servers) as found:
        yield found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in report.lines():
        terminalreporter.write_line(line)
    report.write()
