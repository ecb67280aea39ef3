"""Work on what people send, and on what is printed for them, in processes of its own with bounds.

Whatever a file or a report costs, and whatever it breaks, ends with such a process; requests on the same machine go
first (docs/decisions/0039-work-on-files-has-a-place-of-its-own.md).
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
import structlog

from services.kit.benches import Bench, Benches
from services.kit.errors import Kind, Problem, Unavailable
from services.kit.fair_queue import FairQueue, Full
from services.kit.workbench import Answer, Done, Failed, Job, OutOfMemory, Refused, types_of

Q = TypeVar("Q")
A = TypeVar("A")

RETRY_AFTER_S = 10
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
        self._queue, self._benches = queue, Benches(modules)
        self._idle: dict[Limits, Bench] = {}

    async def run(self, work: Callable[[Q], A], question: Q, *, share: str, limits: Limits) -> A:
        """What the function of a module makes of the question, both of types that msgspec knows. Raises as below."""
        found: A = await self.run_named(_name(work), types_of(work)[1], question, share=share, limits=limits)
        return found

    async def run_named(
        self, work: str, answer_type: Any, question: object, *, share: str, limits: Limits, file: int | None = None
    ) -> Any:
        """The same for work whose module (`module:function`) is better not loaded here.

        `file` is a descriptor, which the work opens at `fork_server.FILE_PATH`. Raises the `Problem` that the work
        raised, `WorkshopBusy`, or `TooCostly` when the process was ended by its limits or by what it worked on.
        """
        try:
            async with self._queue.place(share):
                answer = await self._answer(work, _job(work, question, limits), limits, file)
        except Full:
            raise WorkshopBusy(retry_after_s=RETRY_AFTER_S) from None
        return msgspec.msgpack.decode(answer, type=answer_type)

    async def close(self) -> None:
        for bench in self._idle.values():
            await bench.end()
        self._idle.clear()
        await self._benches.close()

    async def _answer(self, work: str, job: bytes, limits: Limits, file: int | None) -> msgspec.Raw:
        bench = self._idle.pop(limits, None) or await self._benches.make(limits.jobs, file)
        kept = False
        try:
            async with asyncio.timeout(limits.wall_s):
                answer = await bench.ask(job)
            kept = limits.jobs > 1 and self._keep(bench, limits, answer)
        except TimeoutError:
            raise WorkshopBusy(retry_after_s=RETRY_AFTER_S) from None
        except (EOFError, ConnectionError):
            log.warning("work broke its process", work=work)
            raise TooCostly from None
        finally:
            if not kept:
                await asyncio.shield(bench.end())
        return _answered(answer)

    def _keep(self, bench: Bench, limits: Limits, answer: Answer) -> bool:
        is_fit = not isinstance(answer, (OutOfMemory, Failed)) and bench.jobs_left > 0 and limits not in self._idle
        if not is_fit or (isinstance(answer, Done) and answer.resident_mib > GROWN_MIB):
            return False
        self._idle[limits] = bench
        asyncio.get_running_loop().call_later(IDLE_S, self._forget, bench, limits)
        return True

    def _forget(self, bench: Bench, limits: Limits) -> None:
        if self._idle.get(limits) is bench:
            del self._idle[limits]
            bench.close()


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
