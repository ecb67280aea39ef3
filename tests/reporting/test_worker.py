"""What other services publish arrives, and what is accepted is published (R3.7, R5.1)."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from reporting_service.settings import Settings
from reporting_service.worker import create_app
from services.contracts.events import Event, encode
from services.kit import streams
from tests.reporting.builders import BEIJING, FORM_A, HUANCUI, WEIHAI, contest, reporter, total, unit
from tests.reporting.reporting_system import ReportingSystem

PATIENCE_S = 10.0


async def until(holds: Callable[[], Awaitable[bool]]) -> float:
    """Seconds until it held."""
    began = time.monotonic()
    while not await holds():
        assert time.monotonic() - began < PATIENCE_S
        await asyncio.sleep(0.02)
    return time.monotonic() - began


async def send(redis_url: str, stream: str, *events: Event) -> None:
    async with streams.connect(redis_url) as redis:
        for event in events:
            await redis.xadd(stream, {"event": encode(event)})


async def test_contest_lines_follow_the_totals_within_two_seconds(
    reporting: ReportingSystem, settings: Settings, redis_url: str
) -> None:
    """R3.7: newest version wins, whatever the order of arrival."""
    opened = await reporting.open(HUANCUI)
    worker = create_app(settings)

    async def is_shown() -> bool:
        read = await reporting.read(opened.json()["id"], reporter(HUANCUI))
        return bool(read.json()["values"]["online_quiz_attempts"] == 9)

    async with worker.router.lifespan_context(worker):
        await send(redis_url, "quiz.contests", contest(version=2))
        await send(redis_url, "directory.units", unit(BEIJING, "首都", version=2))
        await send(redis_url, "scoring.totals", total(HUANCUI, 4, 9, version=3), total(HUANCUI, 2, 2, version=2))
        took_s = await until(is_shown)

    assert took_s < 2


async def test_an_accepted_report_is_published(reporting: ReportingSystem, settings: Settings, redis_url: str) -> None:
    report_id = await reporting.accepted(HUANCUI, WEIHAI)
    worker = create_app(settings)

    async with worker.router.lifespan_context(worker), streams.connect(redis_url) as redis:

        async def is_published() -> bool:
            return bool(await redis.xlen("reporting.reports"))

        await until(is_published)
        event = json.loads((await redis.xrange("reporting.reports"))[0][1]["event"])

    assert {name: event[name] for name in ("type", "template", "unit", "version", "report_id")} == {
        "type": "reporting.report_accepted.v1",
        "template": FORM_A,
        "unit": HUANCUI,
        "version": 1,
        "report_id": report_id,
    }


async def test_a_group_that_is_new_to_a_trimmed_stream_has_everything_published_again(
    reporting: ReportingSystem, settings: Settings, redis_url: str
) -> None:
    """R5.1"""
    del reporting
    async with streams.connect(redis_url) as redis:
        await redis.flushdb()
        await redis.set(streams.MARKER_PREFIX + "directory.units", "1")
        worker = create_app(settings)

        async def is_asked_for() -> bool:
            return not await redis.exists(streams.MARKER_PREFIX + "directory.units")

        async with worker.router.lifespan_context(worker):
            await until(is_asked_for)


@pytest.mark.parametrize("table", ["versions", "acts", "audit", "edits"])
async def test_the_service_itself_cannot_change_its_records(reporting: ReportingSystem, table: str) -> None:
    """I15, R3.4"""
    with pytest.raises(DBAPIError, match="permission denied"):
        async with reporting.database.begin() as transaction:
            await transaction.execute(sa.text(f"DELETE FROM reporting.{table}"))
