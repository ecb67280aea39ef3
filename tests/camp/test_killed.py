"""Connections that die: no like and no second that was acknowledged is lost, and none counts twice (R6.11).

Whoever gets no answer asks again, as clients do.
"""

import asyncio
import random
from typing import Self

import sqlalchemy as sa

from services.camp import tables
from services.camp.use_cases.verify import verify
from services.chassis.tokens import Caller
from tests.camp.camp_system import CAMP, LESSON, CampSystem
from tests.support import tokens

KILL = sa.text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE usename = 'camp' AND datname = current_database() AND pid <> pg_backend_pid()"
)


TIMES = 12


class Killer:
    """Ends every connection of the service, some times while its block is open: a slow machine shall get to its end."""

    def __init__(self, camp: CampSystem) -> None:
        self._camp = camp
        self.killed = 0

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._kill())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _kill(self) -> None:
        for _ in range(TIMES):
            await asyncio.sleep(random.uniform(0.002, 0.05))
            async with self._camp.database.begin() as transaction:
                self.killed += (await transaction.execute(KILL)).scalar_one()


async def _until_answered(
    camp: CampSystem, method: str, path: str, caller: Caller, body: object = None
) -> dict[str, int]:
    for _ in range(200):
        reply = await camp.ask(method, path, caller, body)
        if reply.status_code == 200:
            shown: dict[str, int] = reply.json()
            return shown
        assert reply.status_code == 503, reply.text
    raise AssertionError("no answer to two hundred tries")


async def test_no_like_is_lost_or_doubled_when_connections_die(camp: CampSystem) -> None:
    work_id = await camp.published(await camp.learner())
    people = [tokens.participant() for _ in range(40)]

    async def live(caller: Caller, *, likes_at_last: bool) -> None:
        for method in ("PUT", "DELETE", "PUT", "PUT", *([] if likes_at_last else ["DELETE"])):
            await _until_answered(camp, method, f"/v1/works/{work_id}/like", caller)

    async with Killer(camp) as killer:
        await asyncio.gather(*(live(each, likes_at_last=number % 4 > 0) for number, each in enumerate(people)))

    assert killer.killed > 0
    assert (await camp.listed())[0]["likes"] == 30
    async with camp.database.begin() as transaction:
        stored = set((await transaction.execute(sa.select(tables.likes.c.participant_id))).scalars())
    assert stored == {each.subject_id for number, each in enumerate(people) if number % 4}
    await camp.count()
    assert await verify(camp.database, None, 0) == []


async def test_no_second_is_lost_or_doubled_when_connections_die(camp: CampSystem) -> None:
    learners = [await camp.learner() for _ in range(12)]
    path = f"/v1/lessons/{LESSON}/watch"

    async def beat(caller: Caller, quarter: int) -> int:
        shown = await _until_answered(camp, "PUT", path, caller, {"position_ms": 16_000 * quarter, "state": "playing"})
        return shown["total_counted_ms"]

    async with Killer(camp) as killer:
        acknowledged = [[await beat(each, 0)] for each in learners]
        for quarter in range(1, 7):
            await camp.wait(15)
            totals = await asyncio.gather(*(beat(each, quarter) for each in learners))
            for series, total in zip(acknowledged, totals, strict=True):
                series.append(total)

    assert killer.killed > 0
    for caller, series in zip(learners, acknowledged, strict=True):
        assert series == sorted(series)
        assert 6 * 15_000 <= series[-1] <= 6 * 16_000
        own = (await camp.ask("GET", f"/v1/camps/{CAMP}/me", caller)).json()
        assert own["total_counted_ms"] == series[-1]
    await camp.count()
    assert await verify(camp.database, None, 0) == []
