"""`make fuzz`: rounds of generated requests against a system of their own, until the time is up."""

import argparse
import asyncio
import itertools
import secrets
import sys
import time

from tests.access.running import running_system
from tests.fuzz.fuzzing import Fuzzer, told
from tests.fuzz.round import fuzzer_of

EXAMPLES = 5


async def _main(seconds: float, seed: int) -> int:
    print(f"seed {seed}, {seconds:.0f} s", flush=True)
    async with running_system() as running:
        fuzzer = fuzzer_of(running)
        await asyncio.to_thread(_rounds, fuzzer, seconds, seed)
        fuzzer.close()
    print(told(fuzzer))
    return 1 if fuzzer.findings else 0


def _rounds(fuzzer: Fuzzer, seconds: float, seed: int) -> None:
    until = time.monotonic() + seconds
    for number in itertools.count(seed):
        if time.monotonic() > until:
            return
        fuzzer.run(number, EXAMPLES, until)
        print(f"round {number}: {fuzzer.asked} requests, {len(fuzzer.findings)} findings", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=None, help="a run with the same seed asks the same")
    options = parser.parse_args()
    chosen = secrets.randbelow(10**6) if options.seed is None else options.seed
    sys.exit(asyncio.run(_main(options.seconds, chosen)))
