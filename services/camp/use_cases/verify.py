"""Recompute hours, likes, certificates and boards from the record, and check what was signed (R6.11)."""

import asyncio
import hashlib
import time
from collections.abc import Mapping, Sequence

from services.camp.queries import verification
from services.camp.queries.certificates import STORE
from services.chassis.certificate_acts import unsigned
from services.kit.database import Database
from services.kit.signatures import is_signed, payload_of

LOOK_EVERY_S = 0.5


async def verify(
    database: Database,
    key: Mapping[str, str] | None,
    within_s: float,
    certificates_key: Mapping[str, str] | None = None,
) -> Sequence[str]:
    """What does not agree, in words. Totals of units may come within so many seconds; the rest is exact at any time.

    Signatures are checked where their public `key` is given, those of certificates by another one.
    """
    async with database.begin() as connection:
        found = [*await verification.read_differences(connection)]
        finals = await verification.read_finals(connection)
    for camp_id, digest, jws in finals:
        if hashlib.sha256(payload_of(jws)).digest() != digest:
            found.append(f"{camp_id}: the frozen results do not have their digest")
        if key is not None and not is_signed(jws, dict(key)):
            found.append(f"{camp_id}: the frozen results are not signed by this system")
    found += await unsigned(database, STORE, "camp", certificates_key)
    return [*found, *await _stale_totals(database, within_s)]


async def _stale_totals(database: Database, within_s: float) -> Sequence[str]:
    until = time.monotonic() + within_s
    while True:
        async with database.begin() as connection:
            stale = await verification.read_stale_totals(connection)
        if not stale or time.monotonic() > until:
            return stale
        await asyncio.sleep(LOOK_EVERY_S)
