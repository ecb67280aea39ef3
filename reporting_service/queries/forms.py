"""Templates and campaigns as data."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.forms import Indicator, Template, indicator_of, template_of
from reporting_service.tables import campaigns, indicators, lines, template_uses, templates


async def read_catalogue(connection: AsyncConnection) -> Sequence[Indicator]:
    rows = await connection.execute(sa.select(indicators.c.content).order_by(indicators.c.position))
    return [indicator_of(content) for content in rows.scalars()]


async def read_templates(connection: AsyncConnection, ids: Collection[str] | None = None) -> dict[str, Template]:
    """The newest version of each, or of those with these ids, by id."""
    statement = sa.select(templates.c.id, templates.c.content).order_by(templates.c.id, templates.c.version)
    if ids is not None:
        statement = statement.where(templates.c.id.in_(sorted(ids)))
    newest = {row.id: row.content for row in await connection.execute(statement)}
    catalogue = await read_catalogue(connection) if newest else []
    return {template_id: template_of(content, catalogue) for template_id, content in newest.items()}


async def read_template(connection: AsyncConnection, template_id: str) -> Template | None:
    """Its newest version."""
    return (await read_templates(connection, [template_id])).get(template_id)


async def read_template_version(connection: AsyncConnection, template_id: str, version: int) -> Template | None:
    statement = sa.select(templates.c.content).where(templates.c.id == template_id, templates.c.version == version)
    content = (await connection.execute(statement)).scalar_one_or_none()
    return None if content is None else template_of(content, await read_catalogue(connection))


async def write_indicators(connection: AsyncConnection, contents: Sequence[Mapping[str, Any]]) -> None:
    for position, content in enumerate(contents):
        new = insert(indicators).values(id=content["id"], position=position, content=dict(content))
        changed = {"position": new.excluded.position, "content": new.excluded.content}
        await connection.execute(new.on_conflict_do_update(index_elements=[indicators.c.id], set_=changed))


async def write_template(connection: AsyncConnection, content: Mapping[str, Any]) -> None:
    """A version that is known stays as it was: versions of reports refer to it."""
    new = insert(templates).values(id=content["id"], version=content["version"], content=dict(content))
    await connection.execute(new.on_conflict_do_nothing())


async def write_campaign(connection: AsyncConnection, campaign_id: str, title: str, contest_id: str) -> None:
    new = insert(campaigns).values(id=campaign_id, title=title, contest_id=contest_id)
    changed = {"title": new.excluded.title, "contest_id": new.excluded.contest_id}
    await connection.execute(new.on_conflict_do_update(index_elements=[campaigns.c.id], set_=changed))


async def write_use(
    connection: AsyncConnection, campaign_id: str, template_id: str, *, position: int, due_from: str, due_days: int
) -> None:
    new = insert(template_uses).values(
        campaign_id=campaign_id, template_id=template_id, position=position, due_from=due_from, due_days=due_days
    )
    changed = {name: new.excluded[name] for name in ("position", "due_from", "due_days")}
    keys = [template_uses.c.campaign_id, template_uses.c.template_id]
    await connection.execute(new.on_conflict_do_update(index_elements=keys, set_=changed))


async def read_lines(connection: AsyncConnection, campaign_id: str, template_id: str) -> Mapping[str, tuple[str, int]]:
    """The lines in force: unit → parent and days earlier."""
    line = lines.c
    statement = sa.select(line.unit_code, line.parent_code, line.days_earlier).where(
        line.campaign_id == campaign_id, line.template_id == template_id, line.valid_to.is_(None)
    )
    return {row.unit_code: (row.parent_code, row.days_earlier) for row in await connection.execute(statement)}


async def end_lines(connection: AsyncConnection, campaign_id: str, template_id: str, units: Collection[str]) -> None:
    line = lines.c
    ended = lines.update().where(
        line.campaign_id == campaign_id,
        line.template_id == template_id,
        line.valid_to.is_(None),
        line.unit_code.in_(sorted(units)),
    )
    await connection.execute(ended.values(valid_to=sa.func.clock_timestamp()))


async def begin_lines(
    connection: AsyncConnection, campaign_id: str, template_id: str, begun: Mapping[str, tuple[str, int]]
) -> None:
    rows = [
        {
            "campaign_id": campaign_id,
            "template_id": template_id,
            "unit_code": unit,
            "parent_code": parent,
            "days_earlier": days_earlier,
        }
        for unit, (parent, days_earlier) in sorted(begun.items())
    ]
    if rows:
        await connection.execute(lines.insert().values(valid_from=sa.func.clock_timestamp()), rows)
