"""Organisers: people and programs that act for units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.contracts.grants import Grant

CLIENT = "client"
PERSON = "person"


@dataclass(frozen=True)
class HeldGrant:
    """A role at a unit, valid there and below."""

    id: UUID
    role: str
    unit: str

    @property
    def grant(self) -> Grant:
        return Grant(self.role, self.unit)


@dataclass(frozen=True)
class Organiser:
    """`kind` is `client` for a back office that signs in by itself. Rights are the union of `grants`.

    `created_by` made this account and `opened_by` reset its password since: all of them have held a way into it.
    """

    id: UUID
    name: str
    kind: str
    grants: Sequence[HeldGrant]
    version: int = 1
    created_by: UUID | None = None
    opened_by: Sequence[UUID] = ()


@dataclass(frozen=True)
class ClientCredentials:
    """Shown once, when they are made; only a digest of the secret is stored."""

    client_id: str
    client_secret: str


@dataclass(frozen=True)
class PasswordInvitation:
    """Shown once: with the token the person chooses a password for `username`."""

    username: str
    setup_token: str
    expires_at: datetime


@dataclass(frozen=True)
class Appointment:
    """A new organiser with the way in."""

    organiser: Organiser
    way_in: ClientCredentials | PasswordInvitation
