"""Handing in without being asked: the sweep over sessions that nobody came back to, against hand-ins by request."""

import time
import uuid
from collections.abc import Sequence
from statistics import median

from quiz_service.use_cases.sitting.hand_in_overdue import hand_in_overdue
from services.kit.database import Database
from tests.benchmarks import phases
from tests.benchmarks.bench import Bench, Figure, ratio
from tests.benchmarks.system import CONTEST

OVERDUE = 10_000
BY_REQUEST = 1_500

INSERT = """
INSERT INTO quiz.sessions (contest_day, id, contest_id, participant_id, ordinal, entry, unit_path, unit_name,
    started_at, deadline_at, paper, key, multiple_choices, points_per_question, answers, revisions)
SELECT (now AT TIME ZONE 'Asia/Shanghai')::date, uuidv7(), $1, participant_id, 1, 'region',
    '{CN,370000,371000,371002}', '环翠区', now - interval '10 seconds', now + make_interval(secs => $3), paper,
    '{1,2,4,8,1}', 0, 1, '{1,2,3,4,NULL}', '{1,1,1,1,NULL}'
FROM unnest($2::uuid[]) AS participant_id, (SELECT kit.contest_now() AS now) AS clock,
    (SELECT coalesce(array_agg(revision), '{1,2,3,4,5}') AS paper
        FROM (SELECT revision FROM quiz.questions LIMIT 5) AS five) AS drawn
RETURNING id, participant_id
"""


async def measure(bench: Bench) -> Sequence[Figure]:
    swept: list[float] = []
    asked: list[float] = []
    database = Database(bench.system.floor_role_url("quiz"), application_name="sweep", hot_connections=1)
    await database.open()
    for _ in range(min(bench.scale.rounds, 3)):
        swept.append(await _sweep(bench, database))
        people = [uuid.uuid4() for _ in range(BY_REQUEST)]
        rows = await bench.system.execute(INSERT, CONTEST, people, 3600.0)
        plan = {"script": "hand_in", "seconds": 60, "sessions": [f"{row[0]} {row[1]}" for row in rows]}
        phase = await phases.on_system(bench.system, bench.generator, "hand-ins", bench.system.quiz_port, **plan)
        asked.append(bench.keep(phase).outcome.per_second)
    await database.close()
    await bench.verify("hand-ins")
    return [
        Figure(
            "auto hand-ins of the sweep per second, over hand-ins by request",
            ratio(swept, asked),
            3,
            10,
            more_is_better=True,
            note=f"{median(swept):.0f}/s over {median(asked):.0f}/s",
        )
    ]


async def _sweep(bench: Bench, database: Database) -> float:
    """Sessions per second, one worker."""
    people = [uuid.uuid4() for _ in range(OVERDUE)]
    await bench.system.execute(INSERT, "sweep", people, -5.0, url=bench.system.floor_url)
    began = time.perf_counter()
    while await hand_in_overdue(database, 2.0):
        pass
    elapsed = time.perf_counter() - began
    left = "SELECT count(*) FROM quiz.sessions WHERE contest_id = 'sweep' AND finished_at IS NULL"
    if (await bench.system.execute(left, url=bench.system.floor_url))[0][0]:
        raise RuntimeError("the sweep left sessions behind")
    return OVERDUE / elapsed
