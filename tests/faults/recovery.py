"""How long after a fault every acknowledged session is on the board: `python -m tests.faults.recovery`.

Each round plays a contest of its own, kills in the middle of it, and counts from the last kill or hand-in, whichever
is later. `--busy 2` lets two loops compete for the processors.
"""

import argparse
import asyncio
import contextlib
import random
import subprocess
import sys
import time
from collections.abc import Iterator

from tests.faults.history import play
from tests.faults.test_kills import flush, kill, sessions_of
from tests.faults.test_outages import stopped
from tests.support.contest import ContestSystem, contest_system
from tests.system.people import new_contest

FAULTS = (
    "nothing",
    "quiz-worker",
    "scoring-worker",
    "scoring",
    "valkey",
    "postgresql",
    "flush",
    "flush quiz-worker",
    "valkey quiz-worker",
    "scoring-worker valkey",
    "flush scoring-worker valkey",
)
CLIENTS, SESSIONS = 8, 6
GIVEN_UP_AFTER_S = 60.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--busy", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("faults", nargs="*", default=FAULTS)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with busy(options.busy), contest_system() as system:
        print(f"Redis hung: {asyncio.run(hung_redis(system))}", flush=True)
        for fault in options.faults:
            took = sorted(asyncio.run(recovery_s(system, fault, rng)) for _ in range(options.rounds))
            middle, late = took[len(took) // 2], sum(1 for each in took if each >= GIVEN_UP_AFTER_S)
            print(f"{fault:28} median {middle:5.1f} s  longest {took[-1]:5.1f} s  never {late}", flush=True)


async def hung_redis(system: ContestSystem) -> str:
    """What those who play notice of it: refusals, and the time of the same sessions over that without."""
    took = []
    for around in (contextlib.nullcontext(), contextlib.nullcontext(), stopped(system, "valkey")):
        contest = new_contest(system, sessions_per_day=SESSIONS)
        with around:
            since = time.monotonic()
            history = await play(system.url, contest, clients=CLIENTS, sessions=SESSIONS, seed=1)
            took.append(time.monotonic() - since)
    return f"{sum(history.refused.values())} refused, {took[2] / took[1]:.2f} of the usual time"


async def recovery_s(system: ContestSystem, fault: str, rng: random.Random) -> float:
    """Seconds until the board of one round has it all, at most `GIVEN_UP_AFTER_S`."""
    contest = new_contest(system, sessions_per_day=SESSIONS)
    load = play(system.url, contest, clients=CLIENTS, sessions=SESSIONS, seed=rng.randrange(10**6))
    playing = asyncio.create_task(load)
    await asyncio.sleep(rng.uniform(0.3, 1.5))
    for each in fault.split():
        if each == "flush":
            await asyncio.to_thread(flush, system)
        elif each != "nothing":
            await asyncio.to_thread(kill, system, each)
        await asyncio.sleep(rng.uniform(0, 1))
    await playing
    since = time.monotonic()
    while await asyncio.to_thread(sessions_of, system, contest) != CLIENTS * SESSIONS:
        if time.monotonic() - since > GIVEN_UP_AFTER_S:
            break
        await asyncio.sleep(0.1)
    return time.monotonic() - since


@contextlib.contextmanager
def busy(loops: int) -> Iterator[None]:
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(loops)]
    try:
        yield
    finally:
        for each in running:
            each.kill()
            each.wait()


if __name__ == "__main__":
    main()
