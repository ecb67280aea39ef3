"""Organisers and their ways in."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from services.directory.wire.bodies import RequestBody


class NewOrganiser(RequestBody):
    name: str
    unit: str
    role: Literal["administrator", "organiser", "editor", "reviewer", "reporter"]
    kind: Literal["person", "client"]


class OrganiserReply(BaseModel):
    id: UUID
    name: str
    unit: str
    role: str
    kind: Literal["person", "client"]


class AppointmentReply(OrganiserReply):
    """A client gets id and secret, a person the link that leads to the choice of a password; both are shown once."""

    client_id: str | None = None
    client_secret: str | None = None
    username: str | None = None
    setup_link: str | None = None
    setup_expires_at: datetime | None = None


class OrganiserPage(BaseModel):
    items: list[OrganiserReply]
    next_cursor: str | None
