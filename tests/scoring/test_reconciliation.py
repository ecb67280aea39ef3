"""I22: after any failover the ledger holds nothing that the record lacks. Entries take it back; none is deleted."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import pytest
import sqlalchemy as sa

from scoring_service.use_cases.compare_digests import compare_digests
from scoring_service.use_cases.reconcile_sessions import reconcile_sessions
from scoring_service.use_cases.verify import verify
from services.contracts.buckets import bounds, bucket_of
from services.contracts.comparisons import SessionsListed
from services.contracts.events import ResendRequested, SessionFinished
from services.contracts.values import ListedSession
from services.kit.database import Database
from services.kit.errors import Unavailable
from tests.scoring.builders import BEIJING, CONTEST, DAY, LIXIA, finished, id_on, new_id
from tests.scoring.scoring_system import ScoringSystem, record, rows
from tests.scoring.test_digests import compare, digest_of, requests, rescored, set_caught_up

BUCKET = bucket_of(id_on(DAY))
KINDS = "SELECT kind, cause, points FROM scoring.ledger WHERE session_id = :id ORDER BY recorded_at, kind DESC"


def played(number: int = 4) -> list[SessionFinished]:
    """Sessions of one bucket; the last two are of one person."""
    held = [finished(score=index + 1, session_id=id_on(DAY, index), path=LIXIA) for index in range(number)]
    return [*held[:-1], msgspec.structs.replace(held[-1], participant_id=held[-2].participant_id)]


def as_listed(event: SessionFinished, score: int | None = -1) -> ListedSession:
    now = event.score if score == -1 else score
    return ListedSession(event.session_id, now, now == event.max_score, event.revision)


def listed(sessions: Sequence[ListedSession], as_of: datetime | None = None) -> SessionsListed:
    lowest, highest = bounds(BUCKET)
    return SessionsListed(
        event_id=new_id(),
        contest_id=CONTEST,
        bucket=BUCKET,
        after=type(lowest)(int=lowest.int - 1),
        until=highest,
        as_of=as_of or finished().started_at + timedelta(hours=1),
        sessions=tuple(sessions),
    )


async def reconcile(database: Database, *events: SessionsListed) -> None:
    async with database.begin() as transaction:
        await reconcile_sessions(transaction, events)


async def test_i22_what_the_record_has_lost_is_taken_back_by_an_entry(scoring: ScoringSystem) -> None:
    held = played()
    await scoring.record(*held)

    await reconcile(scoring.database, listed([as_listed(each) for each in held[:3]]))
    await reconcile(scoring.database, listed([as_listed(each) for each in held[:3]]))
    scoring.look_again()

    assert await rows(scoring.database, KINDS, id=held[3].session_id) == [
        ("session", "", 4),
        ("reversal", "record/0001", -4),
    ]
    board = {item["unit"]["code"]: item for item in (await scoring.board())["items"]}
    assert (board["370000"]["points"], board["370000"]["sessions"]) == (6, 3)
    assert await verify(scoring.database) == []
    await compare(scoring.database, await digest_of(scoring.database, held[:3]))
    assert await rows(scoring.database, "SELECT * FROM scoring.digest_doubts") == []


async def test_i22_everything_of_a_person_may_be_lost(scoring: ScoringSystem) -> None:
    held = played()
    await scoring.record(*held)

    await reconcile(scoring.database, listed([]))
    scoring.look_again()

    assert [item["points"] for item in (await scoring.board())["items"]] == [0, 0, 0]
    assert await verify(scoring.database) == []


async def test_i22_a_session_that_the_record_finished_otherwise_counts_as_the_record_has_it(
    scoring: ScoringSystem,
) -> None:
    """The promoted standby had it unfinished; it was handed in again."""
    held = played()
    await scoring.record(*held)
    now = [*held[:3], msgspec.structs.replace(held[3], score=5)]

    await reconcile(scoring.database, listed([as_listed(each) for each in now]))

    assert await rows(scoring.database, KINDS, id=held[3].session_id) == [
        ("session", "", 4),
        ("reversal", "record/0001", -4),
        ("reinstatement", "record/0001", 5),
    ]
    assert await verify(scoring.database) == []
    await compare(scoring.database, await digest_of(scoring.database, now))
    assert await rows(scoring.database, "SELECT * FROM scoring.digest_doubts") == []


async def test_i22_what_was_taken_back_comes_back_with_the_record(scoring: ScoringSystem) -> None:
    """The old primary is brought back, or the deadline finishes what the standby had unfinished."""
    held = played()
    await scoring.record(*held)
    everything = listed([as_listed(each) for each in held])

    for _ in range(2):
        await reconcile(scoring.database, listed([as_listed(each) for each in held[:3]]))
        await reconcile(scoring.database, everything)

    assert await verify(scoring.database) == []
    await compare(scoring.database, await digest_of(scoring.database, held))
    assert await rows(scoring.database, "SELECT * FROM scoring.digest_doubts") == []
    assert len(await rows(scoring.database, KINDS, id=held[3].session_id)) == 5


async def test_i22_a_later_score_that_the_record_has_lost_is_taken_back(scoring: ScoringSystem) -> None:
    held = played()
    await scoring.record(*held)
    await scoring.record(rescored(held[3], 5))

    await reconcile(scoring.database, listed([as_listed(each) for each in held]))
    regraded = msgspec.structs.replace(held[3], score=2, revision=2, cause="w-2")
    await scoring.record(regraded)

    assert await verify(scoring.database) == []
    await compare(scoring.database, await digest_of(scoring.database, [*held[:3], regraded]))
    assert await rows(scoring.database, "SELECT * FROM scoring.digest_doubts") == []


async def test_i22_a_score_that_comes_for_what_was_taken_back_counts_once(scoring: ScoringSystem) -> None:
    held = played()
    await scoring.record(*held)
    await reconcile(scoring.database, listed([as_listed(each) for each in held[:3]]))
    again = rescored(held[3], 5)
    await scoring.record(again)

    await reconcile(scoring.database, listed([as_listed(each) for each in [*held[:3], again]]))

    assert await verify(scoring.database) == []
    await compare(scoring.database, await digest_of(scoring.database, [*held[:3], again]))
    assert await rows(scoring.database, "SELECT * FROM scoring.digest_doubts") == []


async def test_what_is_not_finished_yet_and_what_began_later_are_left_alone(scoring: ScoringSystem) -> None:
    held = played()
    later = finished(session_id=id_on(DAY, 77), path=BEIJING)
    later = msgspec.structs.replace(later, started_at=later.started_at + timedelta(minutes=5))
    await scoring.record(*held, later)

    unfinished = [as_listed(each, score=None) for each in held]
    await reconcile(scoring.database, listed(unfinished, as_of=held[0].started_at + timedelta(minutes=1)))

    assert await rows(scoring.database, "SELECT kind FROM scoring.ledger WHERE kind <> 'session'") == []


async def test_a_list_waits_while_the_ledger_is_behind(owner: Database, scoring: ScoringSystem) -> None:
    await scoring.record(*played())
    await set_caught_up(owner, "now() - interval '10 seconds'")

    with pytest.raises(Unavailable):
        await reconcile(scoring.database, listed([]))


async def test_frozen_results_do_not_move(owner: Database, scoring: ScoringSystem) -> None:
    """I5: what a failover takes after that is for people to decide; `contest verify` names it."""
    await scoring.record(*played())
    async with owner.begin() as transaction:
        await transaction.execute(sa.text("UPDATE scoring.contest_states SET frozen_at = now()"))

    await reconcile(scoring.database, listed([]))

    assert await rows(scoring.database, "SELECT kind FROM scoring.ledger WHERE kind <> 'session'") == []


async def test_the_rest_of_a_list_and_what_the_ledger_lacks_are_asked_for(scoring: ScoringSystem) -> None:
    held = played()
    await scoring.record(*held[:2])
    page = msgspec.structs.replace(listed([as_listed(each) for each in held]), until=held[3].session_id)

    await reconcile(scoring.database, page)

    rest, events = await requests(scoring.database)
    assert (rest.bucket, rest.list_after) == (BUCKET, held[3].session_id)
    assert (events.bucket, events.list_after) == (BUCKET, None)


async def asked_after(database: Database, owner: Database, held: Sequence[SessionFinished]) -> list[ResendRequested]:
    """What scoring asks for while quiz goes on telling the digest of these."""
    for _ in range(3):
        for _ in range(2):
            async with database.begin() as transaction:
                await compare_digests(transaction, [await digest_of(database, held)])
        async with owner.begin() as transaction:
            await transaction.execute(sa.text("UPDATE scoring.digest_doubts SET requested_at = '2020-01-01Z'"))
    return await requests(database)


async def test_i22_more_in_the_ledger_than_in_the_record_makes_scoring_ask_for_the_list(
    owner: Database, database: Database
) -> None:
    held = played()
    await record(database, *held)

    asked = await asked_after(database, owner, held[:3])

    assert [each.list_after is not None for each in asked[:2]] == [True, False]


async def test_i18_less_in_the_ledger_makes_it_ask_for_events_first(owner: Database, database: Database) -> None:
    held = played()
    await record(database, *held[:3])

    asked = await asked_after(database, owner, held)

    assert [each.list_after is not None for each in asked[:2]] == [False, True]
