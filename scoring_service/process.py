"""What an HTTP process of the scoring service holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from scoring_service.live.board_cache import BoardCache
from scoring_service.live.listeners import LiveBoards
from scoring_service.queries.copies import has_units_and_contests
from services.chassis import process
from services.kit.loops import Loop
from services.kit.printing import Printer
from services.kit.signatures import Signet


@dataclass(frozen=True)
class Process(process.Process):
    """`most_units_on_paper` a ranking report may show."""

    boards: BoardCache
    live: LiveBoards
    printer: Printer
    most_units_on_paper: int
    signet: Signet

    def loops(self) -> Sequence[Loop]:
        return [Loop("live", self.live.step)]

    async def is_ready(self) -> bool:
        async with self.database.begin() as connection:
            return await has_units_and_contests(connection)


def process_of(request: Request) -> Process:
    found: Process = process.process_of(request)
    return found
