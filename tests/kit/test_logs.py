"""Logs must not be the end of what they tell of (R5.6)."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import asyncio, sys
from services.kit import logs
from services.kit.loops import Loop, running

steps = []

async def step():
    steps.append(1)
    if len(steps) < 3:
        raise RuntimeError("no room")
    return 60.0

async def main():
    async with running(Loop("test", step)):
        for _ in range(100):
            await asyncio.sleep(0.05)
            if len(steps) == 3:
                print("went on", file=sys.stderr)
                return

logs.configure("INFO", "test")
asyncio.run(main())
"""


def test_a_loop_goes_on_when_its_failures_cannot_be_logged() -> None:
    """On a full disk every line is refused, and with the first one the relays ended for good."""
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-c", PROGRAM]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert "went on" in ended.stderr
