"""Work for the tests of the workshop; its processes import this module."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.kit.errors import FieldError, Invalid


@dataclass(frozen=True)
class Question:
    text: str


@dataclass(frozen=True)
class Surroundings:
    process: int
    environment: list[str]
    niceness: int


Work = Callable[[Question], Any]


class Unwanted(Invalid):
    code = "unwanted-by-a-test"

    def __init__(self, text: str) -> None:
        super().__init__(extra={"text": text}, errors=[FieldError("/text", "unwanted", "不要", "Unwanted")])


def surroundings(_question: Question) -> Surroundings:
    return Surroundings(os.getpid(), sorted(os.environ), os.nice(0))


def refuse(question: Question) -> str:
    raise Unwanted(question.text)


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
