"""What bodies of requests are made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from services.kit.names import Lines

Text = Annotated[Lines, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00]*$")]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")
