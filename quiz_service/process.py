"""What an HTTP process of the quiz service holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from redis.asyncio import Redis
from starlette.requests import Request

from quiz_service.memory.quiz import Quiz
from services.chassis import process
from services.kit.loops import Loop


@dataclass(frozen=True)
class Process(process.Process):
    """`announce_within_s` is how long the writer of a contest waits for the other services to hear of it."""

    quiz: Quiz
    redis: "Redis"
    announce_within_s: float

    def loops(self) -> Sequence[Loop]:
        return [Loop("catalogue", self.quiz.catalogue.refresh)]


def process_of(request: Request) -> Process:
    found: Process = process.process_of(request)
    return found
