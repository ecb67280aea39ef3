"""Scans are read in the workshop: what they cost and whatever they do ends with a process of its own."""

from collections.abc import Sequence
from typing import BinaryIO

import structlog

from reporting_service.domain.scan_errors import ScansBusy
from reporting_service.domain.scans import Outcome, Print, Reading
from reporting_service.scanning.question import Question
from services.chassis.files import Files
from services.chassis.tokens import Caller
from services.kit.fork_server import FILE_PATH
from services.kit.workshop import TooCostly, WorkFailed, WorkshopBusy

READ_SCAN = "reporting_service.scanning.examine:read_scan"

log = structlog.get_logger(__name__)


async def read(files: Files, caller: Caller, file: BinaryIO, media_type: str, prints: Sequence[Print]) -> Reading:
    """Raises `ScansBusy`. A file that breaks its process, or takes more than its limits, is broken."""
    file.seek(0)
    question = Question(FILE_PATH, media_type, prints)
    try:
        return await files.compare(caller, READ_SCAN, Reading, question, file.fileno())
    except WorkshopBusy as busy:
        raise ScansBusy(retry_after_s=busy.retry_after_s) from busy
    except (TooCostly, WorkFailed) as error:
        log.warning("scan broke its process", complaint=str(error)[-2000:])
        return Reading(Outcome.BROKEN)
