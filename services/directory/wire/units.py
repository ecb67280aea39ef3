"""Units."""

from typing import Literal

from pydantic import BaseModel, Field

from services.directory.wire.bodies import RequestBody

Entry = Literal["region", "enterprise", "organisation"]


class UnitReply(BaseModel):
    """`level` of a region is administrative (1 province, 2 prefecture, 3 county); retired units are not listed."""

    code: str
    name: str
    entry: Entry
    level: int
    parent: str | None
    has_children: bool


class UnitAbove(BaseModel):
    code: str
    name: str


class FoundUnit(UnitReply):
    """A hit of a search. `path` runs from the top unit of the entry down to the parent: units share names."""

    path: list[UnitAbove]


class UnitPage(BaseModel):
    """Children of a unit, or with `q` what was found."""

    items: list[FoundUnit | UnitReply]
    next_cursor: str | None


class NewUnit(RequestBody):
    code: str
    name: str
    parent: str
    registered_base: int | None = Field(default=None, ge=0, le=2_000_000_000)
    entry: Entry | None = None


class ChangedUnit(RequestBody):
    """An absent field stays. `parent` may only repeat what is known: a unit does not move.

    `reason` is needed for another registered base from the opening of a contest until it is final.
    """

    name: str | None = None
    parent: str | None = None
    registered_base: int | None = Field(default=None, ge=0, le=2_000_000_000)
    is_active: bool | None = None
    reason: str | None = Field(default=None, min_length=2, max_length=500)


class WrittenUnit(BaseModel):
    code: str
    name: str
    entry: Entry
    level: int
    parent: str | None
    registered_base: int | None
    is_active: bool


class ImportReply(BaseModel):
    added: list[str]
    changed: list[str]
    unchanged: int
    dry_run: bool
