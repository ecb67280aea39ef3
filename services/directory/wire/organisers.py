"""Organisers and their ways in."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.directory.wire.bodies import RequestBody
from services.directory.wire.units import Entry


class NewOrganiser(RequestBody):
    name: str
    unit: str
    role: Literal["administrator", "organiser", "editor", "reviewer", "reporter"]
    kind: Literal["person", "client"]


class OrganiserReply(BaseModel):
    """`unit` and `role` are those of the first of the rights that the caller may see."""

    id: UUID
    name: str
    unit: str
    role: str
    kind: Literal["person", "client"]


class HeldGrantReply(BaseModel):
    id: UUID
    role: str
    unit: str


class ListedOrganiser(OrganiserReply):
    """`grants` are the rights at units below one's own; an organiser may hold others elsewhere."""

    grants: list[HeldGrantReply]


class UnitName(BaseModel):
    code: str
    name: str


class UnitOfGrant(BaseModel):
    """`path` runs from the root down to the unit itself."""

    code: str
    name: str
    entry: Entry
    path: list[UnitName]


class GrantReply(BaseModel):
    id: UUID
    role: str
    unit: UnitOfGrant


class OwnOrganiserReply(BaseModel):
    id: UUID
    name: str
    kind: Literal["person", "client"]
    grants: list[GrantReply]


class NewGrant(RequestBody):
    unit: str
    role: Literal["administrator", "organiser", "editor", "reviewer", "reporter"]


class PasswordChange(RequestBody):
    current: str = Field(min_length=1, max_length=128)
    new: str = Field(min_length=12, max_length=128)


class PasswordResetReply(BaseModel):
    """The link is shown once and leads to the choice of a new password; the old one is good until then."""

    username: str
    setup_link: str
    setup_expires_at: datetime


class AppointmentReply(OrganiserReply):
    """A client gets id and secret, a person the link that leads to the choice of a password; both are shown once."""

    client_id: str | None = None
    client_secret: str | None = None
    username: str | None = None
    setup_link: str | None = None
    setup_expires_at: datetime | None = None


class OrganiserPage(BaseModel):
    items: list[ListedOrganiser]
    next_cursor: str | None
