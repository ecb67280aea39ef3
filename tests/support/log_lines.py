"""What this process logs, as its processes write it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

import structlog

from services.kit import logs


@contextmanager
def log_lines() -> Iterator[io.StringIO]:
    """Everything from DEBUG on. No logger keeps the way here when it is over."""
    written = io.StringIO()
    with redirect_stdout(written):
        logs.configure("DEBUG", "test")
    structlog.configure(cache_logger_on_first_use=False)
    try:
        yield written
    finally:
        structlog.reset_defaults()
