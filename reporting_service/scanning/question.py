"""What the process that reads a scan is asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from reporting_service.domain.scans import Print


@dataclass(frozen=True)
class Question:
    """`file` is a path, `prints` are those of the report's versions."""

    file: str
    media_type: str
    prints: Sequence[Print]
