"""Frozen results, recomputed from the ledger, and their signature (R2.10)."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.queries import finals, verification
from scoring_service.queries.finals import Signed
from services.kit.signatures import is_signed, payload_of

FIGURES = ("points", "sessions", "participants", "full_marks")
NOTHING = "0/0/0/0"
"""Of a unit whose sessions were all taken back or do not count."""

Finding = tuple[str, str, str | None, str | None]
"""What, which, as the ledger or the frozen record has it, as the signed document says."""


async def verify_final(
    transaction: AsyncConnection, contest_id: str, public: Mapping[str, str] | None
) -> Sequence[Finding]:
    """Nothing for a contest that is not frozen. `public` is the key of results, where it is known here."""
    final = await finals.read_final(transaction, contest_id)
    if final is None:
        return []
    counted = await verification.read_counted(transaction, contest_id)
    units = await finals.read_frozen_names(transaction, contest_id)
    return list(_differences(final, counted, units, public))


def _differences(
    final: Signed,
    counted: Mapping[str, str],
    units: Mapping[str, tuple[str, str | None]],
    public: Mapping[str, str] | None,
) -> Iterator[Finding]:
    content = payload_of(final.jws)
    digest = hashlib.sha256(content).hexdigest()
    if digest != final.digest.hex():
        yield "final results", "digest", final.digest.hex(), digest
    if public is not None and not is_signed(final.jws, dict(public)):
        yield "final results", "signature", public["kid"], None
    signed = {unit["code"]: unit for unit in json.loads(content)["units"]}
    for code in sorted(counted.keys() | signed.keys()):
        unit = signed.get(code)
        shown = None if unit is None else "/".join(str(unit[name]) for name in FIGURES)
        if shown != counted.get(code, NOTHING if unit is not None else None):
            yield "final results: points/sessions/participants/full marks", code, counted.get(code), shown
        if unit is not None and code in units and units[code] != (unit["name"], unit["parent"]):
            yield "final results: name and parent", code, str(units[code]), str((unit["name"], unit["parent"]))
