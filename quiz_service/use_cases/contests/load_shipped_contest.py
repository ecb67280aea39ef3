"""What a new system starts with: the shipped bank, and the shipped contest open around today."""

import secrets
from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.authoring import OPERATOR
from quiz_service.domain.bank_file import numbered
from quiz_service.domain.contest import Contest
from quiz_service.domain.picture import Drawn
from quiz_service.domain.question import Kind
from quiz_service.domain.rules import Blueprint, Rules
from quiz_service.queries import catalogue as queries
from quiz_service.queries.banks import read_bank
from quiz_service.use_cases.bank.import_questions import import_questions
from quiz_service.use_cases.bank.keep_picture import keep_picture
from quiz_service.use_cases.contests.create_contest import create_contest
from quiz_service.use_cases.contests.shipped_bank import shipped_pictures, shipped_questions
from services.chassis.clock import contest_now
from services.contracts.grants import NATIONAL_ADMINISTRATOR

BANK_ID = "safety-month"
BANK_TITLE = "“人人讲安全 个个会应急”网络知识竞赛题库"
CONTEST_ID = "safety-month-2026"
DAYS_BEFORE_TODAY = timedelta(days=10)
TIME_ZONE = "Asia/Shanghai"
WINDOW = timedelta(days=30)
BLUEPRINT = Blueprint({Kind.SINGLE_CHOICE: 3, Kind.MULTIPLE_CHOICE: 1, Kind.TRUE_FALSE: 1})


async def load_shipped_contest(transaction: AsyncConnection) -> None:
    """Bring the shipped bank up to date; make the contest where there is none yet. Repeats change nothing.

    What people have written since, or withdrawn, stays as they left it.
    """
    edited = {
        each.question.id
        for each in await read_bank(transaction, BANK_ID)
        if each.author != OPERATOR or each.withdrawal is not None
    }
    pictures = await _keep_pictures(transaction, edited)
    rows = [row | pictures.get(row["id"], {}) for row in shipped_questions() if row["id"] not in edited]
    await import_questions(transaction, BANK_ID, BANK_TITLE, numbered(rows), OPERATOR)
    if await queries.lock_contest(transaction, CONTEST_ID) is None:
        await create_contest(transaction, shipped_contest(await contest_now(transaction)), [NATIONAL_ADMINISTRATOR])


async def _keep_pictures(transaction: AsyncConnection, edited: Collection[str]) -> dict[str, dict[str, Any]]:
    """By question the columns that its picture has in this system."""
    kept = {}
    for each in shipped_pictures():
        if each.question not in edited:
            drawn = Drawn(each.content, "image/png")
            name = await keep_picture(transaction, drawn, secrets.token_hex(16), OPERATOR)
            kept[each.question] = {"picture": name, "picture_alt": each.alt}
    return kept


def shipped_contest(now: datetime) -> Contest:
    """The rules of the notice, with a window that lets a new system be tried at once."""
    today = now.astimezone(ZoneInfo(TIME_ZONE)).date()
    opens_at = datetime.combine(today - DAYS_BEFORE_TODAY, time(), ZoneInfo(TIME_ZONE))
    return Contest(
        id=CONTEST_ID,
        version=1,
        title="2026 年“人人讲安全 个个会应急”网络知识竞赛",
        opens_at=opens_at,
        closes_at=opens_at + WINDOW,
        time_zone=TIME_ZONE,
        rules=Rules(
            questions_per_session=5,
            points_per_question=1,
            time_limit_seconds=150,
            sessions_per_day=1,
            blueprint=BLUEPRINT,
        ),
        entries=("region", "enterprise"),
        bank_id=BANK_ID,
    )
