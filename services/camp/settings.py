"""What the processes of the camp service are told by their environment."""

from pydantic import Field

from services.chassis.settings import ProcessSettings


class Settings(ProcessSettings):
    """`films_url` says where films of works lie, a place that no other service shares: `file:///…` or `s3://…`.

    `virus_scanner_url` is a clamd that each film passes; `largest_film_bytes` bounds them.
    """

    films_url: str = "file:films"
    virus_scanner_url: str = ""
    largest_film_bytes: int = Field(default=200 * 1024 * 1024, ge=1024 * 1024, le=4 * 1024**3)
