"""What a statement reads does not grow with the day, whatever a plan for any days guesses of it."""

import uuid
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from quiz_service.queries.hot_statements import HAND_IN, SAVE
from services.kit.database import KEY_LOOKUPS_ONLY
from services.kit.partitions import on_days

SESSIONS = 3_000
INSERT = """
INSERT INTO quiz.sessions (contest_day, id, contest_id, participant_id, ordinal, entry, unit_path, unit_name,
    started_at, deadline_at, paper, key, multiple_choices, points_per_question, answers, revisions)
SELECT current_date, uuidv7(), 'plans', gen_random_uuid(), 1, 'region', '{CN}', '', now(), now() + interval '1 hour',
    '{1,2}', '{1,1}', 0, 1, '{NULL,NULL}', '{NULL,NULL}' FROM generate_series(1, $1)
"""
SAVE_TYPES = "int[], uuid[], uuid[], int[], smallint[], bool[], bigint[], float8[]"
HAND_IN_TYPES = "int[], uuid[], uuid[], text[], bigint[], text[], float8[]"


@pytest.mark.parametrize(
    ("statement", "types", "more"),
    [
        (SAVE, SAVE_TYPES, "array_fill(1, ARRAY[4]), '{1,1,1,1}', '{f,f,f,f}', '{1,1,1,1}', '{0,0,0,0}'"),
        (HAND_IN, HAND_IN_TYPES, """ARRAY['{}','{}','{}','{}'], '{0,0,0,0}', '{"","","",""}', '{0,0,0,0}'"""),
    ],
    ids=["save", "hand-in"],
)
async def test_an_update_reads_its_own_sessions_only(postgres_url: str, statement: str, types: str, more: str) -> None:
    connection = await asyncpg.connect(postgres_url, server_settings=KEY_LOOKUPS_ONLY | {"jit": "off"})
    await connection.execute("TRUNCATE quiz.sessions, quiz.finished_sessions")
    await connection.execute("SELECT quiz.create_session_partitions(current_date - 15, current_date + 15)")
    await connection.execute(INSERT.replace("$1", str(SESSIONS)))
    await connection.execute("ANALYZE quiz.sessions")
    today = datetime.now(UTC).date()
    named = on_days(statement, today - timedelta(days=1), today + timedelta(days=1))
    await connection.execute(f"PREPARE hot ({types}) AS {named}")

    rows = await connection.fetch("SELECT id, participant_id FROM quiz.sessions ORDER BY id DESC LIMIT 4")
    call = _call([row["id"] for row in rows], [row["participant_id"] for row in rows], more)
    (plan,) = await connection.fetchrow(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {call}")
    await connection.close()

    assert _most_rows(plan) < SESSIONS / 10


async def test_no_statistics_are_gathered_of_the_arrays_of_a_day(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    await connection.execute("SELECT quiz.create_session_partitions('2031-06-01', '2031-06-01')")
    gathered = await connection.fetch(
        "SELECT attname FROM pg_attribute JOIN pg_type AS t ON t.oid = atttypid AND t.typcategory = 'A' "
        "WHERE attrelid = 'quiz.sessions_20310601'::regclass AND attnum > 0 AND attstattarget IS DISTINCT FROM 0"
    )
    await connection.close()

    assert gathered == []


def _call(ids: list[uuid.UUID], participants: list[uuid.UUID], more: str) -> str:
    texts = (",".join(map(str, each)) for each in (range(4), ids, participants))
    arrays = ", ".join(f"'{{{text}}}'" for text in texts)
    return f"EXECUTE hot ({arrays}, {more})"


def _most_rows(plan: str) -> float:
    return max(float(part.split(",")[0]) for part in plan.split('"Actual Rows": ')[1:])
