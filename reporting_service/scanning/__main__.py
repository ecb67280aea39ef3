"""A process for one scan: the question comes as JSON on standard input, the reading goes to standard output.

It decodes what strangers send, so it may use a bounded amount of memory and time, writes no file, and knows no secret.
"""

import resource
import sys
from pathlib import Path

import msgspec

from reporting_service.scanning.examine import examine
from reporting_service.scanning.question import Question
from services.kit.printing import Printer, shipped_font

FORM = Path(__file__).parents[1] / "data" / "form.typ"
MOST_MEMORY = 1 << 30
"""Bytes of address space; what is in use stays far below."""
MOST_SECONDS = 30


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    question = msgspec.json.decode(sys.stdin.buffer.read(), type=Question)
    reading = examine(Path(question.file), question.media_type, question.prints, Printer(FORM, shipped_font()))
    sys.stdout.buffer.write(msgspec.json.encode(reading))


main()
