"""An author begins to send the film of a work (R6.11)."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid4

from services.camp.domain.film import MOST_OF_A_WORK, Film, TooManyFilms, admit
from services.camp.domain.work import Act, Work
from services.camp.queries import films
from services.kit.file_parts import MOST_UNFINISHED, TooManyUploads


async def begin_film(
    transaction: AsyncConnection, work: Work, participant_id: UUID, named: tuple[str, int], largest: int
) -> Film:
    """`named` is name and size. Nobody guesses its id.

    Raises `WrongWorkState`, `WrongFilm`, `FileTooLarge`, `TooManyUploads` or `TooManyFilms`.
    """
    work.check(Act.CHANGE)
    name, size = named
    admit(name, size, largest)
    if await films.count_unfinished(transaction, participant_id) >= MOST_UNFINISHED:
        raise TooManyUploads(extra={"most": MOST_UNFINISHED})
    if await films.count_finished(transaction, work.id) >= MOST_OF_A_WORK:
        raise TooManyFilms(extra={"most": MOST_OF_A_WORK})
    new = Film(uuid4(), work.id, participant_id, name, size, 0, (), datetime.now(UTC))
    return await films.begin(transaction, new)
