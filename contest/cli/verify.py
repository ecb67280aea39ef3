"""`contest verify`: recompute every total, board and roll-up from the record, each service under its own role."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from contest.cli.connection import DataDir, database_url, running
from contest.cli.verify_merges import differing_merges
from quiz_service import tables as quiz_tables
from quiz_service.queries.catalogue import read_contests
from quiz_service.queries.delivery import count_waiting
from quiz_service.queries.verification import bucket_digests as quiz_digests
from quiz_service.queries.verification import session_hashes as quiz_hashes
from quiz_service.use_cases.delivery.verify import verify as verify_quiz
from reporting_service import tables as reporting_tables
from reporting_service.use_cases.verify import verify as verify_reporting
from scoring_service import tables as scoring_tables
from scoring_service.queries.digests import read_digests as scoring_digests
from scoring_service.queries.digests import session_hashes as scoring_hashes
from scoring_service.use_cases.freeze_results import PURPOSE as RESULTS
from scoring_service.use_cases.verify import verify as verify_scoring
from services.camp import tables as camp_tables
from services.camp.use_cases.verify import verify as verify_camp
from services.camp.use_cases.works.freeze_top import PURPOSE as WORKS
from services.chassis import audit
from services.chassis.certificates import PURPOSE as CERTIFICATES
from services.directory import tables as directory_tables
from services.kit.database import Database
from services.kit.signatures import Signet

app = typer.Typer(add_completion=False)
DRAINED_WITHIN_S = 30.0
STATEMENT_TIMEOUT_MS = 6 * 3_600_000
"""All sessions of a nation's month are hashed in a statement."""
MOST_NAMED = 20


@app.command()
def verify(
    contest: Annotated[str | None, typer.Option(help="Only this contest. [default: all]")] = None,
    data_dir: DataDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the differences as a JSON list.")] = False,
) -> None:
    """Wait up to 30 s until everything finished has been scored, then compare. Exit status 1 with any difference."""
    keys = Keys(
        _key(data_dir, "scoring", RESULTS, os.environ.get("CONTEST_SCORING_SECRET")),
        _key(data_dir, "camp", WORKS, os.environ.get("CONTEST_CAMP_SECRET")),
        _key(data_dir, "camp", CERTIFICATES, os.environ.get("CONTEST_CAMP_SECRET")),
        _key(data_dir, "quiz", CERTIFICATES, os.environ.get("CONTEST_QUIZ_SECRET")),
    )
    found = asyncio.run(differences(database_url(data_dir), contest, keys))
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print("\n".join(found) or "verified: no difference")
    sys.exit(1 if found else 0)


@dataclass(frozen=True)
class Keys:
    """Public keys of what is signed, where they are known; without its key only the content is compared."""

    results: Mapping[str, str] | None = None
    works: Mapping[str, str] | None = None
    completions: Mapping[str, str] | None = None
    participations: Mapping[str, str] | None = None


NO_KEYS = Keys()


async def differences(url: str, contest: str | None, keys: Keys = NO_KEYS) -> list[str]:
    """What does not agree, in words."""
    directory = _as_role(url, "directory")
    quiz = _as_role(url, "quiz")
    scoring = _as_role(url, "scoring")
    reporting = _as_role(url, "reporting")
    camp = _as_role(url, "camp")
    try:
        if contest is not None and not await _is_known(quiz, contest):
            return [f"{contest}: there is no such contest"]
        undelivered = await _wait_until_delivered(quiz, scoring, contest)
        undelivered += await differing_merges(directory, scoring, DRAINED_WITHIN_S)
        altered = [
            *await _check_audit(url, "directory", directory_tables),
            *await _check_audit(url, "quiz", quiz_tables),
            *await _check_audit(url, "scoring", scoring_tables),
            *await _check_audit(url, "reporting", reporting_tables),
            *await _check_audit(url, "camp", camp_tables),
        ]
        played = await verify_quiz(quiz, keys.participations)
        scored = map(str, await verify_scoring(scoring, contest, keys.results))
        learnt = await verify_camp(camp, keys.works, DRAINED_WITHIN_S, keys.completions)
        return [*undelivered, *altered, *played, *scored, *await verify_reporting(reporting), *learnt]
    finally:
        await directory.close()
        await quiz.close()
        await scoring.close()
        await reporting.close()
        await camp.close()


async def _is_known(quiz: Database, contest: str) -> bool:
    async with quiz.begin() as connection:
        return bool(await read_contests(connection, [contest]))


def _key(data_dir: Path | None, service: str, purpose: str, secret: str | None) -> Mapping[str, str] | None:
    """The key of what is final: of the system on this machine, or from the service's secret in the environment."""
    if secret is None and "CONTEST_DATABASE_URL" not in os.environ:
        secret = running(data_dir).secrets.service_secret(service)
    return None if secret is None else Signet(secret, purpose).public


async def _wait_until_delivered(quiz: Database, scoring: Database, contest: str | None) -> list[str]:
    """Bucket by bucket, what quiz has finished and what the ledger holds; polled until they agree or time is up."""
    until = time.monotonic() + DRAINED_WITHIN_S
    while True:
        async with quiz.begin() as connection:
            waiting = await count_waiting(connection)
            finished = await quiz_digests(connection, contest)
        async with scoring.begin() as connection:
            scored = await scoring_digests(connection, contest)
        lacking = sorted(key for key in finished.keys() | scored.keys() if finished.get(key) != scored.get(key))
        if (not lacking and not waiting) or time.monotonic() > until:
            return [line for key in lacking for line in await _differing(quiz, scoring, *key)]
        await asyncio.sleep(0.5)


async def _differing(quiz: Database, scoring: Database, contest_id: str, bucket: int) -> list[str]:
    """What record and ledger disagree about in a bucket, the first sessions of it by name."""
    async with quiz.begin() as connection:
        finished = await quiz_hashes(connection, contest_id, bucket)
    async with scoring.begin() as connection:
        scored = await scoring_hashes(connection, contest_id, bucket)
    named = [
        f"{contest_id}, session {each}: {_difference(finished.get(each), scored.get(each))}"
        for each in sorted(finished.keys() | scored.keys())
        if finished.get(each) != scored.get(each)
    ]
    counts = f"{contest_id}, bucket {bucket}: {len(finished)} sessions finished, {len(scored)} in the ledger"
    return [counts, *named[:MOST_NAMED]]


def _difference(finished: int | None, scored: int | None) -> str:
    if scored is None:
        return "finished, and not in the ledger"
    if finished is None:
        return "in the ledger, and not finished"
    return "the ledger has another score, participant, unit or day than the session"


async def _check_audit(url: str, role: str, tables: ModuleType) -> list[str]:
    database = _as_role(url, role)
    try:
        async with database.begin() as connection:
            return await audit.breaches(connection, tables.audit)
    finally:
        await database.close()


def _as_role(url: str, role: str) -> Database:
    return Database(url, application_name="verify", pool_size=1, statement_timeout_ms=STATEMENT_TIMEOUT_MS, role=role)
