"""Writing what ledger entries change, in the one order of tables that every batch keeps."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.attribution import Changes
from scoring_service.domain.ledger import Person, Tally
from scoring_service.queries import ledger, totals


async def write_changes(connection: AsyncConnection, changes: Changes, known: Mapping[Person, Tally]) -> bool:
    """`known` are the locked tallies. False when another batch wrote one of the others meanwhile."""
    newcomers = {person: tally for person, tally in changes.tallies.items() if person not in known}
    if not await ledger.insert_participants(connection, newcomers):
        return False
    changed = {person: changes.tallies[person] for person in known if person in changes.tallies}
    await ledger.update_participants(connection, changed)
    if changes.unit_days:
        for version in await totals.next_versions(connection, changes.unit_days):
            await totals.add_to_units(connection, changes.units(version.contest_id), version)
            await totals.add_to_unit_days(connection, changes.unit_days[version.contest_id], version)
        await totals.add_to_histogram(connection, changes.histogram)
    return True
