"""`contest serve PROCESS`: one process, configured by its environment."""

import argparse
import importlib
import os
import resource
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

import uvicorn

from services.chassis.plain_protocol import PlainProtocol
from services.chassis.settings import ListenSettings
from services.kit import logs
from services.processes import PROCESSES

GRACE_S = 2
KEEP_ALIVE_S = 75
"""Longer than the gateway keeps its idle connections, so that it never writes into one that is being closed."""
MOST_OPEN_FILES = 16_384


def app() -> None:
    parser = argparse.ArgumentParser(prog="contest serve", description="Run one process of the deployment.")
    parser.add_argument("process", choices=sorted(PROCESSES), metavar="PROCESS", help=", ".join(sorted(PROCESSES)))
    name = parser.parse_args().process
    process = PROCESSES[name]
    # Replicas are told apart in logs, groups and lists of connections, whoever forgot to name them.
    os.environ.setdefault("CONTEST_INSTANCE", f"{name}-{socket.gethostname()}")
    settings = ListenSettings()
    logs.configure(settings.log_level, settings.instance)
    _open_as_many_files_as_allowed()
    uvicorn.run(
        _factory(name, process.factory, settings),
        factory=True,
        host=settings.http_host,
        port=settings.http_port,
        loop="uvloop",
        http=PlainProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the directory alone asks for the client's address, and takes it from the gateway itself
        backlog=4096,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
    )


def _factory(name: str, factory: str, settings: ListenSettings) -> str | Callable[[], Any]:
    """The application's factory; where it is to be traced, one that does that around it."""
    if not settings.traces_url:
        return factory
    from services.chassis import tracing  # noqa: PLC0415 - who is not traced loads nothing of it

    module, _, function = factory.partition(":")
    make_app = getattr(importlib.import_module(module), function)
    return partial(tracing.traced, make_app, settings.traces_url, settings.traces_share, name, settings.instance)


def _open_as_many_files_as_allowed() -> None:
    """Every listener of a live board holds a connection; shells often allow a thousand unless asked for more."""
    now, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_OPEN_FILES if allowed == resource.RLIM_INFINITY else min(allowed, MOST_OPEN_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, wanted), allowed))
