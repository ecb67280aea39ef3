"""Persons and their accounts. The ledger keeps the account that played; sums count the person behind it (I19).

Whoever was merged has a row for each time their accounts came to be another person's: the one with the highest number
holds. A frozen contest goes by the rows up to the last merge that it counted.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.ledger import Person
from scoring_service.tables import merges

_EVERY_MERGE = 2**63 - 1

COUNTED_MERGES = f"""
coalesce((SELECT last_merge FROM scoring.contest_states WHERE contest_id = :contest_id), {_EVERY_MERGE})
"""  # noqa: S608 - a number of our own
"""The last merge that counts in the contest :contest_id."""


def person_of(account: str, last_merge: str = str(_EVERY_MERGE)) -> str:
    """SQL for the person that an account belongs to."""
    return f"""coalesce((
        SELECT person_id FROM scoring.persons
        WHERE participant_id = {account} AND number <= {last_merge} ORDER BY number DESC LIMIT 1), {account})"""  # noqa: S608


def accounts_of(person: str, last_merge: str = str(_EVERY_MERGE)) -> str:
    """SQL for the rows (participant_id) of a person's accounts; `person` is nobody who was merged into another."""
    return f"""
        SELECT {person} AS participant_id UNION ALL
        SELECT participant_id FROM scoring.persons WHERE person_id = {person} AND number <= {last_merge}"""  # noqa: S608


# Whoever counts takes the lock together with others, and who unites persons takes it alone.
HOLD_PERSONS = sa.text("SELECT pg_advisory_xact_lock_shared(hashtext('scoring.persons'))")
LOCK_PERSONS = sa.text("SELECT pg_advisory_xact_lock(hashtext('scoring.persons'))")

READ_PERSONS = sa.text(f"""
SELECT account, {person_of("account")} FROM unnest(CAST(:accounts AS uuid[])) AS account
""")  # noqa: S608 - an expression of our own

READ_MERGED = sa.text(f"""
SELECT account, person FROM (
    SELECT account, {person_of("account")} AS person FROM unnest(CAST(:accounts AS uuid[])) AS account
) AS known WHERE EXISTS (SELECT FROM scoring.persons WHERE person_id = person)
""")  # noqa: S608 - an expression of our own

READ_CONTESTS = sa.text("""
SELECT contest_id, p.participant_id FROM scoring.contest_states
JOIN scoring.participants AS p USING (contest_id)
WHERE frozen_at IS NULL AND p.participant_id = ANY (CAST(:persons AS uuid[]))
""")

UNITE = sa.text(f"""
INSERT INTO scoring.persons (participant_id, number, person_id)
SELECT account.participant_id, :number, new.kept
FROM unnest(CAST(:gone AS uuid[]), CAST(:kept AS uuid[])) AS new (gone, kept)
CROSS JOIN LATERAL ({accounts_of("new.gone")}) AS account
ORDER BY 1
""")  # noqa: S608 - an expression of our own

READ_LAST_MERGE = sa.text("SELECT coalesce(max(number), 0) FROM scoring.merges")


async def hold(connection: AsyncConnection) -> None:
    """Let nobody be merged until this transaction ends: before the first look at persons."""
    await connection.execute(HOLD_PERSONS)


async def lock(connection: AsyncConnection) -> None:
    """Let nobody count until this transaction ends."""
    await connection.execute(LOCK_PERSONS)


async def read_persons(connection: AsyncConnection, accounts: Collection[UUID]) -> dict[UUID, UUID]:
    """Who each account belongs to."""
    return dict((await connection.execute(READ_PERSONS, {"accounts": list(accounts)})).all())


async def read_merged(connection: AsyncConnection, accounts: Collection[UUID]) -> dict[UUID, UUID]:
    """Who each of these accounts belongs to, as far as they have several."""
    return dict((await connection.execute(READ_MERGED, {"accounts": list(accounts)})).all())


async def read_in_open_contests(connection: AsyncConnection, persons: Collection[UUID]) -> set[Person]:
    """Those of the persons, by contest, who have sums that can still change."""
    return {Person(*row) for row in await connection.execute(READ_CONTESTS, {"persons": list(persons)})}


async def insert_merges(
    connection: AsyncConnection, pairs: Collection[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], int]:
    """Keep the pairs (ended, kept) that are new, and return those with their numbers."""
    rows = [{"ended_id": ended, "kept_id": kept} for ended, kept in sorted(pairs)]
    new = insert(merges).values(rows).on_conflict_do_nothing()
    written = await connection.execute(new.returning(merges.c.ended_id, merges.c.kept_id, merges.c.number))
    return {(ended, kept): number for ended, kept, number in written}


async def unite(connection: AsyncConnection, into: Mapping[UUID, UUID], number: int) -> None:
    """Give all accounts of the persons who end to those they go on as; `number` is that of the last merge."""
    gone = sorted(into)
    await connection.execute(UNITE, {"gone": gone, "kept": [into[each] for each in gone], "number": number})


async def read_last_merge(connection: AsyncConnection) -> int:
    return int((await connection.execute(READ_LAST_MERGE)).scalar_one())


async def read_merges(connection: AsyncConnection) -> set[tuple[UUID, UUID]]:
    """Every pair (ended, kept)."""
    return {(ended, kept) for ended, kept in await connection.execute(sa.select(merges.c.ended_id, merges.c.kept_id))}
