"""Results become final once the ledger has every session that quiz counts: from then on no board moves (R2.10, I5)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from scoring_service.domain.contest import Contest, Final
from scoring_service.queries import copies, finals, persons
from scoring_service.queries.finals import Signed
from scoring_service.tables import outbox
from services.chassis.clock import contest_now
from services.chassis.publishing import publish
from services.contracts.comparisons import ComparisonRequested
from services.kit.database import Database
from services.kit.parts import FIRST, SIZE
from services.kit.signatures import Signet

log = structlog.get_logger(__name__)

PURPOSE = "results of a contest"


async def read_waiting(transaction: AsyncConnection) -> Sequence[Contest]:
    """Contests that quiz declared final and that are not frozen yet."""
    return await copies.read_contests_to_freeze(transaction)


async def freeze_results(database: Database, contest: Contest, signet: Signet) -> bool:
    """False while sessions are missing: digests of buckets bring them (I18), and the next try finds them."""
    assert contest.final is not None  # noqa: S101 - as it is waiting
    sessions, digest = await count_sessions(database, contest.id)
    if (sessions, digest) != (contest.final.sessions, contest.final.digest):
        log.warning("final waits", contest=contest.id, sessions=sessions, expected=contest.final.sessions)
        return False
    async with database.begin() as transaction:
        await persons.hold(transaction)
        if not await finals.lock_state(transaction, contest.id):
            return True
        content = document(contest, contest.final, await finals.read_results(transaction, contest))
        signed = Signed(await contest_now(transaction), hashlib.sha256(content).digest(), signet.sign(content))
        await finals.freeze(transaction, contest.id, signed, await persons.read_last_merge(transaction))
    log.info("results frozen", contest=contest.id, sessions=sessions, digest=signed.digest.hex())
    return True


async def count_sessions(database: Database, contest_id: str, part: int = SIZE) -> tuple[int, int]:
    """Count and hash of all its sessions in the ledger.

    Takes minutes for a nation's, so each part has a transaction of its own and nobody is kept from writing. What quiz
    counts is only added to: once it is all here, it stays so.
    """
    count, digest = 0, 0
    async with database.begin() as transaction:
        days = await finals.read_days(transaction, contest_id)
    for day in days:
        lowest: UUID | None = FIRST
        while lowest is not None:
            async with database.begin() as transaction:
                more, hashed, lowest = await finals.read_part(transaction, contest_id, day, lowest, part)
            count, digest = count + more, digest ^ hashed
    return count, digest


async def ask_for_comparison(transaction: AsyncConnection, contest: Contest) -> None:
    """Have quiz tell the digests of all that it counted, whenever that was: what differs is sent or listed again."""
    await publish(transaction, outbox, [ComparisonRequested(event_id=uuid7(), contest_id=contest.id)])


def document(contest: Contest, final: Final, units: Sequence[Mapping[str, Any]]) -> bytes:
    """The results as they are signed: the same content gives the same bytes."""
    content = {
        "contest": {
            "id": contest.id,
            "title": contest.title,
            "opens_at": contest.opens_at.astimezone(contest.zone).isoformat(),
            "closes_at": contest.closes_at.astimezone(contest.zone).isoformat(),
            "time_zone": contest.time_zone,
            "max_score": contest.scale.max_score,
            "composite_weights": asdict(contest.scale.weights),
            "smallest_sample": contest.scale.smallest_sample,
        },
        "finalised_at": final.at.astimezone(contest.zone).isoformat(),
        "sessions": final.sessions,
        "units": list(units),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
