"""What an HTTP process of the camp service holds."""

from dataclasses import dataclass

from starlette.requests import Request

from services.camp.queries.hot_beats import Beaten, HotBeat
from services.chassis import process
from services.chassis.certificates import Issuer
from services.chassis.storage import Storage
from services.chassis.virus_scan import VirusScanner
from services.kit.group_commit import GroupCommit
from services.kit.printing import Printer
from services.kit.signatures import Signet


@dataclass(frozen=True)
class Process(process.Process):
    printer: Printer
    signet: Signet
    issuer: Issuer
    storage: Storage
    virus_scanner: VirusScanner
    largest_film: int
    """Bytes."""
    beats: GroupCommit[HotBeat, Beaten | None]

    async def is_ready(self) -> bool:
        await self.storage.check()
        return await super().is_ready()


def process_of(request: Request) -> Process:
    found: Process = process.process_of(request)
    return found
