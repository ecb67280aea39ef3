"""Organisers: people and programs that act for a unit."""

from dataclasses import dataclass
from uuid import UUID

ROLES = ("administrator", "organiser", "editor", "reviewer", "reporter")


@dataclass(frozen=True)
class Organiser:
    """`kind` is `client` for a back office that signs in by itself. The role is valid at `unit` and below."""

    id: UUID
    name: str
    unit: str
    role: str
    kind: str


@dataclass(frozen=True)
class ClientCredentials:
    """Shown once, when they are made; only a digest of the secret is stored."""

    client_id: str
    client_secret: str
