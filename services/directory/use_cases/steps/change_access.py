"""What organisers may do: the directory's own copy and the events that fill those of the other services."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.chassis import access
from services.chassis.access import Access
from services.chassis.publishing import publish
from services.contracts.events import AccessChanged
from services.directory import tables
from services.directory.domain.organisers import Organiser


async def publish_rights(transaction: AsyncConnection, organiser: Organiser) -> None:
    """Tell every service what an organiser may do now."""
    grants = [held.grant for held in organiser.grants]
    change = Access(organiser.id, organiser.version, grants, organiser.created_by, organiser.name, organiser.opened_by)
    await change_access(transaction, change)


async def change_access(transaction: AsyncConnection, change: Access) -> None:
    """In force in the directory with this transaction, elsewhere when the event arrives."""
    await access.keep(transaction, tables.access, [change])
    await publish_access(transaction, [change])


async def publish_access(transaction: AsyncConnection, changes: Iterable[Access]) -> None:
    await publish(transaction, tables.outbox, [_event(each) for each in changes])


def _event(change: Access) -> AccessChanged:
    return AccessChanged(
        event_id=uuid7(),
        account=change.account,
        version=change.version,
        grants=tuple(change.grants),
        name=change.name,
        created_by=change.created_by,
        opened_by=tuple(change.opened_by),
    )
