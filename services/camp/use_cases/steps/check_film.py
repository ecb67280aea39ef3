"""Media without a host are the film that was sent for the work (R6.11)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.work import Content
from services.camp.queries import films
from services.kit.errors import FieldError, Invalid


async def check_film(transaction: AsyncConnection, content: Content, work_id: UUID | None) -> None:
    """`work_id` None: a new work has none. Raises `Invalid` for a film that is not there whole, or another work's."""
    if not content.url.startswith("/"):
        return
    if work_id is None or content.url not in await films.read_urls(transaction, work_id):
        fault = FieldError(
            "/media/url", "no-such-film", "没有为该作品上传此视频。", "No such film was sent for this work."
        )
        raise Invalid(errors=[fault])
