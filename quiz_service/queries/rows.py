"""From rows to domain values."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from sqlalchemy import RowMapping

from quiz_service.domain.authoring import Authored, Decision, Withdrawal
from quiz_service.domain.contest import Contact, Contest, Final
from quiz_service.domain.question import Audience, Kind, Question
from quiz_service.domain.rules import (
    Blueprint,
    CertificateRule,
    CompositeWeights,
    Identity,
    Pools,
    RehearsalRule,
    Reveal,
    Rules,
)
from quiz_service.domain.session import Session

SESSION_COLUMNS = Session._fields
_SESSION_VALUES = itemgetter(*SESSION_COLUMNS)


def session_of(row: RowMapping | Mapping[str, Any]) -> Session:
    return Session._make(_SESSION_VALUES(row))


def contest_of(row: RowMapping) -> Contest:
    return Contest(
        id=row["id"],
        version=row["version"],
        title=row["title"],
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
        time_zone=row["time_zone"],
        rules=_rules_of(row),
        entries=tuple(row["entries"]),
        bank_id=row["bank_id"],
        eligible_units=None if row["eligible_units"] is None else tuple(row["eligible_units"]),
        final=None
        if row["finalised_at"] is None
        else Final(row["finalised_at"], row["final_sessions"], row["final_digest"]),
        bank_as_of=row["bank_as_of"],
        measured=row["measured"],
        owner_unit=row["owner_unit"],
        contacts=tuple(Contact(each["label"], each["value"]) for each in row["contacts"]),
        guide=row["guide"],
    )


def _rules_of(row: RowMapping) -> Rules:
    composite, blueprint = row["composite"], row["blueprint"]
    certificate, rehearsal = row["certificate"], row["rehearsal"]
    return Rules(
        row["questions_per_session"],
        row["points_per_question"],
        row["time_limit_seconds"],
        row["sessions_per_day"],
        identity=Identity(row["identity"]),
        smallest_sample=row["smallest_sample"],
        composite=None if composite is None else CompositeWeights(**composite),
        pools=Pools(row["pools"]),
        reveal=Reveal(row["reveal"]),
        blueprint=None if blueprint is None else _blueprint_of(blueprint),
        certificate=None if certificate is None else CertificateRule(**certificate),
        audience=Audience(row["audience"]),
        rehearsal=None if rehearsal is None else RehearsalRule(**rehearsal),
    )


def _blueprint_of(stored: Mapping[str, Any]) -> Blueprint:
    bounds = stored["difficulty_sum"]
    return Blueprint(
        {Kind(kind): count for kind, count in stored["kinds"].items()},
        None if bounds is None else (bounds[0], bounds[1]),
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
        family=row["family"],
        enemies=tuple(row["enemies"]),
        audience=Audience(row["audience"]),
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        document=row["document"],
        year=row["year"],
        article=row["article"],
        address=row["address"],
        picture=row["picture"],
        picture_alt=row["picture_alt"],
    )


def withdrawal_of(row: RowMapping, prefix: str = "") -> Withdrawal:
    return Withdrawal(
        id=row[f"{prefix}id"],
        bank_id=row[f"{prefix}bank_id"],
        question_id=row[f"{prefix}question_id"],
        version=row[f"{prefix}version"],
        decision=Decision(row[f"{prefix}decision"]),
        reason=row[f"{prefix}reason"],
        withdrawn_at=row[f"{prefix}withdrawn_at"],
        regraded=row[f"{prefix}regraded"],
        finished_at=row[f"{prefix}finished_at"],
    )


def authored_of(row: RowMapping) -> Authored:
    return Authored(
        bank_id=row["bank_id"],
        question=question_of(row),
        version=row["version"],
        author=row["author"],
        written_at=row["written_at"],
        approved_by=row["approved_by"],
        approved_at=row["approved_at"],
        published_version=row["published_version"],
        withdrawal=withdrawal_of(row, "withdrawal_") if row["withdrawal_id"] is not None else None,
    )
