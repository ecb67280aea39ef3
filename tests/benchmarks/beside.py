"""A process of the system that runs beside it, on the floor database for figures that need data of their own."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType

from contest.embedded.deployment import environment
from contest.embedded.ports import free_ports
from contest.embedded.probes import http_status
from tests.benchmarks.floors import Server
from tests.benchmarks.system import System

INSTANCE = "beside"
"""Its PostgreSQL connections are named `beside-http`."""


@asynccontextmanager
async def beside(
    system: System,
    process_name: str,
    *,
    on_floor: bool = True,
    module: str = "contest.cli",
    more: Mapping[str, str] = MappingProxyType({}),
) -> AsyncIterator[Server]:
    """`module` is run as `contest serve` is, with `more` in its environment."""
    (port,) = free_ports(1, system.gateway_port + 11)
    service = process_name.partition("-")[0]
    variables = environment(system.deployment, process_name) | {
        "CONTEST_HTTP_PORT": str(port),
        "CONTEST_INSTANCE": INSTANCE,
    }
    if on_floor:
        variables["CONTEST_DATABASE_URL"] = system.floor_role_url(service)
    command = [sys.executable, "-m", module, "serve", process_name]
    whole = {**os.environ, **variables, **more}
    with subprocess.Popen(command, env=whole) as process:
        try:
            while await http_status(port, "/readyz") != 200:
                if process.poll() is not None:
                    raise RuntimeError(f"{process_name} has ended with {process.returncode}")
                await asyncio.sleep(0.1)
            yield Server(process, port)
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait)
