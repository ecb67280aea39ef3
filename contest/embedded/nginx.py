"""The embedded nginx: the gateway with the settings of one machine."""

import os
import resource
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from contest.embedded.accounts import Account
from contest.embedded.children import Program
from contest.embedded.errors import StartRefused
from contest.embedded.probes import HOST, http_status
from services.gateway.documents import write_documents
from services.gateway.render import render
from services.gateway.settings import (
    GENEROUS_PER_TOKEN,
    GENEROUS_SIGN_IN,
    GENEROUS_STREAMS,
    GatewaySettings,
    trusted_proxies,
)

# Served by nginx itself, so it tells of the gateway and of nothing behind it.
_OWN_PATH = "/v1/openapi.json"


def server(
    program: Path, folder: Path, port: int, upstreams: Mapping[str, Sequence[str]], account: Account | None
) -> Program:
    """The gateway as a child; writes its configuration and the documents it serves into `folder`."""
    write_documents(folder)
    configuration = folder / "nginx.conf"
    configuration.write_text(render(_settings(folder, port, account), upstreams), encoding="utf-8")

    async def is_ready(_pid: int) -> bool:
        return await http_status(port, _OWN_PATH) is not None

    return Program(
        name="gateway",
        command=(str(program), "-p", f"{folder}/", "-e", "stderr", "-c", str(configuration), "-g", "daemon off;"),
        environment={"PATH": "/usr/bin:/bin"},
        is_ready=is_ready,
        folder=folder,
        stop_signal=signal.SIGQUIT,  # answers what it has begun
        orphan_signal=signal.SIGTERM,  # the master takes its workers along; a killed one could not
        grace_seconds=1,
    )


def _settings(folder: Path, port: int, account: Account | None) -> GatewaySettings:
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    open_files = 16384 if allowed == resource.RLIM_INFINITY else min(allowed, 16384)
    return GatewaySettings(
        folder=folder,
        listen=f"{HOST}:{port}",
        user=f"{account.name} {account.group}" if account else None,
        worker_processes=str(min(os.cpu_count() or 1, 4)),
        worker_connections=open_files // 4,  # a proxied request takes two connections, a cached board two files
        open_files=open_files,
        access_log=None,
        per_token=GENEROUS_PER_TOKEN,
        sign_in_per_address=GENEROUS_SIGN_IN,
        streams_per_address=GENEROUS_STREAMS,
        trusted_proxies=_trusted_proxies(),
    )


def _trusted_proxies() -> tuple[str, ...]:
    named = os.environ.get("CONTEST_TRUSTED_PROXIES", "")
    try:
        return trusted_proxies(named)
    except ValueError as error:
        raise StartRefused(f"CONTEST_TRUSTED_PROXIES: {error}.") from error
