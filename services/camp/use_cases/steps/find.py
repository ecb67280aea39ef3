"""What a request names, or the refusal that it does not exist."""

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.camp import Camp, Lesson
from services.camp.domain.errors import CampNotFound, LessonNotFound
from services.camp.queries import programme


async def find_camp(transaction: AsyncConnection, camp_id: str) -> Camp:
    """Raises `CampNotFound`."""
    camp = await programme.read_camp(transaction, camp_id)
    if camp is None:
        raise CampNotFound
    return camp


async def find_lesson(transaction: AsyncConnection, lesson_id: str) -> tuple[Camp, Lesson]:
    """The lesson with its camp. Raises `LessonNotFound`."""
    lesson = await programme.read_lesson(transaction, lesson_id)
    if lesson is None:
        raise LessonNotFound
    return await find_camp(transaction, lesson.camp_id), lesson
