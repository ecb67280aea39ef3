"""Work on files is bounded, queued fairly, and ends with its process (R4.1, R4.4)."""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from services.chassis.files import Files
from services.chassis.settings import ProcessSettings
from services.kit.errors import IdempotencyKeyReused
from services.kit.fair_queue import FairQueue, Full
from services.kit.giving_way import GIVES_WAY
from services.kit.workshop import Limits, TooCostly, WorkFailed, Workshop, WorkshopBusy
from tests.kit import jobs
from tests.support import tokens

ROOT = str(Path(__file__).parents[2])
LIMITS = Limits(memory_mib=256, cpu_s=2)
LONG = Limits(memory_mib=256, cpu_s=60)
KEPT = Limits(memory_mib=256, cpu_s=2, jobs=3)


def fork_servers() -> list[psutil.Process]:
    """Of the workshops here, which alone name this folder; the systems of other tests have some as well."""
    return [each for each in psutil.Process().children() if command_of(each)[-2:] == ["services.kit.fork_server", ROOT]]


def command_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:  # it has ended meanwhile
        return []


def benches() -> list[psutil.Process]:
    return [each for server in fork_servers() for each in server.children()]


async def until_no_bench_is_left() -> None:
    async with asyncio.timeout(2):
        while benches():
            await asyncio.sleep(0.01)


@pytest.fixture
async def workshop() -> AsyncIterator[Workshop]:
    made = Workshop(FairQueue(places=2, most_waiting=8, most_of_a_share=3, wait_s=20), ROOT)
    yield made
    await made.close()


async def test_work_is_done_elsewhere_and_knows_no_secret(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTEST_SECRET", "00" * 32)

    found = await workshop.run(jobs.surroundings, jobs.Question("x"), share="a", limits=LIMITS)

    assert found.process != psutil.Process().pid
    assert not any(name.startswith("CONTEST_") for name in found.environment)
    await until_no_bench_is_left()
    assert found.niceness > psutil.Process().nice()


async def test_a_process_gives_way_from_its_first_instruction(workshop: Workshop) -> None:
    """R4.1: ten files that come together start ten interpreters, beside participants who wait for answers."""
    work = asyncio.create_task(workshop.run(jobs.surroundings, jobs.Question("x"), share="a", limits=LIMITS))
    seen: list[int] = []
    while not work.done():
        await asyncio.sleep(0.001)
        with contextlib.suppress(psutil.NoSuchProcess):
            seen += [each.nice() for each in benches() if Path(each.exe()).samefile(sys.executable)]

    assert seen
    assert min(seen) >= GIVES_WAY


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="only Linux shares out by autogroups")
async def test_a_process_gives_way_to_what_runs_in_other_autogroups(workshop: Workshop) -> None:
    """R4.1: there, niceness alone counts among the processes of one of them only."""
    found = await workshop.run(jobs.surroundings, jobs.Question("x"), share="a", limits=LIMITS)

    assert found.autogroup.endswith(f" nice {GIVES_WAY}\n")
    own = Path("/proc/self/autogroup").read_text(encoding="ascii").split()  # nothing in the first of all sessions
    assert found.autogroup.split()[0] not in own


@pytest.mark.skipif(sys.platform != "linux", reason="others know no such policy")
async def test_a_process_leaves_its_processor_to_whoever_wakes_up(workshop: Workshop) -> None:
    """R4.1: policy, niceness and the slice are set by one call, of which the system tells the policy."""
    found = await workshop.run(jobs.surroundings, jobs.Question("x"), share="a", limits=LIMITS)

    assert found.policy == os.SCHED_BATCH
    assert found.niceness == max(GIVES_WAY, os.nice(0))


@pytest.mark.skipif(sys.platform != "linux", reason="others do not let a process choose")
async def test_work_on_files_leaves_half_of_the_processors_alone(workshop: Workshop) -> None:
    """R4.1: however many services work on files at a time, there is a processor that none of them uses."""
    found = await workshop.run(jobs.surroundings, jobs.Question("x"), share="a", limits=LIMITS)

    known = sorted(os.sched_getaffinity(0))
    assert found.processors == known[len(known) // 2 :]


async def test_work_that_nobody_waits_for_is_ended(workshop: Workshop) -> None:
    """R4.4: whatever it is at; `take_time` never looks up."""
    work = asyncio.create_task(workshop.run(jobs.take_time, jobs.Question("x"), share="a", limits=LONG))
    while not benches():
        await asyncio.sleep(0.01)

    work.cancel()

    await until_no_bench_is_left()


async def test_a_service_that_was_killed_leaves_nobody_at_work() -> None:
    """R4.4"""
    command = [sys.executable, "-m", "tests.kit.at_work"]
    service = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert service.stdout is not None
    left = psutil.Process(service.pid).children(recursive=True) if await service.stdout.readline() else []
    service.kill()
    await service.wait()

    _, alive = await asyncio.to_thread(psutil.wait_procs, left, timeout=5)

    assert len(left) == 2
    assert not alive


async def test_a_fork_server_that_was_killed_is_started_again(workshop: Workshop) -> None:
    before = await workshop.run(jobs.surroundings, jobs.Question("x"), share="a", limits=LIMITS)
    (server,) = fork_servers()
    server.kill()
    while psutil.pid_exists(server.pid):
        await asyncio.sleep(0.01)

    after = await workshop.run(jobs.surroundings, jobs.Question("x"), share="a", limits=LIMITS)

    assert after.environment == before.environment


async def test_a_problem_reaches_the_one_who_asked(workshop: Workshop) -> None:
    with pytest.raises(IdempotencyKeyReused) as refused:
        await workshop.run(jobs.refuse, jobs.Question("为什么"), share="a", limits=LIMITS)

    assert refused.value.extra == {"text": "为什么"}
    assert [each.pointer for each in refused.value.errors] == ["/text"]


@pytest.mark.parametrize("work", [jobs.take_memory, jobs.take_time, jobs.die])
async def test_work_that_takes_too_much_is_ended_and_refused(workshop: Workshop, work: "jobs.Work") -> None:
    """R4.4"""
    with pytest.raises(TooCostly):
        await workshop.run(work, jobs.Question("x"), share="a", limits=LIMITS)

    again = await workshop.run(jobs.surroundings, jobs.Question("x"), share="a", limits=LIMITS)
    assert again.environment
    await until_no_bench_is_left()


async def test_nothing_can_be_written_to_the_disk(workshop: Workshop, tmp_path: Path) -> None:
    with pytest.raises((WorkFailed, TooCostly)):
        await workshop.run(jobs.write, jobs.Question(str(tmp_path / "file")), share="a", limits=LIMITS)


async def test_a_process_that_prints_is_kept_for_a_few_reports(workshop: Workshop) -> None:
    found = [await workshop.run(jobs.surroundings, jobs.Question("x"), share="a", limits=KEPT) for _ in range(4)]

    processes = [each.process for each in found]
    assert processes[0] == processes[1] == processes[2] != processes[3]


async def test_one_share_never_has_all_places(workshop: Workshop) -> None:
    """R4.1: the paper of one county kept every other unit from its own."""
    heavy = [
        asyncio.create_task(workshop.run(jobs.wait, jobs.Question("1.5"), share="county", limits=LIMITS))
        for _ in range(3)
    ]
    await asyncio.sleep(0)
    started = time.monotonic()

    await workshop.run(jobs.surroundings, jobs.Question("x"), share="province", limits=LIMITS)

    took = time.monotonic() - started
    assert not heavy[1].done()
    await asyncio.gather(*heavy)
    assert time.monotonic() - started > took + 1


@pytest.fixture
async def narrow() -> AsyncIterator[Workshop]:
    made = Workshop(FairQueue(places=1, most_waiting=8, most_of_a_share=1, wait_s=0.2), ROOT)
    yield made
    await made.close()


async def test_who_asks_for_more_than_a_share_is_asked_to_come_back(narrow: Workshop) -> None:
    first = asyncio.create_task(narrow.run(jobs.wait, jobs.Question("1"), share="a", limits=LIMITS))
    await asyncio.sleep(0)
    second = asyncio.create_task(narrow.run(jobs.wait, jobs.Question("1"), share="a", limits=LIMITS))
    await asyncio.sleep(0)

    with pytest.raises(WorkshopBusy) as refused:
        await narrow.run(jobs.wait, jobs.Question("1"), share="a", limits=LIMITS)
    with pytest.raises(WorkshopBusy):
        await second

    assert refused.value.retry_after_s
    assert await first == "1"


async def test_shares_take_turns() -> None:
    queue, order = FairQueue(places=1, most_waiting=9, most_of_a_share=4, wait_s=5), []

    async def work(share: str) -> None:
        async with queue.place(share):
            order.append(share)
            await asyncio.sleep(0)

    await asyncio.gather(*(work(share) for share in ["a", "a", "a", "a", "b", "b", "c"]))

    assert order == ["a", "a", "b", "c", "a", "b", "a"]


async def test_a_wait_that_was_given_up_leaves_no_place_taken() -> None:
    queue = FairQueue(places=1, most_waiting=9, most_of_a_share=4, wait_s=0.05)
    async with queue.place("a"):
        with pytest.raises(Full):
            async with queue.place("b"):
                pytest.fail("the place was taken")

    served = []
    async with queue.place("b"):
        served.append("b")

    assert served == ["b"]


async def test_however_many_participants_print_units_find_room() -> None:
    """R4.1 R6.2: each has a share of their own, so a few dozen of them filled the queue of everybody."""
    place = {"database_url": "postgresql://x", "redis_url": "redis://x"}
    files = Files.of(ProcessSettings(**place, workshop_queue=4, workshop_queue_per_unit=1))
    files = replace(files, workshop=Workshop(FairQueue(2, 4, 1, 15), ROOT), of_papers=LIMITS)
    people = [asyncio.create_task(files.make(tokens.participant(), jobs.wait, jobs.Question("0.3"))) for _ in range(12)]
    await asyncio.sleep(0)

    answers = await asyncio.gather(
        *(files.make(tokens.organiser("editor", unit), jobs.wait, jobs.Question("0")) for unit in ("370000", "110000"))
    )
    told = await asyncio.gather(*people, return_exceptions=True)

    assert answers == ["0", "0"]
    served = told.count("0.3")
    assert served <= 6  # one works, four wait, and somebody may come after the first is done
    assert sum(isinstance(each, WorkshopBusy) for each in told) == 12 - served
    await files.workshop.close()
