"""Whoever has learnt enough gets a certificate, once (R6.10, R6.11)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.camp import Camp
from services.camp.domain.errors import HoursMissing, NotEnrolled
from services.camp.queries import certificates, learners
from services.chassis.certificates import Certificate
from services.chassis.clock import contest_now


async def issue_certificate(
    transaction: AsyncConnection, camp: Camp, participant_id: UUID, name: str, number: str
) -> tuple[Certificate, bool]:
    """The certificate, and whether it is new; `number` is for a new one. A repeat gets the one that there is.

    Raises `NotEnrolled`, or `HoursMissing` telling what is missing.
    """
    enrolment = await learners.read(transaction, camp.id, participant_id)
    if enrolment is None:
        raise NotEnrolled
    known = await certificates.read_own(transaction, camp.id, participant_id)
    if known is not None:
        return known, False
    missing_ms = camp.rules.missing_ms(enrolment.counted_ms)
    if missing_ms:
        raise HoursMissing(
            extra={
                "lesson_hours": camp.rules.lesson_hours(enrolment.counted_ms),
                "certificate_hours": camp.rules.certificate_hours,
                "missing_ms": missing_ms,
            }
        )
    new = Certificate(number, camp.id, participant_id, name, await contest_now(transaction))
    if await certificates.add(transaction, new, enrolment.counted_ms):
        return new, True
    stored = await certificates.read_own(transaction, camp.id, participant_id)
    assert stored is not None  # noqa: S101 - the same person was faster on another device
    return stored, False
