"""`contest down`: stop the system that runs on a folder."""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

import psutil
import typer

from services.cli.connection import DEFAULT_DATA_DIR, DataDir, failed
from services.embedded import deployment
from services.embedded.errors import StartRefused

app = typer.Typer(add_completion=False)
STOPPED_WITHIN_S = 15.0


@app.command()
def down(data_dir: DataDir = None) -> None:
    """Send SIGTERM to `contest up` and wait until it has gone."""
    try:
        running = deployment.load(data_dir or Path(os.environ.get("CONTEST_DATA_DIR", DEFAULT_DATA_DIR)))
    except StartRefused as refusal:
        raise failed(str(refusal)) from refusal
    with contextlib.suppress(ProcessLookupError):
        os.kill(running.pid, signal.SIGTERM)
    until = time.monotonic() + STOPPED_WITHIN_S
    while psutil.pid_exists(running.pid) and psutil.Process(running.pid).status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > until:
            sys.exit(f"contest down: process {running.pid} did not stop within {STOPPED_WITHIN_S:.0f} s")
        time.sleep(0.05)
