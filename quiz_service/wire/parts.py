"""Parts of many bodies and replies."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Entry = Literal["region", "enterprise"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


class Body(BaseModel):
    """A body from a client: what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid")


class UnitReply(BaseModel):
    code: str
    name: str
