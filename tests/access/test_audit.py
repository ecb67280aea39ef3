"""Every privileged act leaves one record that nobody can bend unseen (I15)."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
import sqlalchemy as sa

from contest.cli.verify import differences
from contest.embedded.deployment import role_url
from quiz_service.tables import audit as quiz_audit
from services.chassis.audit import breaches
from services.directory.tables import audit
from services.kit.database import Database
from tests.access.people import People, people
from tests.quiz.quiz_system import contest_body
from tests.support.servers import PASSWORD
from tests.support.tokens import headers, organiser, participant


@pytest.fixture(scope="module")
async def system(postgres_url: str, redis_url: str) -> AsyncIterator[People]:
    async with people(postgres_url, redis_url) as running:
        yield running


async def records(database: Database, table: sa.Table = audit) -> list[tuple[str, str, str, str]]:
    async with database.begin() as connection:
        names = ("actor", "act", "target", "outcome")
        query = sa.select(*[table.c[name] for name in names]).order_by(table.c.number)
        return [tuple(row) for row in await connection.execute(query)]


async def broken(system: People, table: sa.Table = audit) -> list[str]:
    async with system.owner.begin() as connection:
        return await breaches(connection, table)


async def test_each_act_leaves_one_record(system: People) -> None:
    """I15"""
    caller = organiser()
    sent = headers(caller)
    before = await records(system.owner)
    person = {"name": "李四", "unit": "370000", "role": "organiser", "kind": "person"}
    added = (await system.directory.post("/v1/organisers", json=person, headers=sent)).json()
    setup = {"setup_token": added["setup_link"].partition("#")[2], "password": "a password of my own"}
    await system.directory.post("/v1/auth/password-setups", json=setup)
    await system.directory.delete(f"/v1/organisers/{added['id']}", headers=sent)
    unit = {"code": "CE-001-1", "name": "分公司", "parent": "CE-001"}
    for _ in range(2):  # a repeat with its key is no second act
        await system.directory.post("/v1/units", json=unit, headers={**sent, "Idempotency-Key": "once"})
    await system.directory.put("/v1/units/CE-001-1", json={"registered_base": 5, "reason": "核实更正"}, headers=sent)
    rows = [{"code": "CE-001-2", "name": "二公司", "parent": "CE-001"}]
    for query in ("?dry_run=true", ""):
        await system.directory.post(f"/v1/units/imports{query}", json=rows, headers=sent)

    assert (await records(system.owner))[len(before) :] == [
        (caller.subject, "organiser.appoint", added["id"], "done"),
        (added["id"], "organiser.set-password", added["id"], "done"),
        (caller.subject, "organiser.remove", added["id"], "done"),
        (caller.subject, "unit.add", "CE-001-1", "done"),
        (caller.subject, "unit.change", "CE-001-1", "done"),
        (caller.subject, "unit.import", "CE-001-2", "done"),
    ]
    assert await broken(system) == []


async def test_a_refused_act_leaves_one_record_with_the_reason(system: People) -> None:
    """I15"""
    caller = organiser("organiser", "370000")
    sent, before = headers(caller), await records(system.owner)
    foreign = {"name": "x", "unit": "440100", "role": "organiser", "kind": "client"}
    await system.directory.post("/v1/organisers", json=foreign, headers=sent)
    await system.directory.post("/v1/organisers", json={**foreign, "unit": "371000", "role": "editor"}, headers=sent)
    await system.directory.put("/v1/units/371000", json={"surplus": 1}, headers=sent)
    await system.directory.post("/v1/units", json={}, headers=headers(organiser("editor")))

    found = (await records(system.owner))[len(before) :]

    assert [each[1:] for each in found] == [
        ("organiser.appoint", "/v1/organisers", "not-found"),
        ("organiser.appoint", "/v1/organisers", "role-not-grantable"),
        ("unit.change", "/v1/units/371000", "invalid-request"),
        ("unit.add", "/v1/units", "forbidden"),
    ]


async def test_reading_is_no_act_and_strangers_cannot_fill_the_record(system: People) -> None:
    before = await records(system.owner)
    await system.directory.get("/v1/organisers", headers=headers(organiser()))
    await system.directory.post("/v1/units", json={}, headers=headers(participant()))
    await system.directory.post("/v1/units", json={})

    assert await records(system.owner) == before


async def test_contests_leave_records_in_the_schema_of_the_quiz(system: People) -> None:
    """I15"""
    national, provincial = organiser(), organiser("administrator", "370000")
    body = contest_body()
    await system.quiz.post("/v1/contests", json=body, headers=headers(national))
    await system.quiz.put(f"/v1/contests/{body['id']}", json={**body, "title": "新"}, headers=headers(national))
    await system.quiz.post("/v1/contests", json=body, headers=headers(national))
    await system.quiz.post("/v1/contests", json=body, headers=headers(provincial))
    await system.quiz.post("/v1/contests", json={}, headers=headers(national))

    assert (await records(system.owner, quiz_audit))[-5:] == [
        (national.subject, "contest.create", body["id"], "done"),
        (national.subject, "contest.change", body["id"], "done"),
        (national.subject, "contest.create", "/v1/contests", "contest-exists"),
        (provincial.subject, "contest.create", "/v1/contests", "forbidden"),
        (national.subject, "contest.create", "/v1/contests", "invalid-request"),
    ]
    assert await broken(system, quiz_audit) == []


async def test_racing_acts_make_one_whole_chain(system: People) -> None:
    """I15"""
    before = len(await records(system.owner))
    bodies = [{"code": f"CE-002-{number}", "name": "并发", "parent": "CE-002"} for number in range(30)]

    replies = await asyncio.gather(
        *(system.directory.post("/v1/units", json=body, headers=headers(organiser())) for body in bodies),
        *(system.directory.post("/v1/units", json={}, headers=headers(organiser("editor"))) for _ in range(30)),
    )

    answered = [reply.status_code for reply in replies if reply.status_code != 503]
    assert len(await records(system.owner)) == before + len(answered)
    assert {201, 403} <= set(answered)
    assert await broken(system) == []


@pytest.mark.parametrize("role", ["directory", "quiz", "scoring", "reporting", "camp"])
@pytest.mark.parametrize("what", ["UPDATE {}.audit SET actor = 'x'", "DELETE FROM {}.audit", "TRUNCATE {}.audit"])
async def test_the_service_itself_can_only_add(system: People, role: str, what: str) -> None:
    """I15"""
    connection = await asyncpg.connect(role_url(system.owner_url, role, PASSWORD))

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(what.format(role))

    await connection.close()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE directory.audit SET actor = 'somebody' WHERE number = 2", "record 2 or"),
        ("UPDATE directory.audit SET outcome = 'done' WHERE number = 1", None),
        ("UPDATE directory.audit SET at = at + interval '1 microsecond' WHERE number = 3", "record 3 or"),
        ("DELETE FROM directory.audit WHERE number = 2", "records 2 to 2 are missing"),
        ("UPDATE directory.audit SET digest = sha256('x') WHERE number = 1", "record 1 or"),
    ],
)
async def test_verify_finds_what_somebody_with_more_rights_changed(
    system: People, change: str, told: str | None
) -> None:
    """I15"""
    async with system.owner.begin() as transaction:
        await transaction.execute(sa.text("CREATE TABLE directory.kept AS SELECT * FROM directory.audit"))
        await transaction.execute(sa.text(change))

    found = await differences(system.owner_url, None)

    async with system.owner.begin() as transaction:
        await transaction.execute(sa.text("DELETE FROM directory.audit"))
        await transaction.execute(sa.text("INSERT INTO directory.audit SELECT * FROM directory.kept"))
        await transaction.execute(sa.text("DROP TABLE directory.kept"))
    named = [each for each in found if each.startswith("directory.audit")]
    assert bool(named) == (told is not None)
    assert told is None or told in named[0]
    assert await broken(system) == []
