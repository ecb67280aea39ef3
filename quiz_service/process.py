"""What an HTTP process of the quiz service holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from redis.asyncio import Redis
from starlette.requests import Request
from starlette.responses import Response

from quiz_service.memory.engine import QuizEngine
from quiz_service.memory.pictures import PictureNames
from services.chassis import process
from services.chassis.certificates import Issuer
from services.kit.loops import Loop
from services.kit.printing import Printer


@dataclass(frozen=True)
class Process(process.Process):
    """`announce_within_s` is how long the writer of a contest waits for the other services to hear of it."""

    engine: QuizEngine
    redis: "Redis"
    announce_within_s: float
    printer: Printer
    issuer: Issuer
    picture_names: PictureNames

    def loops(self) -> Sequence[Loop]:
        return [
            Loop("catalogue", self.engine.catalogue.refresh),
            Loop("merges", self.engine.merges.refresh),
            Loop("outdated-tokens", self.engine.outdated.refresh),
        ]


def process_of(request: Request) -> Process:
    found: Process = process.process_of(request)
    return found


async def known_here(request: Request, reply: Response) -> Response:
    """The reply to a write, once this process knows what was written; the others follow within a second."""
    await process_of(request).engine.catalogue.refresh()
    return reply
