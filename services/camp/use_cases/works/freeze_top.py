"""When a camp has closed, the hundred works with the most likes are frozen and signed (R6.11)."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.camp import Camp
from services.camp.domain.work import Shown
from services.camp.queries import finals, likes
from services.camp.queries.finals import Signed
from services.camp.queries.ranking import read_top
from services.chassis.clock import contest_now
from services.kit.signatures import Signet

log = structlog.get_logger(__name__)

PURPOSE = "works of a camp"
TOP = 100
"""Whoever shares the last of these ranks is in."""


async def freeze_top(transaction: AsyncConnection, camp: Camp, signet: Signet) -> None:
    """Once for each camp. Likes that have begun are waited for, and later ones are refused by the clock."""
    await likes.shut(transaction, camp.id)
    now = await contest_now(transaction)
    content = document(camp, now, await read_top(transaction, camp.id, TOP))
    signed = Signed(now, hashlib.sha256(content).digest(), signet.sign(content))
    if await finals.freeze(transaction, camp.id, signed):
        log.info("works frozen", camp=camp.id, digest=signed.digest.hex())


def document(camp: Camp, now: datetime, top: Sequence[Shown]) -> bytes:
    """What is signed: the same content gives the same bytes. Titles are left out: their authors may yet be erased."""
    sharing = Counter(each.rank for each in top)
    works = [
        {
            "rank": each.rank,
            "is_tied": sharing[each.rank] > 1,
            "work_id": str(each.work.id),
            "entry": each.work.entry,
            "unit": each.work.unit_path[-1],
            "likes": each.likes,
        }
        for each in top
    ]
    content = {"camp_id": camp.id, "frozen_at": now.isoformat(), "works": works}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
