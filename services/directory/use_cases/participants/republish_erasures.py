from sqlalchemy.ext.asyncio import AsyncConnection

from services.chassis.erasures import read_all
from services.directory.queries.merges import read_merges
from services.directory.queries.participants import read_leavers
from services.directory.tables import erasures
from services.directory.use_cases.steps.publish_departures import publish_departures
from services.directory.use_cases.steps.publish_ended_accounts import publish_erasures, publish_merge


async def republish_erasures(transaction: AsyncConnection) -> None:
    """Write to the outbox again who was erased or left a unit while a token may still be out, and who was merged."""
    merges = await read_merges(transaction)
    ended, merged = await read_all(transaction, erasures), {each for each, _, _ in merges}
    await publish_erasures(transaction, {each: at for each, at in ended.items() if each not in merged})
    for gone, kept, at in merges:
        await publish_merge(transaction, kept, gone, at)
    await publish_departures(transaction, await read_leavers(transaction))
