"""`contest down`: stop the system that runs on a folder."""

import contextlib
import os
import signal
import sys
import time

import psutil
import typer

from contest.cli.connection import DataDir, running

app = typer.Typer(add_completion=False)
STOPPED_WITHIN_S = 15.0


@app.command()
def down(data_dir: DataDir = None) -> None:
    """Send SIGTERM to `contest up` and wait until it has gone."""
    pid = running(data_dir).pid
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + STOPPED_WITHIN_S
    while _is_alive(pid):
        if time.monotonic() > until:
            sys.exit(f"contest down: process {pid} did not stop within {STOPPED_WITHIN_S:.0f} s")
        time.sleep(0.05)


def _is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
