"""What all faults have in common: their seed, and the time that the system has to make good what they did."""

import asyncio
import os
import time

from contest.cli.verify import differences

HEALED_WITHIN_S = 300.0
"""A session whose hand-in was lost and whose start was not is finished by the sweep, 150 s after it began."""


def seed_of_now() -> int:
    return int(os.environ.get("CONTEST_SEED", str(int(time.time()))))


async def until_healed(url: str) -> list[str]:
    """What `contest verify` finds, until it finds nothing or time is up. It waits for half a minute by itself."""
    until = time.monotonic() + HEALED_WITHIN_S
    while (found := await differences(url, None)) and time.monotonic() < until:
        await asyncio.sleep(1)
    return found
