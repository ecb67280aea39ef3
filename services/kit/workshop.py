"""Work on what people send, and on what is printed for them, in processes of its own with bounds.

Whatever a file or a report costs, and whatever it breaks, ends with such a process; requests on the same machine go
first (docs/decisions/0039-work-on-files-has-a-place-of-its-own.md).
"""

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
import structlog

from services.kit.errors import Kind, Problem, Unavailable
from services.kit.fair_queue import FairQueue, Full
from services.kit.giving_way import FROM_THE_START, shorten_slice
from services.kit.workbench import SIZE, Answer, Done, Failed, Job, OutOfMemory, Refused, types_of

Q = TypeVar("Q")
A = TypeVar("A")

ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
"""All that a process is told: no secret is in reach of a file that was made to do harm."""
RETRY_AFTER_S = 10
LARGEST_ANSWER = 256 * 1024 * 1024
IDLE_S = 60.0
GROWN_MIB = 300
"""A process that still uses more after its work is not kept."""

log = structlog.get_logger(__name__)


class WorkshopBusy(Unavailable):
    code = "workshop-busy"
    zh = "正在处理的文件较多，请稍后重试。"
    en = "Too many files are being worked on now; please try again shortly."


class TooCostly(Problem):
    kind = Kind.TOO_LARGE
    code = "too-costly"
    zh = "处理该内容所需的时间或内存超出限度，请拆分或缩小范围后重试。"
    en = "This takes more time or memory than is allowed; divide it or ask for less."


class WorkFailed(RuntimeError):
    """The work raised what nobody foresaw; its traceback."""


@dataclass(frozen=True)
class Limits:
    """Of one job. A process does `jobs` of them, one after another: one only where strangers' files are read."""

    memory_mib: int
    cpu_s: int
    disk_mib: int = 0
    jobs: int = 1

    @property
    def wall_s(self) -> float:
        """Processes give way to everything else, so their seconds may be long."""
        return max(30.0, 4.0 * self.cpu_s)


class Workshop:
    """Few processes, a bounded queue before them, and a fair share of both for everybody."""

    def __init__(self, queue: FairQueue, *modules: str) -> None:
        """`modules` are folders with work that is not installed."""
        self._queue, self._modules = queue, modules
        self._idle: dict[Limits, _Bench] = {}

    async def run(self, work: Callable[[Q], A], question: Q, *, share: str, limits: Limits) -> A:
        """What the function of a module makes of the question, both of types that msgspec knows. Raises as below."""
        found: A = await self.run_named(_name(work), types_of(work)[1], question, share=share, limits=limits)
        return found

    async def run_named(
        self, work: str, answer_type: Any, question: object, *, share: str, limits: Limits, files: Sequence[int] = ()
    ) -> Any:
        """The same for work whose module (`module:function`) is better not loaded here.

        `files` are descriptors that the process gets under the same numbers. Raises the `Problem` that the work raised,
        `WorkshopBusy`, or `TooCostly` when the process was ended by its limits or by what it worked on.
        """
        try:
            async with self._queue.place(share):
                answer = await self._answer(_job(work, question, limits), limits, files)
        except Full:
            raise WorkshopBusy(retry_after_s=RETRY_AFTER_S) from None
        return msgspec.msgpack.decode(answer, type=answer_type)

    async def close(self) -> None:
        for bench in self._idle.values():
            await bench.end()
        self._idle.clear()

    async def _answer(self, job: bytes, limits: Limits, files: Sequence[int]) -> msgspec.Raw:
        bench = self._idle.pop(limits, None) or await _Bench.of(limits, files, self._modules)
        kept = False
        try:
            async with asyncio.timeout(limits.wall_s):
                answer = await bench.ask(job)
            kept = limits.jobs > 1 and self._keep(bench, answer)
        except TimeoutError:
            raise WorkshopBusy(retry_after_s=RETRY_AFTER_S) from None
        except (EOFError, ConnectionError):
            log.warning("work broke its process", status=await bench.end())
            raise TooCostly from None
        finally:
            if not kept:
                await asyncio.shield(bench.end())
        return _answered(answer)

    def _keep(self, bench: "_Bench", answer: Answer) -> bool:
        is_fit = (
            not isinstance(answer, (OutOfMemory, Failed)) and bench.jobs_left > 0 and bench.limits not in self._idle
        )
        if not is_fit or (isinstance(answer, Done) and answer.resident_mib > GROWN_MIB):
            return False
        self._idle[bench.limits] = bench
        asyncio.get_running_loop().call_later(IDLE_S, self._forget, bench)
        return True

    def _forget(self, bench: "_Bench") -> None:
        if self._idle.get(bench.limits) is bench:
            del self._idle[bench.limits]
            bench.close()


class _Bench:
    """A process that waits for jobs."""

    def __init__(self, process: asyncio.subprocess.Process, limits: Limits) -> None:
        self._process = process
        self.limits = limits
        self.jobs_left = limits.jobs

    @classmethod
    async def of(cls, limits: Limits, files: Sequence[int], modules: Sequence[str]) -> "_Bench":
        pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        command = (*FROM_THE_START, sys.executable, "-I", "-m", "services.kit.workbench", *modules)
        folder = {"TMPDIR": os.environ["TMPDIR"]} if "TMPDIR" in os.environ else {}
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=pipe,
            stdout=pipe,
            stderr=nothing,
            pass_fds=files,
            env=ENVIRONMENT | folder,
            start_new_session=True,
        )
        shorten_slice(process.pid)
        return cls(process, limits)

    async def ask(self, job: bytes) -> Answer:
        """Raises `EOFError` or `ConnectionError` when the process ends instead."""
        asked, told = self._process.stdin, self._process.stdout
        assert asked is not None  # noqa: S101 - both are pipes
        assert told is not None  # noqa: S101
        self.jobs_left -= 1
        asked.write(len(job).to_bytes(SIZE) + job)
        await asked.drain()
        size = int.from_bytes(await told.readexactly(SIZE))
        if size > LARGEST_ANSWER:
            raise EOFError
        answer: Answer = msgspec.msgpack.decode(await told.readexactly(size), type=Answer)
        return answer

    def close(self) -> None:
        """Tell it that no more jobs come."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def end(self) -> int:
        if self._process.returncode is None:
            try:
                self._process.kill()
            except ProcessLookupError:
                log.debug("the process ended by itself")
        self.close()
        return await self._process.wait()


def _name(work: Callable[..., object]) -> str:
    return f"{work.__module__}:{work.__qualname__}"


def _job(work: str, question: object, limits: Limits) -> bytes:
    packed = msgspec.Raw(msgspec.msgpack.encode(question))
    return msgspec.msgpack.encode(Job(work, packed, limits.memory_mib, limits.cpu_s, limits.disk_mib))


def _answered(answer: Answer) -> msgspec.Raw:
    match answer:
        case Done(found):
            return found
        case Refused(code, extra, errors, retry_after_s):
            raise _problem(code, extra, errors, retry_after_s)
        case OutOfMemory():
            raise TooCostly
        case Failed(complaint):
            raise WorkFailed(complaint)


def _problem(code: str, extra: dict[str, object], errors: Sequence[object], retry_after_s: int | None) -> Problem:
    """The problem of this code; its own way of being made does not matter, what is told of it does."""
    waiting: list[type[Problem]] = [Problem]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.code == code:
            made = kind.__new__(kind)
            Problem.__init__(made, extra=extra, errors=errors, retry_after_s=retry_after_s)  # type: ignore[arg-type]
            return made
    raise RuntimeError(f"no problem has the code {code}")
