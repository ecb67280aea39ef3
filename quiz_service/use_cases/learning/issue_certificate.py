"""Whoever has played enough gets a certificate of participation, once (R6.10)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.certificate import missing, rule_of
from quiz_service.domain.contest import Contest
from quiz_service.domain.errors import NotYetEarned
from quiz_service.queries import certificates
from quiz_service.use_cases.steps.read_record import Record
from services.chassis.certificates import Certificate
from services.chassis.clock import contest_now


async def issue_certificate(
    transaction: AsyncConnection, contest: Contest, record: Record, accounts: Sequence[UUID], new: tuple[str, str]
) -> tuple[Certificate, bool]:
    """The certificate, and whether it is new; `new` is number and name of a new one. A repeat gets the one there is.

    `accounts` are all of the person, the one that asks first. Raises `NotYetEarned` telling what is missing.
    """
    known = await certificates.read_own(transaction, contest.id, accounts)
    if known is not None:
        return known, False
    own = {each.id: each for each in (*record.shown, *record.closed)}.values()
    rule = rule_of(contest)
    lacking = missing(rule, [each for each in own if each.is_finished and each.contest_id == contest.id])
    if lacking:
        raise NotYetEarned(extra={"missing": lacking, "needed": vars(rule)})
    number, name = new
    certificate = Certificate(number, contest.id, accounts[0], name, await contest_now(transaction))
    if await certificates.add(transaction, certificate):
        return certificate, True
    stored = await certificates.read_own(transaction, contest.id, accounts)
    assert stored is not None  # noqa: S101 - the same person was faster on another device
    return stored, False
