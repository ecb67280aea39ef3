"""Accounts that are one person's count as one person, whatever arrives when (R6.1, I19)."""

import asyncio
import itertools
import random
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
import sqlalchemy as sa
from redis.asyncio import Redis

from scoring_service.domain.integrity import Thresholds
from scoring_service.domain.persons import unite
from scoring_service.domain.signals import Watch
from scoring_service.subscriptions import subscriptions
from scoring_service.use_cases.publish_totals import publish_totals
from scoring_service.use_cases.verify import verify
from services.contracts.events import (
    Event,
    ParticipantReturned,
    ParticipantsMerged,
    UnitTotalsChanged,
)
from services.kit.database import Database
from services.kit.errors import Unavailable
from tests.scoring.builders import BEIJING, CONTEST, DAY, LIXIA, QINGDAO, SHIZHONG, finished, new_id
from tests.scoring.scoring_system import ScoringSystem, rows
from tests.scoring.stream_system import consumer, eventually, publish, worker
from tests.scoring.test_bulletins import lines
from tests.scoring.test_finals import declared, freeze
from tests.support import tokens

NATIONAL = tokens.organiser()
ONE_DAY = timedelta(days=1)
STATE = (
    "SELECT unit_code, points, sessions, participants, full_marks FROM scoring.unit_totals ORDER BY 1",
    (
        "SELECT unit_code, contest_day, points, sessions, participants FROM scoring.unit_day_totals"
        " WHERE sessions > 0 ORDER BY 1, 2"
    ),
    (
        "SELECT unit_code, date_trunc('week', contest_day), sum(week_participants) FROM scoring.unit_day_totals"
        " GROUP BY 1, 2 ORDER BY 1, 2"
    ),
    (
        "SELECT participant_id, points, sessions, last_day, counted_units, week_units FROM scoring.participants"
        " WHERE sessions > 0 ORDER BY 1"
    ),
    "SELECT points, participants FROM scoring.histogram WHERE participants <> 0 ORDER BY 1",
    "SELECT session_id, signal, state FROM scoring.flags ORDER BY 1, 2",
)


def accounts(number: int = 2) -> list[UUID]:
    """From the oldest to the youngest."""
    return [new_id() for _ in range(number)]


def merged(ended: UUID, kept: UUID) -> ParticipantsMerged:
    return ParticipantsMerged(event_id=new_id(), ended_id=ended, kept_id=kept)


async def take(database: Database, *events: Event, thresholds: Thresholds | None = None) -> None:
    """As the worker does: a batch of one type in a transaction; what another one came in between of is tried again."""
    takes = subscriptions(Watch(thresholds or Thresholds()))
    for event_type, batch in itertools.groupby(events, key=type):
        of_type = list(batch)
        while True:
            try:
                async with database.begin() as transaction:
                    await takes[event_type](transaction, of_type)
            except Unavailable:
                await asyncio.sleep(0.01)
            else:
                break


async def state_of(database: Database) -> list[Sequence[tuple[Any, ...]]]:
    return [await rows(database, query) for query in STATE]


async def participants(scoring: ScoringSystem, **query: Any) -> dict[str, int]:
    board = await scoring.board(**query)
    return {item["unit"]["code"]: item["participants"] for item in board["items"] if item["participants"]}


async def totals(database: Database) -> dict[str, tuple[int, ...]]:
    return {unit: tuple(figures) for unit, *figures in await rows(database, STATE[0])}


async def test_i19_a_merged_person_counts_once_at_every_node(scoring: ScoringSystem) -> None:
    """R6.1: their points and sessions stay where they were made."""
    kept, ended = accounts()
    await take(
        scoring.database,
        finished(kept, 5, path=SHIZHONG),
        finished(ended, 3, path=LIXIA, day=DAY + ONE_DAY),
        finished(ended, 2, path=BEIJING, day=DAY + 2 * ONE_DAY),
        finished(score=1, path=LIXIA),
    )
    before = await totals(scoring.database)

    await take(scoring.database, merged(ended, kept))
    scoring.look_again()

    after = await totals(scoring.database)
    assert (before["CN"], after["CN"]) == ((11, 4, 3, 1), (11, 4, 2, 1))
    assert (before["370000"], after["370000"]) == ((9, 3, 3, 1), (9, 3, 2, 1))
    assert after["370102"] == before["370102"] == (4, 2, 2, 0)
    assert after["370103"] == before["370103"] == (5, 1, 1, 1)
    assert await participants(scoring) == {"370000": 2, "110000": 1}
    assert await participants(scoring, parent="370000") == {"370100": 2}
    assert await verify(scoring.database) == []


async def test_i19_days_weeks_ranges_and_hours_count_persons(scoring: ScoringSystem) -> None:
    kept, ended = accounts()
    await take(
        scoring.database,
        finished(kept, 5),
        finished(ended, 3),
        finished(ended, 3, day=DAY + ONE_DAY),
        merged(ended, kept),
    )
    scoring.look_again()

    assert await participants(scoring, period="day", date=str(DAY)) == {"370000": 1}
    assert await participants(scoring, period="week", date=str(DAY)) == {"370000": 1}
    query = {"from": str(DAY), "to": str(DAY + ONE_DAY), "date": str(DAY)}
    progress = (await scoring.get(f"/v1/progress/{CONTEST}/370000", NATIONAL, **query)).json()
    assert progress["totals"]["participants"] == 1
    assert [day["participants"] for day in progress["by_day"]] == [1, 1]
    assert [(hour["participants"], hour["sessions"]) for hour in progress["by_hour"]] == [(1, 2)]


async def test_i19_a_standing_is_the_persons(scoring: ScoringSystem) -> None:
    kept, ended, other = accounts(3)
    await scoring.set_today(DAY + ONE_DAY)
    await take(
        scoring.database,
        finished(kept, 2),
        finished(ended, 3, day=DAY + ONE_DAY),
        finished(other, 4),
        merged(ended, kept),
    )

    standing = (await scoring.get(f"/v1/standings/{CONTEST}/me", tokens.participant(kept))).json()

    assert [standing[name] for name in ("points", "sessions", "rank", "of", "streak_days")] == [5, 2, 1, 2, 2]
    assert [day["points"] for day in standing["by_day"]] == [2, 3]


async def test_i19_forms_hear_of_one_person(owner: Database, database: Database) -> None:
    """The event of totals prefills them."""
    kept, ended = accounts()
    query = "SELECT CAST(event AS text) FROM scoring.outbox WHERE stream = 'scoring.totals' ORDER BY id"
    await take(database, finished(kept), finished(ended))
    async with owner.begin() as transaction:
        await publish_totals(transaction)
        await transaction.execute(sa.text("UPDATE scoring.published_totals SET published_at = now() - interval '1 h'"))
        await transaction.execute(sa.text("DELETE FROM scoring.outbox"))

    await take(database, merged(ended, kept))
    async with owner.begin() as transaction:
        await publish_totals(transaction)

    told = [msgspec.json.decode(text, type=UnitTotalsChanged) for (text,) in await rows(database, query)]
    assert {each.unit: (each.sessions, each.participants) for each in told} == dict.fromkeys(SHIZHONG, (2, 1))


async def test_i19_reports_count_persons(scoring: ScoringSystem) -> None:
    """R2.10: once at each node, and in each unit where they played."""
    kept, ended = accounts()
    await take(scoring.database, finished(kept, 5), finished(ended, 3, path=LIXIA), merged(ended, kept))

    own = [line for line in await lines(scoring) if line["榜单"] == "所辖单位" and line["单位代码"]]

    counted = {line["单位代码"]: line["参赛人数"] for line in own if line["参赛人数"] != "0"}
    assert counted == dict.fromkeys(("370000", "370100", "370102", "370103"), "1")


def story(chance: random.Random, people: Sequence[UUID]) -> list[Event]:
    paths = (SHIZHONG, LIXIA, QINGDAO, BEIJING)
    return [
        finished(person, chance.randint(0, 5), path=chance.choice(paths), day=DAY + day * ONE_DAY)
        for person in people
        for day in range(9)
        if chance.random() < 0.6
    ]


@pytest.mark.parametrize("seed", range(6))
async def test_i19_any_order_of_merges_and_sessions_and_any_repetition_end_alike(
    database: Database, owner: Database, seed: int
) -> None:
    """Chains included: c into b and b into a, in either order, before, between and after the sessions."""
    chance = random.Random(seed)
    a, b, c, d, e = people = accounts(5)
    sessions = story(chance, people)
    merges: list[Event] = [merged(c, b), merged(b, a), merged(e, d)]
    ends = []
    for _ in range(3):
        events = [*sessions, *merges, *chance.sample([*sessions, *merges], 6)]
        chance.shuffle(events)
        await take(database, *events)
        ends.append(await state_of(database))
        assert await verify(database) == []
        async with owner.begin() as transaction:
            for table in ("ledger", "merges", "persons", "participants", "histogram", "flags"):
                await transaction.execute(sa.text(f"TRUNCATE scoring.{table} CASCADE"))
            for table in ("unit_totals", "unit_day_totals", "contest_states"):
                await transaction.execute(sa.text(f"TRUNCATE scoring.{table}"))

    assert ends[0] == ends[1] == ends[2]
    assert {row[0] for row in ends[0][3]} == {a, d}


def test_a_person_is_their_oldest_account_in_whatever_order_pairs_come() -> None:
    people = [UUID(int=number) for number in range(5)]
    pairs = [(people[3], people[2]), (people[2], people[1]), (people[4], people[3]), (people[1], people[4])]

    for order in itertools.permutations(pairs):
        known: dict[UUID, UUID] = {}
        for pair in order:
            into = unite([pair], known)
            known = {each: into.get(known.get(each, each), known.get(each, each)) for each in people}
        assert [known[each] for each in people] == [people[0], *[people[1]] * 4]


async def test_i19_batches_and_merges_that_race_lose_nothing(database: Database) -> None:
    chance = random.Random(7)
    people = accounts(24)
    sessions = story(chance, people)
    chance.shuffle(sessions)
    merges = [merged(people[n + 1], people[n]) for n in range(0, 24, 2)]

    async def consume(events: Iterable[Event]) -> None:
        for event in events:
            await take(database, event)

    await asyncio.gather(*[consume(sessions[lane::3]) for lane in range(3)], consume(merges), consume(merges[::-1]))

    assert (await totals(database))["CN"][2] == len({people.index(each.participant_id) // 2 for each in sessions})
    assert await verify(database) == []


async def flagged(scoring: ScoringSystem) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await scoring.get(f"/v1/flags/{CONTEST}", NATIONAL)).json()["items"]
    return items


@pytest.mark.parametrize("is_late", [False, True], ids=["sessions first", "merge first"])
async def test_i19_a_day_that_both_accounts_played_is_flagged_with_its_figures(
    scoring: ScoringSystem, *, is_late: bool
) -> None:
    """R2.11: the later session waits for a decision, and a day that one account played does not."""
    kept, ended = accounts()
    first, second = finished(kept, 5), finished(ended, 3)
    later = finished(ended, 3, day=DAY + ONE_DAY)
    events: list[Event] = [merged(ended, kept), first, second, later]
    await take(scoring.database, *(events if is_late else [*events[1:], events[0]]))

    [flag] = await flagged(scoring)
    sent = {"json": {"reason": "同一天两次参赛"}, "headers": tokens.headers(NATIONAL)}
    held = await scoring.client.post(f"/v1/flags/{flag['id']}/void", **sent)

    assert (flag["signal"], flag["session_id"], flag["state"]) == ("double_day", str(second.session_id), "open")
    assert flag["sessions"] == [str(first.session_id), str(second.session_id)]
    assert (flag["figures"], flag["duration_ms"], flag["questions"]) == ({"sessions": 2, "accounts": 2}, 60_000, None)
    assert held.status_code == 200
    assert (await totals(scoring.database))["CN"] == (8, 2, 1, 1)
    assert await verify(scoring.database) == []


async def test_i19_a_held_session_of_an_ended_account_comes_back_to_the_person(scoring: ScoringSystem) -> None:
    kept, ended = accounts()
    await take(scoring.database, finished(kept, 5), finished(ended, 3), merged(ended, kept))
    [flag] = await flagged(scoring)
    sent = {"json": {"reason": "同一天两次参赛"}, "headers": tokens.headers(NATIONAL)}

    for act in ("hold", "release"):
        assert (await scoring.client.post(f"/v1/flags/{flag['id']}/{act}", **sent)).status_code == 200

    assert (await totals(scoring.database))["CN"] == (8, 2, 1, 1)
    assert await verify(scoring.database) == []


async def test_i19_who_returns_under_their_pseudonym_is_who_they_were(scoring: ScoringSystem) -> None:
    person = new_id()
    returned = ParticipantReturned(event_id=new_id(), participant_id=person)

    await take(scoring.database, finished(person, 5), returned, finished(person, 3, day=DAY + ONE_DAY))

    assert (await totals(scoring.database))["CN"] == (8, 2, 1, 1)
    assert await flagged(scoring) == []


async def test_i5_results_that_are_final_keep_the_persons_that_they_were_counted_by(scoring: ScoringSystem) -> None:
    first, second, third, fourth = accounts(4)
    await take(scoring.database, *[finished(each, 5) for each in (first, second, third, fourth)])
    await take(scoring.database, merged(second, first))
    await scoring.keep(await declared(scoring.database))
    assert await freeze(scoring) == [True]
    kept = f"SELECT unit_code, participants FROM scoring.unit_totals WHERE contest_id = '{CONTEST}' ORDER BY 1"
    before = await rows(scoring.database, kept)

    await take(scoring.database, merged(third, second), merged(fourth, third))
    await take(scoring.database, *[finished(each, 1, contest_id="next") for each in (first, fourth)])
    progress = (await scoring.get(f"/v1/progress/{CONTEST}/CN", NATIONAL, **{"from": str(DAY)})).json()
    standing = (await scoring.get(f"/v1/standings/{CONTEST}/me", tokens.participant(first))).json()
    next_one = "SELECT participants FROM scoring.unit_totals WHERE contest_id = 'next' AND unit_code = 'CN'"

    assert before == await rows(scoring.database, kept) == [(code, 3) for code in sorted(SHIZHONG)]
    assert await rows(scoring.database, next_one) == [(1,)]
    assert progress["totals"]["participants"] == 3
    assert (standing["points"], standing["of"]) == (10, 3)
    assert len(await flagged(scoring)) == 1
    assert await verify(scoring.database) == []


@pytest.mark.parametrize(
    "sabotage",
    [
        "DELETE FROM scoring.persons",
        "UPDATE scoring.persons SET person_id = gen_random_uuid()",
        (
            "INSERT INTO scoring.persons VALUES ('00000000-0000-7000-8000-000000000009', 1,"
            " '00000000-0000-7000-8000-000000000001')"
        ),
        "DELETE FROM scoring.merges",
        (
            "INSERT INTO scoring.merges (ended_id, kept_id) VALUES ('00000000-0000-7000-8000-000000000009',"
            " '00000000-0000-7000-8000-000000000001')"
        ),
    ],
)
async def test_i19_a_planted_fault_about_persons_is_found(owner: Database, database: Database, sabotage: str) -> None:
    kept, ended = accounts()
    await take(database, finished(kept), finished(ended), merged(ended, kept))
    assert await verify(database) == []

    async with owner.begin() as transaction:
        await transaction.execute(sa.text(sabotage))

    assert "person of an account" in {each.what for each in await verify(database)}


async def test_i19_sums_that_count_an_ended_account_beside_its_person_are_found(
    owner: Database, database: Database
) -> None:
    kept, ended = accounts()
    await take(database, finished(kept), finished(ended), merged(ended, kept))

    async with owner.begin() as transaction:
        await transaction.execute(sa.text("UPDATE scoring.unit_totals SET participants = 2"))

    assert any("unit: points" in each.what for each in await verify(database))


async def test_i19_a_crash_between_commit_and_acknowledgement_merges_once(redis: "Redis", database: Database) -> None:
    kept, ended = accounts()
    await take(database, finished(kept, 5), finished(ended, 3))
    await publish(redis, "directory.erasures", merged(ended, kept), merged(ended, kept))
    crashing = consumer(redis, database, "directory.erasures")
    committed = crashing._handle

    async def commit_and_crash(deliveries: object) -> None:
        await committed(deliveries)  # type: ignore[arg-type]
        raise asyncio.CancelledError

    crashing._handle = commit_and_crash
    await crashing.step()
    with pytest.raises(asyncio.CancelledError):
        await crashing.step()
    once = await state_of(database)
    successor = consumer(redis, database, "directory.erasures")
    for _ in range(3):
        await successor.step()

    assert once == await state_of(database)
    assert (await totals(database))["CN"] == (8, 2, 1, 1)
    assert (await redis.xpending("directory.erasures", "scoring"))["pending"] == 0
    assert await verify(database) == []


async def test_i19_merges_arrive_by_stream_beside_the_sessions(
    redis: "Redis", database: Database, service_url: str, redis_url: str
) -> None:
    """Two workers, everything twice."""
    people = accounts(40)
    sessions = [finished(person, 2, day=DAY + day * ONE_DAY) for day in range(5) for person in people]
    merges = [merged(people[n + 1], people[n]) for n in range(0, 40, 2)]

    async def is_counted() -> bool:
        sums = await totals(database)
        return sums.get("CN", (0, 0, 0))[1:3] == (200, 20)

    async with worker(service_url, redis_url), worker(service_url, redis_url):
        await publish(redis, "quiz.sessions", *sessions[:100])
        await publish(redis, "directory.erasures", *merges, *merges[::2])
        await publish(redis, "quiz.sessions", *sessions[50:])
        await eventually(is_counted, 20)

    assert await verify(database) == []
    assert len(await rows(database, "SELECT * FROM scoring.flags WHERE signal = 'double_day'")) == 100
