"""Codes by text message: how many may be sent, how long and how often one may be tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.directory.domain.budgets import Budget

CODE_DIGITS = 6
VALID_FOR = timedelta(minutes=5)
TRIES = 5
"""For the address that asked for the code; all other addresses together have as many again, so that nobody can use
up the tries of the owner from elsewhere."""


@dataclass(frozen=True)
class SmsBudgets:
    """Messages are paid for: how many one address may ask for, and how many are sent in all."""

    per_address: tuple[Budget, ...]
    total: tuple[Budget, ...]


LIMITS: tuple[tuple[int, timedelta], ...] = (
    (1, timedelta(minutes=1)),
    (5, timedelta(hours=1)),
    (10, timedelta(days=1)),
)
LONGEST_WINDOW = max(window for _, window in LIMITS)


def is_code(text: str) -> bool:
    return len(text) == CODE_DIGITS and text.isascii() and text.isdigit()


def wait(sent_at: Sequence[datetime], now: datetime) -> timedelta:
    """How long until the next code may be sent to a number; nothing when it may be sent now."""
    free_at = now
    for most, window in LIMITS:
        recent = sorted(at for at in sent_at if at > now - window)
        if len(recent) >= most:
            free_at = max(free_at, recent[-most] + window)
    return free_at - now
