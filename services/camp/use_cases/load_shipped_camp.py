"""What a new system starts with: the shipped camp, open around today, with its programme."""

import json
from datetime import datetime, time, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.camp import Camp, Lesson, Rules
from services.camp.queries import programme
from services.chassis.clock import contest_now
from services.contracts.grants import NATION

CAMP_ID = "escape-drill-2026"
DAYS_BEFORE_TODAY = timedelta(days=10)
WINDOW = timedelta(days=60)
TIME_ZONE = ZoneInfo("Asia/Shanghai")
TOPICS = ("家庭逃生演练", "校园逃生演练", "企业应急演练", "社区应急演练")


async def load_shipped_camp(transaction: AsyncConnection) -> None:
    """Make the camp with its lessons where there is none yet. What people have written since stays as it is."""
    camp = shipped_camp(await contest_now(transaction))
    if await programme.add_camp(transaction, camp):
        for lesson in shipped_lessons():
            await programme.add_lesson(transaction, lesson)


def shipped_camp(now: datetime) -> Camp:
    """The rules of the notice: eight lesson hours of 45 minutes earn a certificate."""
    opens_at = datetime.combine(now.astimezone(TIME_ZONE).date() - DAYS_BEFORE_TODAY, time(), TIME_ZONE)
    return Camp(
        id=CAMP_ID,
        title="2026 年逃生演练训练营",
        owner_unit=NATION,
        preheats_at=None,
        opens_at=opens_at,
        closes_at=opens_at + WINDOW,
        topics=TOPICS,
        entries=("region", "enterprise"),
        rules=Rules(lesson_hour_minutes=45, certificate_hours=8, works_per_person=3),
    )


def shipped_lessons() -> list[Lesson]:
    """Two for each category of the contest: pages of text, pictures and exercises that the gateway serves itself."""
    path = files("services.camp") / "data" / "lessons.json"
    return [Lesson(**row, camp_id=CAMP_ID, starts_at=None) for row in json.loads(path.read_text(encoding="utf-8"))]
