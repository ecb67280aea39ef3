"""A service with work that never ends (a program of its own); it says when that has begun."""

import asyncio
import sys
from pathlib import Path

from services.kit.fair_queue import FairQueue
from services.kit.workshop import Limits, Workshop
from tests.kit import jobs

LIMITS = Limits(memory_mib=256, cpu_s=60, jobs=2)


async def main() -> None:
    workshop = Workshop(FairQueue(places=1, most_waiting=1, most_of_a_share=1, wait_s=5), str(Path.cwd()))
    await workshop.run(jobs.wait, jobs.Question("0"), share="a", limits=LIMITS)
    work = asyncio.create_task(workshop.run(jobs.take_time, jobs.Question("x"), share="a", limits=LIMITS))
    await asyncio.sleep(0.2)
    sys.stdout.write("at work\n")
    sys.stdout.flush()
    await work


if __name__ == "__main__":
    asyncio.run(main())
