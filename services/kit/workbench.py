"""What a process of the workshop does: one job after another from a socket, and its answer.

It decodes what strangers send, so it may use a bounded amount of memory, time and disk, and knows no secret.
"""

import resource
import socket
import sys
import time
import traceback
from collections.abc import Callable
from importlib import import_module
from io import BufferedIOBase
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from services.kit.errors import FieldError, Problem

SIZE = 8
"""Bytes before each message that say how long it is."""
MEBIBYTE = 1024 * 1024


class Job(msgspec.Struct):
    """`work` is `module:function`, `question` its argument as MessagePack."""

    work: str
    question: msgspec.Raw
    memory_mib: int
    cpu_s: int
    disk_mib: int


class Done(msgspec.Struct, tag="done"):
    """`resident_mib` is what the process uses afterwards."""

    answer: msgspec.Raw
    resident_mib: int


class Refused(msgspec.Struct, tag="refused"):
    """The work raised a problem, of which `code` names the kind."""

    code: str
    extra: dict[str, Any]
    errors: list[FieldError]
    retry_after_s: int | None


class OutOfMemory(msgspec.Struct, tag="out-of-memory"):
    pass


class Failed(msgspec.Struct, tag="failed"):
    complaint: str


Answer = Done | Refused | OutOfMemory | Failed


def types_of(work: Callable[..., Any]) -> tuple[Any, Any]:
    """Of the question and of the answer."""
    hints = get_type_hints(work)
    answer = hints.pop("return")
    (question,) = hints.values()
    return question, answer


def do_jobs(asked: socket.socket) -> None:
    """Until nobody asks any more. Raises `OSError` when nobody waits for an answer."""
    with asked.makefile("rwb") as stream:
        while content := _message(stream):
            answer = msgspec.msgpack.encode(_done(msgspec.msgpack.decode(content, type=Job)))
            stream.write(len(answer).to_bytes(SIZE) + answer)
            stream.flush()


def _message(stream: BufferedIOBase) -> bytes:
    size = stream.read(SIZE)
    return stream.read(int.from_bytes(size)) if len(size) == SIZE else b""


def _done(job: Job) -> Answer:
    _bound(job)
    module, _, name = job.work.partition(":")
    try:
        work = getattr(import_module(module), name)
        question_type, _ = types_of(work)
        found = msgspec.msgpack.encode(work(msgspec.msgpack.decode(job.question, type=question_type)))
        return Done(msgspec.Raw(found), _resident_mib())
    except Problem as problem:
        return Refused(problem.code, problem.extra, list(problem.errors), problem.retry_after_s)
    except MemoryError:
        return OutOfMemory()
    except Exception:  # noqa: BLE001 - the one who asked logs it
        return Failed(traceback.format_exc()[-4000:])


def _resident_mib() -> int:
    """Peaks of a process are told with those of the one that started it, so this asks for what is in use."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize() // MEBIBYTE


def _bound(job: Job) -> None:
    """Seconds count from now on; the system ends the process that uses more."""
    until = int(time.process_time()) + job.cpu_s + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (job.disk_mib * MEBIBYTE,) * 2)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (job.memory_mib * MEBIBYTE,) * 2)
