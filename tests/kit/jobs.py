"""Work for the tests of the workshop; its processes import this module."""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.kit.errors import FieldError, IdempotencyKeyReused


@dataclass(frozen=True)
class Question:
    text: str


@dataclass(frozen=True)
class Surroundings:
    process: int
    environment: list[str]
    niceness: int
    autogroup: str
    """sched(7), as Linux tells it."""
    policy: int
    processors: list[int]
    """Those that it may run on."""


Work = Callable[[Question], Any]


def surroundings(_question: Question) -> Surroundings:
    return Surroundings(os.getpid(), sorted(os.environ), os.nice(0), _autogroup(), _policy(), _processors())


def _autogroup() -> str:
    told = Path("/proc/self/autogroup")
    return told.read_text(encoding="ascii") if told.exists() else ""


def _policy() -> int:
    return os.sched_getscheduler(0) if sys.platform == "linux" else 0


def _processors() -> list[int]:
    return sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []


def refuse(question: Question) -> str:
    fault = FieldError("/text", "unwanted", "不要", "Unwanted")
    raise IdempotencyKeyReused(extra={"text": question.text}, errors=[fault])


def take_memory(_question: Question) -> int:
    return len(bytearray(512 * 1024 * 1024))


def take_time(_question: Question) -> int:
    number = 0
    while True:
        number += 1


def die(_question: Question) -> int:
    os.abort()


def write(question: Question) -> int:
    return Path(question.text).write_bytes(b"x")


def wait(question: Question) -> str:
    time.sleep(float(question.text))
    return question.text
