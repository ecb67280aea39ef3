"""Memory of one quiz process with a large bank and many participants."""

from collections.abc import Sequence

import psutil

from quiz_service.use_cases.contests.load_shipped_contest import BANK_ID, load_shipped_contest
from services.kit.database import Database
from tests.benchmarks import phases
from tests.benchmarks.bench import Bench, Figure
from tests.benchmarks.beside import beside

QUESTIONS = 3_000
TOKENS = 10_000

MORE_QUESTIONS = """
INSERT INTO quiz.questions (bank_id, id, version, is_current, category, kind, difficulty, stem, options, right_options,
    explanation, source, author)
SELECT bank_id, id || '-' || copy, version, true, category, kind, difficulty, stem || copy, options, right_options,
    explanation, source, author
FROM quiz.questions, generate_series(1, 20) AS copy WHERE bank_id = $1 ORDER BY copy, id
LIMIT $2 - (SELECT count(*) FROM quiz.questions WHERE bank_id = $1)
"""


async def measure(bench: Bench) -> Sequence[Figure]:
    system = bench.system
    database = Database(system.floor_url, application_name="bench", pool_size=1)
    async with database.begin() as transaction:
        await load_shipped_contest(transaction)
    await database.close()
    await system.execute(MORE_QUESTIONS, BANK_ID, QUESTIONS, url=system.floor_url)
    async with beside(system, "quiz") as server:
        plan = {"script": "start", "seconds": 120, "count": TOKENS, "tokens": TOKENS}
        phase = bench.keep(await phases.on_server(bench.generator, "many tokens", [server], **plan))
        memory = psutil.Process(server.process.pid).memory_full_info()
    return [
        Figure(
            f"memory of a quiz process with {QUESTIONS:,} questions and {TOKENS:,} cached tokens",
            memory.rss / 2**20,
            150,
            100,
            unit="MiB",
            note=f"unique {memory.uss / 2**20:.0f} MiB; {phase.outcome.sessions} participants",
        )
    ]
