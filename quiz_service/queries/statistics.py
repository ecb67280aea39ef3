"""Sums over the answers to each question, counted once for each finished session."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.statistics import ItemKey, Tally
from quiz_service.tables import item_statistics
from services.kit.partitions import text_on_days

CLAIM = sa.text("""
WITH taken AS (
    DELETE FROM quiz.uncounted_sessions WHERE number IN (
        SELECT number FROM quiz.uncounted_sessions ORDER BY number LIMIT :limit FOR UPDATE SKIP LOCKED)
    RETURNING contest_day, session_id
)
SELECT contest_day, session_id FROM taken
""")

READ_TAKEN = """
SELECT s.paper, s.answers
FROM unnest(CAST(:days AS date[]), CAST(:ids AS uuid[])) AS taken (contest_day, session_id)
CROSS JOIN LATERAL (
    SELECT paper, answers FROM quiz.sessions
    WHERE contest_day ON_DAYS AND contest_day = taken.contest_day AND id = taken.session_id
    OFFSET 0
) AS s
"""

# Rows come in the order of their key, so that two workers cannot deadlock.
ADD = sa.text("""
INSERT INTO quiz.item_statistics AS old (revision, paper_length, sessions, right_answers, left_out, rest, rest_squared,
    rest_when_right, chosen)
SELECT revision, paper_length, sessions, right_answers, left_out, rest, rest_squared, rest_when_right, chosen::bigint[]
FROM unnest(CAST(:revision AS int[]), CAST(:paper_length AS smallint[]), CAST(:sessions AS bigint[]),
    CAST(:right AS bigint[]), CAST(:left_out AS bigint[]), CAST(:rest AS bigint[]), CAST(:rest_squared AS bigint[]),
    CAST(:rest_when_right AS bigint[]), CAST(:chosen AS text[]))
    AS new (revision, paper_length, sessions, right_answers, left_out, rest, rest_squared, rest_when_right, chosen)
ORDER BY revision, paper_length
ON CONFLICT (revision, paper_length) DO UPDATE SET
    sessions = old.sessions + excluded.sessions,
    right_answers = old.right_answers + excluded.right_answers,
    left_out = old.left_out + excluded.left_out,
    rest = old.rest + excluded.rest,
    rest_squared = old.rest_squared + excluded.rest_squared,
    rest_when_right = old.rest_when_right + excluded.rest_when_right,
    chosen = ARRAY(
        SELECT before + added FROM unnest(old.chosen, excluded.chosen) WITH ORDINALITY AS each (before, added, option)
        ORDER BY option)
""")


async def claim_uncounted(
    connection: AsyncConnection, limit: int
) -> Sequence[tuple[Sequence[int], Sequence[int | None]]]:
    """Papers and answers of finished sessions that nobody has counted, for this transaction alone."""
    taken = (await connection.execute(CLAIM, {"limit": limit})).all()
    if not taken:
        return []
    days, ids = (list(column) for column in zip(*taken, strict=True))
    statement = text_on_days(READ_TAKEN, min(days), max(days))
    return [(row.paper, row.answers) for row in await connection.execute(statement, {"days": days, "ids": ids})]


async def add(connection: AsyncConnection, tallies: Mapping[ItemKey, Tally]) -> None:
    names = [field.name for field in fields(Tally)]
    columns: dict[str, list[object]] = {name: [getattr(sums, name) for sums in tallies.values()] for name in names}
    columns["chosen"] = ["{" + ",".join(map(str, sums.chosen)) + "}" for sums in tallies.values()]
    columns["revision"] = [revision for revision, _ in tallies]
    columns["paper_length"] = [length for _, length in tallies]
    await connection.execute(ADD, columns)


async def read(connection: AsyncConnection, revisions: Sequence[int]) -> dict[int, dict[int, Tally]]:
    """By revision, and by how many questions the papers had."""
    found: defaultdict[int, dict[int, Tally]] = defaultdict(dict)
    wanted = sa.select(item_statistics).where(item_statistics.c.revision.in_(revisions))
    for row in await connection.execute(wanted):
        found[row.revision][row.paper_length] = Tally(
            row.sessions,
            row.right_answers,
            row.left_out,
            row.rest,
            row.rest_squared,
            row.rest_when_right,
            list(row.chosen),
        )
    return found
