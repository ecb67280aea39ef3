"""Results that are final do not move, are signed, and follow from the ledger (R2.10, I5)."""

import csv
import hashlib
import io
import json
from functools import reduce
from operator import xor
from typing import Any

import jwt
import msgspec
import pytest
import sqlalchemy as sa
from redis.asyncio import Redis

from scoring_service.domain.errors import ResultsFinal
from scoring_service.queries.digests import read_digest, read_digests
from scoring_service.use_cases.freeze_results import PURPOSE, count_sessions, freeze_results, read_waiting
from scoring_service.use_cases.verify import verify
from services.contracts.buckets import bucket_of
from services.contracts.values import ContestFinal
from services.kit.consumer import TRIES_BEFORE_PARKING
from services.kit.database import Database
from services.kit.signatures import Signet
from tests.scoring.builders import (
    BEIJING,
    CONTEST,
    DAY,
    LIXIA,
    QINGDAO,
    SHIZHONG,
    STATE_GRID,
    contest,
    finished,
    id_on,
    unit,
)
from tests.scoring.scoring_system import SECRET, ScoringSystem, record, rows
from tests.scoring.stream_system import consumer, eventually, publish, worker
from tests.support import tokens

SHANDONG = tokens.organiser("organiser", "370000")
SIGNET = Signet(SECRET, PURPOSE)
BOARDS = ({}, {"parent": "370000"}, {"metric": "composite"}, {"period": "day", "date": str(DAY)})


async def declared(database: Database, **changes: Any) -> Any:
    """What quiz says of a contest with exactly the sessions that the ledger has."""
    async with database.begin() as connection:
        buckets = list((await read_digests(connection, CONTEST)).values())
    final = ContestFinal(
        contest().closes_at, sum(count for count, _ in buckets), reduce(xor, [digest for _, digest in buckets], 0)
    )
    return msgspec.structs.replace(contest(version=2), final=msgspec.structs.replace(final, **changes))


async def freeze(scoring: ScoringSystem) -> list[bool]:
    async with scoring.database.begin() as transaction:
        contests = await read_waiting(transaction)
    done = [await freeze_results(scoring.database, waiting, SIGNET) for waiting in contests]
    scoring.look_again()
    return done


async def test_parts_of_the_ledger_add_up_to_what_quiz_counts(played: ScoringSystem) -> None:
    """A nation's sessions do not fit in a statement."""
    final = (await declared(played.database)).final

    counts = [await count_sessions(played.database, CONTEST, part) for part in (1, 2, 1000)]
    assert counts == [(final.sessions, final.digest)] * 3


async def test_i18_a_large_bucket_of_the_ledger_has_the_digest_of_its_parts(scoring: ScoringSystem) -> None:
    sessions = [finished(score=score, session_id=id_on(DAY, score)) for score in (1, 2, 3)]
    await scoring.record(*sessions)
    bucket = bucket_of(sessions[0].session_id)

    async with scoring.database.begin() as connection:
        whole, large = [await read_digest(connection, CONTEST, bucket, None, part) for part in (1000, 1)]

    assert whole == large
    assert whole[0] == len(sessions)


@pytest.fixture
async def played(scoring: ScoringSystem) -> ScoringSystem:
    await scoring.keep(unit(BEIJING[:2], version=2, registered_base=100))
    await scoring.record(
        finished(score=5, path=SHIZHONG),
        finished(score=3, path=LIXIA),
        finished(score=4, path=BEIJING),
        finished(score=5, path=STATE_GRID),
    )
    return scoring


@pytest.fixture
async def final(played: ScoringSystem) -> ScoringSystem:
    await played.keep(await declared(played.database))
    assert await freeze(played) == [True]
    return played


async def test_r2_10_frozen_boards_do_not_move_whatever_becomes_of_the_units(final: ScoringSystem) -> None:
    before = [(await final.ask(**query)).content for query in BOARDS]
    events = [(await final.get(f"/v1/progress/{CONTEST}/370000", SHANDONG)).content]

    await final.keep(
        unit(BEIJING[:2], version=3, name="首都", registered_base=50),
        unit(QINGDAO, version=2, is_active=False),
        unit(("CN", "120000")),
    )

    assert [(await final.ask(**query)).content for query in BOARDS] == before
    assert [(await final.get(f"/v1/progress/{CONTEST}/370000", SHANDONG)).content] == events


async def test_boards_of_other_contests_go_on(final: ScoringSystem) -> None:
    await final.keep(contest("next"), unit(BEIJING[:2], version=3, name="首都"))

    board = await final.board(contest_id="next")

    assert "首都" in [item["unit"]["name"] for item in board["items"]]


async def test_i5_a_session_that_comes_after_the_results_is_put_aside_and_not_applied(
    redis: "Redis", final: ScoringSystem
) -> None:
    before = (await final.ask()).content
    await publish(redis, "quiz.sessions", finished(score=5, path=BEIJING), finished(contest_id="other"))
    reader = consumer(redis, final.database, "quiz.sessions")

    for _ in range(TRIES_BEFORE_PARKING + 3):
        await reader.step()
    final.look_again()

    parked = await rows(final.database, "SELECT reason FROM scoring.dead_letters")
    assert (await final.ask()).content == before
    assert "ResultsFinal" in parked[0][0]
    assert await rows(final.database, "SELECT count(*) FROM scoring.ledger WHERE contest_id = 'other'") == [(1,)]
    assert await verify(final.database) == []


async def test_i5_a_session_that_is_delivered_again_is_no_news(final: ScoringSystem) -> None:
    event = finished(score=1, path=BEIJING, contest_id="other")
    await record(final.database, event)
    async with final.database.begin() as transaction:
        await transaction.execute(sa.text("UPDATE scoring.contest_states SET frozen_at = now()"))

    assert await record(final.database, event) == 0
    with pytest.raises(ResultsFinal):
        await record(final.database, finished(contest_id="other"))


@pytest.mark.parametrize("lacking", [{"sessions": 5}, {"digest": 1}])
async def test_results_wait_until_the_ledger_has_every_session(played: ScoringSystem, lacking: dict[str, int]) -> None:
    await played.keep(await declared(played.database, **lacking))

    assert await freeze(played) == [False]
    assert (await played.client.get(f"/v1/bulletins/{CONTEST}/final")).json()["code"] == "results-not-final"
    await played.record(finished(score=1, path=BEIJING))


async def test_r2_10_the_results_are_signed_and_anybody_can_check_them(final: ScoringSystem) -> None:
    reply = await final.client.get(f"/v1/bulletins/{CONTEST}/final")
    keys = jwt.PyJWKSet.from_dict((await final.client.get("/v1/bulletins/jwks.json")).json())

    body = reply.json()
    content = jwt.PyJWS().decode(body["jws"], keys.keys[0], algorithms=["EdDSA"])
    assert json.loads(content) == body["results"]
    assert hashlib.sha256(content).hexdigest() == body["digest"]
    assert [(unit["code"], unit["points"]) for unit in body["results"]["units"] if unit["parent"] in ("CN", "CE")] == [
        ("110000", 4),
        ("370000", 8),
        ("CE-020", 5),
    ]
    assert body["results"]["sessions"] == 4


async def test_the_key_of_results_is_none_that_tokens_are_accepted_by(final: ScoringSystem) -> None:
    keys = (await final.client.get("/v1/bulletins/jwks.json")).json()["keys"]

    assert {key["x"] for key in keys}.isdisjoint(key["x"] for key in json.loads(tokens.public_keys())["keys"])
    assert all("d" not in key for key in keys)


@pytest.mark.parametrize("form", ["xlsx", "csv", "pdf"])
async def test_r2_10_the_final_report_always_has_the_same_bytes(final: ScoringSystem, form: str) -> None:
    path = f"/v1/bulletins/{CONTEST}"
    first = await final.get(path, SHANDONG, format=form)

    await final.keep(unit(BEIJING[:2], version=3, name="首都"), unit(QINGDAO, version=2, is_active=False))
    again = await final.get(path, SHANDONG, format=form)

    assert (first.status_code, again.content) == (200, first.content)
    if form == "csv":
        assert "排名通报（最终结果）" in first.text


async def test_r6_5_a_unit_keeps_its_true_place_among_its_siblings_in_the_final_report(final: ScoringSystem) -> None:
    caller = tokens.organiser("organiser", "110000")
    reply = await final.get(f"/v1/bulletins/{CONTEST}", caller, format="csv")

    shown = csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig")))
    own = [line for line in shown if line["榜单"] == "所辖单位" and line["单位代码"] == "110000"]
    assert [(each["名次"], each["上级单位"]) for each in own] == [("2", "全国")]


async def test_what_follows_from_the_ledger_is_verified_signature_included(final: ScoringSystem) -> None:
    assert await verify(final.database, public=SIGNET.public) == []


@pytest.mark.parametrize(
    ("sabotage", "what"),
    [
        ("UPDATE scoring.finals SET digest = '\\x00'", "final results: digest"),
        ("UPDATE scoring.finals SET jws = regexp_replace(jws, '.....$', 'AAAAA')", "final results: signature"),
        ("UPDATE scoring.frozen_units SET name = '首都' WHERE code = '110000'", "name and parent: 110000"),
        ("DELETE FROM scoring.ledger WHERE points = 4", "final results: points"),
        (
            "UPDATE scoring.ledger SET points = 5 WHERE points = 4; UPDATE scoring.unit_totals SET points = points + 1",
            "final results: points",
        ),
    ],
)
async def test_r2_10_a_planted_fault_is_found(final: ScoringSystem, sabotage: str, what: str) -> None:
    async with final.owner.begin() as transaction:
        for statement in sabotage.split("; "):
            await transaction.execute(sa.text(statement))

    found = [str(difference) for difference in await verify(final.database, public=SIGNET.public)]

    assert any(what in each for each in found), found


async def test_the_service_itself_cannot_change_what_is_frozen(final: ScoringSystem) -> None:
    for table in ("finals", "frozen_units"):
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            async with final.database.begin() as transaction:
                await transaction.execute(sa.text(f"DELETE FROM scoring.{table}"))


async def test_results_of_a_contest_nobody_played_are_final_too(scoring: ScoringSystem) -> None:
    await scoring.keep(await declared(scoring.database))

    assert await freeze(scoring) == [True]
    assert (await scoring.client.get(f"/v1/bulletins/{CONTEST}/final")).json()["results"]["units"] == []


async def test_a_worker_freezes_what_quiz_declared(
    redis: "Redis", played: ScoringSystem, service_url: str, redis_url: str
) -> None:
    async def is_final() -> bool:
        return (await played.client.get(f"/v1/bulletins/{CONTEST}/final")).status_code == 200

    async with worker(service_url, redis_url):
        await publish(redis, "quiz.contests", await declared(played.database))
        await eventually(is_final)


@pytest.mark.parametrize("path", ["/v1/bulletins/unknown/final", "/v1/bulletins/%00/final"])
async def test_what_does_not_exist_is_404(scoring: ScoringSystem, path: str) -> None:
    assert (await scoring.client.get(path)).json()["code"] == "contest-not-found"
