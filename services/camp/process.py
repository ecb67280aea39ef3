"""What an HTTP process of the camp service holds."""

from dataclasses import dataclass

from starlette.requests import Request

from services.chassis import process
from services.kit.printing import Printer


@dataclass(frozen=True)
class Process(process.Process):
    printer: Printer


def process_of(request: Request) -> Process:
    found: Process = process.process_of(request)
    return found
