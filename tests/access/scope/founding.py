"""The generated tree, inhabited: the five services on one database, and something of each kind at every unit."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

import quiz_service.app
import quiz_service.settings
import reporting_service.app
import reporting_service.settings
import reporting_service.tables
import scoring_service.app
import scoring_service.settings
import services.camp.app
import services.camp.settings
import services.directory.app
from contest.embedded.deployment import role_url
from quiz_service.use_cases.contests.load_shipped_contest import load_shipped_contest
from reporting_service.use_cases import keep_copies
from reporting_service.use_cases.campaigns.load_campaign import load_demo, load_shipped
from services.camp.use_cases import keep_copies as camp_copies
from services.camp.use_cases.load_shipped_camp import load_shipped_camp
from services.chassis import access
from services.contracts.events import UnitTotalsChanged
from services.kit.database import Database
from tests.access.scope.world import CONTEST, FORM, World, tree
from tests.directory.builders import settings as directory_settings
from tests.reporting.builders import attended
from tests.scoring import builders, scoring_system
from tests.support import tokens
from tests.support.servers import PASSWORD


@asynccontextmanager
async def inhabited(owner_url: str, redis_url: str, folder: Path) -> AsyncIterator[World]:
    world = World(tree())
    async with AsyncExitStack() as stack:
        world.owner = await _opened(stack, owner_url)
        await _without_waiting(world.owner)
        await _load(world)
        for service in ("directory", "quiz", "scoring", "reporting", "camp"):
            url = role_url(owner_url, service, PASSWORD)
            world.databases[service] = await _opened(stack, url)
            app = _application(service, url, owner_url, redis_url, folder)
            await stack.enter_async_context(app.router.lifespan_context(app))
            world.apps[service] = app
        await _keep(world)
        for code in world.paths:
            await world.fill_in(code)
            await world.attach(code)
            await world.appoint(code)
            await world.suspect(code)
            await world.offer(code)
        await world.play(list(world.paths), times=2)
        yield world


async def _without_waiting(owner: Database) -> None:
    """Nothing here is about power cuts, and every refusal is committed."""
    async with owner.begin() as transaction:
        name = (await transaction.execute(sa.text("SELECT current_database()"))).scalar_one()
        await transaction.execute(sa.text(f"ALTER DATABASE {name} SET synchronous_commit = off"))


async def _opened(stack: AsyncExitStack, url: str) -> Database:
    database = Database(url, application_name="test", statement_timeout_ms=60_000)
    await database.open()
    stack.push_async_callback(database.close)
    return database


def _application(service: str, url: str, owner_url: str, redis_url: str, folder: Path) -> Any:
    common = {
        "database_url": url,
        "redis_url": redis_url,
        "secret": "5a" * 32,
        "token_verification_keys": tokens.public_keys(),
    }
    match service:
        case "directory":
            return services.directory.app.create_app(directory_settings(owner_url, redis_url))
        case "quiz":
            return quiz_service.app.create_app(quiz_service.settings.Settings(**common, announce_within_s=0))
        case "scoring":
            return scoring_service.app.create_app(scoring_service.settings.Settings(**common))
        case "camp":
            return services.camp.app.create_app(services.camp.settings.Settings(**common))
        case _:
            chosen = reporting_service.settings.Settings(**common, attachments_url=folder.as_uri())
            return reporting_service.app.create_app(chosen)


async def _load(world: World) -> None:
    """What the owner of the database brings in: units, the shipped contest, forms, and the tree as reporting line."""
    async with world.owner.begin() as transaction:
        await load_shipped_contest(transaction)
        await load_shipped(transaction)
        await load_shipped_camp(transaction)
        await load_demo(transaction)
        world.question = str((await transaction.execute(sa.text("SELECT min(id) FROM quiz.questions"))).scalar_one())
        for number, (code, path) in enumerate(world.paths.items()):
            entry = "region" if path[0] == "CN" else "enterprise"
            parent = path[-2] if len(path) > 1 else None
            row = {"code": code, "name": f"单位{code}", "entry": entry, "level": len(path) - 1, "parent": parent}
            await transaction.execute(
                sa.text(
                    "INSERT INTO directory.units (code, name, entry, level, parent, path, sort_key, is_active, version)"
                    " VALUES (:code, :name, :entry, :level, :parent, :path, :sort_key, true, 1)"
                ),
                {**row, "path": list(path), "sort_key": f"{number:03}"},
            )
        await transaction.execute(sa.text("DELETE FROM reporting.lines"))
        line = sa.text(
            "INSERT INTO reporting.lines (campaign_id, template_id, unit_code, valid_from, parent_code, days_earlier)"
            " SELECT id, :form, :unit, now(), :parent, 0 FROM reporting.campaigns"
        )
        for code, path in world.paths.items():
            if len(path) > 1:
                await transaction.execute(line, {"form": FORM, "unit": code, "parent": path[-2]})


async def _keep(world: World) -> None:
    """What arrives as events."""
    opened = datetime.now(UTC).date() - timedelta(days=10)
    contest = builders.contest(CONTEST, opens_on=opened)
    units = [builders.unit(path, name=f"单位{code}") for code, path in world.paths.items()]
    await scoring_system.keep(world.databases["scoring"], contest, *units)
    async with world.databases["camp"].begin() as transaction:
        await camp_copies.keep_units(transaction, units)
    totals = [
        UnitTotalsChanged(
            event_id=uuid4(),
            contest_id=CONTEST,
            unit=code,
            version=1,
            as_of=datetime.now(UTC),
            sessions=100 + number,
            participants=50 + number,
        )
        for number, code in enumerate(world.paths)
    ]
    async with world.databases["reporting"].begin() as transaction:
        await keep_copies.keep_contests(transaction, [contest])
        await keep_copies.keep_units(transaction, units)
        await keep_copies.keep_totals(transaction, totals)
        await access.keep(transaction, reporting_service.tables.access, attended(*world.paths))
