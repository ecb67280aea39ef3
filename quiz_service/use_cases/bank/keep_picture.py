"""An editor sends a picture for questions (R1.12)."""

import hashlib

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.bank_errors import PicturesOfTheDay
from quiz_service.domain.picture import MOST_OF_A_DAY, Drawn
from quiz_service.queries import pictures


async def keep_picture(transaction: AsyncConnection, drawn: Drawn, name: str, account: str) -> str:
    """Its name: `name`, or the one that the same picture has already. Raises `PicturesOfTheDay`."""
    if await pictures.count_of_a_day(transaction, account) >= MOST_OF_A_DAY:
        raise PicturesOfTheDay
    return await pictures.keep(transaction, name, drawn, hashlib.sha256(drawn.content).hexdigest(), account)
