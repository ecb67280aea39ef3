"""Organisers: people and programs that act for a unit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

CLIENT = "client"


@dataclass(frozen=True)
class Organiser:
    """`kind` is `client` for a back office that signs in by itself. The role is valid at `unit` and below."""

    id: UUID
    name: str
    unit: str
    role: str
    kind: str
    version: int = 1


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
