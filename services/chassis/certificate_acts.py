"""What becomes of certificates after they were issued: another name, an end, and the proof that they are ours."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.chassis.certificate_store import CertificateStore
from services.chassis.certificates import (
    Certificate,
    CertificateNotFound,
    CertificateRevoked,
    Issuer,
    Kind,
    TooManyNames,
    document,
)
from services.chassis.clock import contest_now
from services.kit.database import Database
from services.kit.signatures import is_signed, payload_of

NAMES = 3
"""So often may the name be changed: people marry and mistype; certificates are nobody's to pass on."""


async def own_certificate(
    transaction: AsyncConnection, store: CertificateStore, of: str, accounts: Collection[UUID]
) -> Certificate | None:
    """The good one of a person. Raises `CertificateRevoked` where an organiser has revoked it."""
    known = await store.read_own(transaction, of, accounts)
    if known is None and (barred := await store.read_barred(transaction, of, accounts)) is not None:
        raise CertificateRevoked(extra={"number": barred.number, "reason": barred.reason})
    return known


async def find_certificate(
    transaction: AsyncConnection, store: CertificateStore, number: str, *, locked: bool = False
) -> Certificate:
    """Raises `CertificateNotFound`."""
    found = await store.read(transaction, number, locked=locked)
    if found is None:
        raise CertificateNotFound
    return found


async def find_own_certificate(
    transaction: AsyncConnection, store: CertificateStore, number: str, accounts: Collection[UUID]
) -> Certificate:
    """Kept from every other change until the transaction ends. Raises `CertificateNotFound`, also for a foreign one."""
    found = await find_certificate(transaction, store, number, locked=True)
    if found.participant_id not in accounts:
        raise CertificateNotFound
    return found


async def reissue(
    transaction: AsyncConnection,
    store: CertificateStore,
    issuer: Issuer,
    former: Certificate,
    accounts: Collection[UUID],
    name: str,
) -> tuple[Certificate, bool]:
    """A certificate with another name and number in place of this one, and whether it is new.

    Raises `CertificateRevoked` or `TooManyNames`.
    """
    if former.revoked_at is not None:
        raise CertificateRevoked(extra={"number": former.number, "reason": former.reason})
    if former.name == name:
        return former, False
    if await store.count_renamed(transaction, former.of, accounts) >= NAMES:
        raise TooManyNames(extra={"names": NAMES})
    at = await contest_now(transaction)
    new = issuer.issue(former.of, former.participant_id, name, at, is_kept=former.is_kept)
    await store.replace(transaction, former, new)
    return new, True


async def revoke(
    transaction: AsyncConnection, store: CertificateStore, found: Certificate, reason: str, by: UUID
) -> Certificate:
    """The certificate as it is now; one that was revoked before stays as it is."""
    await store.revoke(transaction, found.number, reason, by)
    return await find_certificate(transaction, store, found.number)


async def unsigned(
    database: Database, store: CertificateStore, kind: Kind, key: Mapping[str, str] | None
) -> Sequence[str]:
    """Certificates that are not what was signed, in words; signatures are checked where the public `key` is known."""
    found: list[str] = []
    number = ""
    while True:
        async with database.begin() as connection:
            batch = await store.read_after(connection, number)
        if not batch:
            return found
        found += [f"certificate {each.number}: is not what was signed" for each in batch if not _is_true(each, kind)]
        if key is not None:
            forged = [each for each in batch if not is_signed(each.jws, dict(key))]
            found += [f"certificate {each.number}: was not signed by this system" for each in forged]
        number = batch[-1].number


def _is_true(certificate: Certificate, kind: Kind) -> bool:
    try:
        return payload_of(certificate.jws) == document(certificate, kind)
    except ValueError:
        return False
