"""What an HTTP process of the camp service holds."""

from dataclasses import dataclass

from starlette.requests import Request

from services.chassis import process
from services.kit.printing import Printer
from services.kit.signatures import Signet


@dataclass(frozen=True)
class Process(process.Process):
    printer: Printer
    signet: Signet


def process_of(request: Request) -> Process:
    found: Process = process.process_of(request)
    return found
