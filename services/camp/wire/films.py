"""Films of works, in parts."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from services.camp.domain.film import Film
from services.camp.wire.parts import Body, local
from services.kit.file_parts import LARGEST_PART


class FilmBody(Body):
    """`size` in bytes; films are `.mp4`, `.m4v` or `.mov`."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    size: int = Field(ge=1, le=10_000_000_000)


class FilmUploadReply(BaseModel):
    """`offset` is where the next part begins; no part is larger than `largest_part_bytes`."""

    id: UUID
    name: str
    size: int
    offset: int
    largest_part_bytes: int
    expires_at: AwareDatetime

    @classmethod
    def of(cls, film: Film) -> "FilmUploadReply":
        return cls(
            id=film.id,
            name=film.name,
            size=film.size,
            offset=film.received,
            largest_part_bytes=LARGEST_PART,
            expires_at=local(film.expires_at),
        )
