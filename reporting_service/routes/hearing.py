"""A moment's patience for what a caller made just now in another service, and what has not been heard of here."""

import asyncio
from collections.abc import Collection

from reporting_service.queries import copies
from services.kit.database import Database

TRIES, PAUSE_S = 15, 0.2


async def heard_of(database: Database, units: Collection[object], contest_id: object = None) -> None:
    """Returns as soon as these units and the contest are known, or after three seconds: what is missing is then told.

    Takes parts of a body that nobody has checked.
    """
    codes = {each for each in units if isinstance(each, str)}
    for _ in range(TRIES):
        async with database.begin() as transaction:
            is_known = codes <= (await copies.read_units(transaction, codes)).keys()
            if is_known and isinstance(contest_id, str):
                is_known = await copies.read_contest_by_id(transaction, contest_id) is not None
        if is_known:
            return
        await asyncio.sleep(PAUSE_S)
