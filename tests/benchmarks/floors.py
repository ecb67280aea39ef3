"""The floors of the same run: canned replies from bare ASGI and through nginx, the minimal SQL by pgbench."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from contest.embedded import binaries
from contest.embedded.accounts import own, server_account
from contest.embedded.ports import free_ports
from contest.embedded.probes import http_status
from tests.benchmarks import cpu
from tests.benchmarks.system import HOST, System

SQL = Path(__file__).with_name("floor.sql")
CLIENTS = 4

NGINX = """\
{main}
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    access_log off;
    keepalive_requests 10000;
    upstream canned {{ server 127.0.0.1:{upstream}; keepalive 64; }}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location = /static {{ default_type application/json; return 200 '{body}'; }}
        location / {{ proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://canned; }}
    }}
}}
"""


class Server:
    """A process beside the system, with its port."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process = process
        self.port = port

    def cpu_s(self) -> float:
        return sum(cpu.seconds_of(cpu.tree(self.process.pid)).values())


@asynccontextmanager
async def served(application: str, environment: dict[str, str]) -> AsyncIterator[Server]:
    """An ASGI application under uvicorn, with the options of `contest serve`."""
    (port,) = free_ports(1, 0)
    command = [sys.executable, "-m", "uvicorn", application, "--port", str(port), "--loop", "uvloop"]
    command += [
        "--http",
        "httptools",
        "--ws",
        "none",
        "--no-access-log",
        "--no-server-header",
        "--log-level",
        "warning",
    ]
    async with _running(command, {**os.environ, **environment}, port) as server:
        yield server


@asynccontextmanager
async def canned(folder: Path, replies: dict[str, str]) -> AsyncIterator[Server]:
    path = folder / "canned.json"
    path.write_text(json.dumps(replies), encoding="utf-8")
    async with served("tests.benchmarks.canned:app", {"BENCH_CANNED": str(path)}) as server:
        yield server


@asynccontextmanager
async def nginx(folder: Path, upstream: int, body: str) -> AsyncIterator[Server]:
    """nginx with a reply of its own at /static, and everything else from the upstream."""
    account = server_account()
    (port,) = free_ports(1, 0)
    home = folder / "nginx"
    home.mkdir()
    own(home, account)
    main = f"user {account.name} {account.group};" if account else ""
    text = NGINX.format(main=main, folder=home, upstream=upstream, port=port, body=body.replace("'", ""))
    (home / "nginx.conf").write_text(text, encoding="utf-8")
    program = str(binaries.nginx_program())
    command = [program, "-p", f"{home}/", "-e", "stderr", "-c", str(home / "nginx.conf"), "-g", "daemon off;"]
    async with _running(command, dict(os.environ), port) as server:
        yield server


async def pgbench(system: System, seconds: float) -> tuple[float, float]:
    """CPU milliseconds of PostgreSQL per session of seven statements, and sessions per second."""
    program = binaries.postgresql_programs(server_account()) / "pgbench"
    host, _, port = system.floor_url.rpartition("@")[2].partition("/")[0].partition(":")
    user, _, password = system.floor_url.removeprefix("postgresql://").rpartition("@")[0].partition(":")
    options = ["-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-T", str(max(round(seconds), 1))]
    command = [str(program), *options, "-f", str(SQL), "-h", host, "-p", port, "-U", user, "floor"]
    before = await system.meter.read()
    process = await asyncio.create_subprocess_exec(
        *command, env={**os.environ, "PGPASSWORD": password}, stdout=asyncio.subprocess.PIPE, stderr=None
    )
    output = (await process.communicate())[0].decode()
    spent = cpu.used(before, await system.meter.read())
    found = re.search(r"transactions actually processed: (\d+)", output)
    rate = re.search(r"tps = ([\d.]+)", output)
    if not found or not rate:
        raise RuntimeError(f"pgbench failed:\n{output}")
    await system.execute("TRUNCATE quiz.finished_sessions", url=system.floor_url)
    # The backends of pgbench have ended, so their time is among what the server's main process inherited.
    return spent[cpu.BACKGROUND] * 1000 / int(found[1]), float(rate[1])


@asynccontextmanager
async def _running(command: Sequence[str], environment: dict[str, str], port: int) -> AsyncIterator[Server]:
    with subprocess.Popen(command, env=environment) as process:
        try:
            while await http_status(port, "/static") is None:
                if process.poll() is not None:
                    raise RuntimeError(f"{command[0]} has ended with {process.returncode}")
                await asyncio.sleep(0.05)
            yield Server(process, port)
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait)


__all__ = ["HOST", "Server", "canned", "nginx", "pgbench", "served"]
