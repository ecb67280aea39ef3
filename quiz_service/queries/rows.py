"""From rows to domain values."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import RowMapping

from quiz_service.domain.contest import Contest, Final, Rules
from quiz_service.domain.question import Kind, Question
from quiz_service.domain.session import Session

SESSION_COLUMNS = tuple(each.name for each in fields(Session))


def session_of(row: RowMapping | Mapping[str, Any]) -> Session:
    return Session(*[row[name] for name in SESSION_COLUMNS])


def contest_of(row: RowMapping) -> Contest:
    return Contest(
        id=row["id"],
        version=row["version"],
        title=row["title"],
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
        time_zone=row["time_zone"],
        rules=Rules(
            row["questions_per_session"],
            row["points_per_question"],
            row["time_limit_seconds"],
            row["sessions_per_day"],
        ),
        entries=tuple(row["entries"]),
        bank_id=row["bank_id"],
        eligible_units=None if row["eligible_units"] is None else tuple(row["eligible_units"]),
        final=None
        if row["finalised_at"] is None
        else Final(row["finalised_at"], row["final_sessions"], row["final_digest"]),
    )


def question_of(row: RowMapping) -> Question:
    return Question(
        revision=row["revision"],
        id=row["id"],
        category=row["category"],
        kind=Kind(row["kind"]),
        difficulty=row["difficulty"],
        stem=row["stem"],
        options=tuple(row["options"]),
        right=row["right_options"],
        explanation=row["explanation"],
        source=row["source"],
    )
