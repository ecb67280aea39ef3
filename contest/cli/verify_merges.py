"""Whether scoring counts those accounts as one person's that the directory has merged (I19)."""

import asyncio
import time
from uuid import UUID

from scoring_service.queries.persons import read_merges as told
from services.directory.queries.merges import read_merges as done
from services.kit.database import Database

LOOK_EVERY_S = 0.5
MOST_NAMED = 20


async def differing_merges(directory: Database, scoring: Database, within_s: float) -> list[str]:
    """In words, what scoring lacks or made up, after the time that events may take."""
    until = time.monotonic() + within_s
    while True:
        async with directory.begin() as connection:
            merged = {(ended, kept) for ended, kept, _ in await done(connection)}
        async with scoring.begin() as connection:
            known = await told(connection)
        if merged == known or time.monotonic() > until:
            return [_difference(pair, pair in merged) for pair in sorted(merged ^ known)[:MOST_NAMED]]
        await asyncio.sleep(LOOK_EVERY_S)


def _difference(pair: tuple[UUID, UUID], is_merged: bool) -> str:
    ended, kept = pair
    told_by = "merged by the directory, and unknown to scoring" if is_merged else "merged in scoring alone"
    return f"account {ended} into {kept}: {told_by}"
