from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.chassis.erasures import keep
from services.directory.domain.credentials import unit_digest
from services.directory.domain.participants import Allowance
from services.directory.queries import tombstones
from services.directory.queries.identities import lock_identities
from services.directory.queries.participants import get_choices, get_times
from services.directory.queries.personal_data import delete_participant
from services.directory.tables import erasures
from services.directory.use_cases.steps.publish_ended_accounts import publish_erasures


async def erase_participant(
    transaction: AsyncConnection, participant_id: UUID, allowance: Allowance, secrets: Sequence[bytes]
) -> None:
    """Forget who a participant is (R4.4); a repeat changes nothing.

    What they scored stays under an id that leads to nobody any more, so the totals of units stay true (I6). Digests of
    the identities and the id are kept until the contests are final in which the account may have played, so that nobody
    plays twice by leaving and returning (I19).
    """
    await lock_identities(transaction, await tombstones.identities_of(transaction, participant_id))
    await tombstones.lock_account(transaction, participant_id)
    now, contest_now = await get_times(transaction)
    choices = await get_choices(transaction, participant_id, contest_now - allowance.window)
    last = {
        entry: history.last_digest or unit_digest(secrets[0], participant_id, history.last_chosen or "")
        for entry, history in choices.items()
        if history.last_digest or history.last_chosen
    }
    await tombstones.bury(transaction, participant_id, {entry: (last[entry], choices[entry]) for entry in last})
    if await delete_participant(transaction, participant_id):
        ended = {participant_id: now}
        await keep(transaction, erasures, ended)
        await publish_erasures(transaction, ended)
