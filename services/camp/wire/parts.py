"""Parts of many bodies and replies."""

from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

BEIJING = ZoneInfo("Asia/Shanghai")

Entry = Literal["region", "enterprise"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w.-]+$")]
"""Of a unit."""


class Body(BaseModel):
    """A body from a client: what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid")


class UnitReply(BaseModel):
    code: str
    name: str


def local(at: datetime) -> datetime:
    """The same instant as the contest's people read it."""
    return at.astimezone(BEIJING)
