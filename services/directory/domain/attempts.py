"""Organisers who sign in, and those who try to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visit:
    """Where a request comes from. The gateway's line with this `request_id` holds the address while it is kept."""

    address: str
    request_id: str


@dataclass(frozen=True)
class Attempt:
    """`name` is what was typed: a user name or a client id."""

    method: str
    name: str
    visit: Visit
