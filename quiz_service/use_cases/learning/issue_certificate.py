"""Whoever has played enough gets a certificate of participation, once (R6.10)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.certificate import missing, rule_of
from quiz_service.domain.contest import Contest
from quiz_service.domain.errors import NotYetEarned
from quiz_service.queries.certificates import STORE
from quiz_service.use_cases.steps.read_record import Record
from services.chassis.certificate_acts import own_certificate
from services.chassis.certificates import Certificate, Issuer
from services.chassis.clock import contest_now


async def issue_certificate(
    transaction: AsyncConnection, contest: Contest, record: Record, accounts: Sequence[UUID], name: str, issuer: Issuer
) -> tuple[Certificate, bool]:
    """The certificate, and whether it is new. A repeat gets the one that there is.

    `accounts` are all of the person, the one that asks first. Raises `NotYetEarned` telling what is missing, or
    `CertificateRevoked` by an organiser.
    """
    known = await own_certificate(transaction, STORE, contest.id, accounts)
    if known is not None:
        return known, False
    own = {each.id: each for each in (*record.shown, *record.closed)}.values()
    rule = rule_of(contest)
    lacking = missing(rule, [each for each in own if each.is_finished and each.contest_id == contest.id])
    if lacking:
        raise NotYetEarned(extra={"missing": lacking, "needed": vars(rule)})
    certificate = issuer.issue(contest.id, accounts[0], name, await contest_now(transaction))
    if await STORE.add(transaction, certificate):
        return certificate, True
    stored = await STORE.read_own(transaction, contest.id, accounts)
    assert stored is not None  # noqa: S101 - the same person was faster on another device
    return stored, False
