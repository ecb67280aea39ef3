"""Whoever has learnt enough gets a certificate, once (R6.10, R6.11)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.camp import Camp
from services.camp.domain.errors import HoursMissing, NotEnrolled
from services.camp.queries import learners
from services.camp.queries.certificates import STORE
from services.chassis.certificate_acts import own_certificate
from services.chassis.certificates import Certificate, Issuer
from services.chassis.clock import contest_now


async def issue_certificate(
    transaction: AsyncConnection, camp: Camp, participant_id: UUID, name: str, issuer: Issuer
) -> tuple[Certificate, bool]:
    """The certificate, and whether it is new. A repeat gets the one that there is.

    Raises `NotEnrolled`, `HoursMissing` telling what is missing, or `CertificateRevoked` by an organiser.
    """
    enrolment = await learners.read(transaction, camp.id, participant_id)
    if enrolment is None:
        raise NotEnrolled
    known = await own_certificate(transaction, STORE, camp.id, [participant_id])
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
    new = issuer.issue(camp.id, participant_id, name, await contest_now(transaction))
    if await STORE.add(transaction, new, earned_ms=enrolment.counted_ms):
        return new, True
    stored = await STORE.read_own(transaction, camp.id, [participant_id])
    assert stored is not None  # noqa: S101 - the same person was faster on another device
    return stored, False
