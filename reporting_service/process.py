"""What an HTTP process of the reporting service holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from reporting_service.domain.media import Media
from reporting_service.memory.below import RollUps
from reporting_service.queries.copies import has_units_and_contests
from services.chassis import process
from services.chassis.storage import Storage
from services.chassis.virus_scan import VirusScanner
from services.kit.printing import Printer


@dataclass(frozen=True)
class Process(process.Process):
    storage: Storage
    virus_scanner: VirusScanner
    roll_ups: RollUps
    printer: Printer
    kinds: Sequence[Media]
    """What is taken in parts."""

    async def is_ready(self) -> bool:
        await self.storage.check()
        async with self.database.begin() as connection:
            return await has_units_and_contests(connection)


def process_of(request: Request) -> Process:
    found: Process = process.process_of(request)
    return found
