"""Campaigns, the forms that are due in them, and who reports to whom."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.campaign import Campaign, Use
from reporting_service.domain.contest import Due
from reporting_service.domain.lines import Line, LineOnRecord, digest_of
from reporting_service.tables import campaigns, lines, template_uses, units

_CAMPAIGN = (
    campaigns.c.id,
    campaigns.c.title,
    campaigns.c.owner_unit,
    campaigns.c.contest_id,
    campaigns.c.first_day,
    campaigns.c.last_day,
    campaigns.c.camp_id,
    campaigns.c.seal_name,
)

END_LINES_OF_RETIRED = sa.text("""
UPDATE reporting.lines AS line SET valid_to = clock_timestamp(), ended_by = :by
WHERE line.unit_code = :unit AND line.valid_to IS NULL
    AND NOT EXISTS (
        SELECT FROM reporting.reports AS filed WHERE filed.campaign_id = line.campaign_id
            AND filed.template_id = line.template_id AND filed.unit_code = line.unit_code
            AND filed.submitted_version > 0)
    AND NOT EXISTS (
        SELECT FROM reporting.lines AS below WHERE below.campaign_id = line.campaign_id
            AND below.template_id = line.template_id AND below.parent_code = line.unit_code AND below.valid_to IS NULL)
""")


async def read_campaign(connection: AsyncConnection, campaign_id: str, *, lock: bool = False) -> Campaign | None:
    statement = sa.select(*_CAMPAIGN).where(campaigns.c.id == campaign_id)
    row = (await connection.execute(statement.with_for_update() if lock else statement)).first()
    return None if row is None else Campaign(*row)


async def read_campaigns(connection: AsyncConnection) -> Sequence[Campaign]:
    """The newest first."""
    rows = await connection.execute(sa.select(*_CAMPAIGN).order_by(campaigns.c.loaded_at.desc(), campaigns.c.id))
    return [Campaign(*row) for row in rows]


async def read_members(connection: AsyncConnection, campaign_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
    """The units in each campaign's lines, as who reports or is reported to."""
    line = lines.c
    ends = [
        sa.select(line.campaign_id, end.label("unit")).where(
            line.campaign_id.in_(sorted(campaign_ids)), line.valid_to.is_(None)
        )
        for end in (line.unit_code, line.parent_code)
    ]
    found: dict[str, set[str]] = {each: set() for each in campaign_ids}
    for campaign_id, unit in await connection.execute(sa.union(*ends)):
        found[campaign_id].add(unit)
    return {each: frozenset(members) for each, members in found.items()}


async def write_campaign(connection: AsyncConnection, campaign: Campaign) -> None:
    new = insert(campaigns).values(**vars(campaign))
    changed = {name: new.excluded[name] for name in vars(campaign) if name != "id"}
    await connection.execute(new.on_conflict_do_update(index_elements=[campaigns.c.id], set_=changed))


async def read_uses(connection: AsyncConnection, campaign_ids: Collection[str]) -> Mapping[str, Sequence[Use]]:
    use = template_uses.c
    statement = sa.select(use.campaign_id, use.template_id, use.due_from, use.due_days, use.due_on)
    wanted = statement.where(use.campaign_id.in_(sorted(campaign_ids))).order_by(use.position, use.template_id)
    found: dict[str, list[Use]] = {each: [] for each in campaign_ids}
    for campaign_id, template_id, *due in await connection.execute(wanted):
        found[campaign_id].append(Use(template_id, Due(*due)))
    return found


async def write_use(connection: AsyncConnection, campaign_id: str, position: int, use: Use) -> None:
    row = {"position": position, "due_from": use.due.since, "due_days": use.due.days, "due_on": use.due.day}
    new = insert(template_uses).values(campaign_id=campaign_id, template_id=use.template_id, **row)
    keys = [template_uses.c.campaign_id, template_uses.c.template_id]
    await connection.execute(new.on_conflict_do_update(index_elements=keys, set_=row))


async def remove_use(connection: AsyncConnection, campaign_id: str, template_id: str) -> None:
    use = template_uses.c
    of_template = (use.campaign_id == campaign_id) & (use.template_id == template_id)
    await connection.execute(template_uses.delete().where(of_template))


async def read_lines(
    connection: AsyncConnection, campaign_id: str, template_id: str | None = None
) -> Mapping[tuple[str, str], Line]:
    """The lines in force by template and unit, or those of one template."""
    line = lines.c
    of_campaign = (line.campaign_id == campaign_id) & line.valid_to.is_(None)
    statement = sa.select(
        line.template_id, line.unit_code, line.parent_code, line.days_earlier, line.seal_name, line.contest_units
    ).where(of_campaign)
    if template_id is not None:
        statement = statement.where(line.template_id == template_id)
    rows = await connection.execute(statement.order_by(line.template_id, line.parent_code, line.unit_code))
    return {(row[0], row[1]): Line(*row[2:5], tuple(row[5] or ())) for row in rows}


async def read_lines_on_record(
    connection: AsyncConnection,
    campaign_id: str,
    template_id: str | None = None,
    within: Collection[str] | None = None,
) -> Sequence[LineOnRecord]:
    """Lines in force and ended ones, with the names of their units; `within` leaves those of these units and below."""
    line, parent = lines.c, units.alias("parent")
    statement = (
        sa.select(
            line.template_id,
            line.unit_code.label("unit"),
            units.c.name.label("unit_name"),
            line.parent_code.label("parent"),
            parent.c.name.label("parent_name"),
            line.days_earlier,
            line.seal_name,
            line.contest_units,
            line.valid_from,
            line.valid_to,
        )
        .select_from(lines.join(units, units.c.code == line.unit_code).join(parent, parent.c.code == line.parent_code))
        .where(line.campaign_id == campaign_id)
        .order_by(line.template_id, parent.c.sort_key, line.parent_code, units.c.sort_key, line.valid_from)
    )
    if template_id is not None:
        statement = statement.where(line.template_id == template_id)
    if within is not None:
        statement = statement.where(units.c.path.overlap(sorted(within)))
    rows = (await connection.execute(statement)).mappings()
    return [LineOnRecord(**{**row, "contest_units": tuple(row["contest_units"] or ())}) for row in rows]


async def end_lines(
    connection: AsyncConnection, campaign_id: str, template_id: str, ended: Collection[str], by: str
) -> None:
    line = lines.c
    of_units = (line.campaign_id == campaign_id) & (line.template_id == template_id) & line.unit_code.in_(sorted(ended))
    changed = lines.update().where(of_units, line.valid_to.is_(None))
    await connection.execute(changed.values(valid_to=sa.func.clock_timestamp(), ended_by=by))


async def end_lines_of_retired(connection: AsyncConnection, unit: str, by: str) -> None:
    """In every campaign in which the unit has submitted nothing of a form, and nobody reports it to the unit."""
    await connection.execute(END_LINES_OF_RETIRED, {"unit": unit, "by": by})


async def begin_lines(
    connection: AsyncConnection, campaign_id: str, template_id: str, begun: Mapping[str, Line], by: str
) -> None:
    rows: list[dict[str, Any]] = [
        {
            "campaign_id": campaign_id,
            "template_id": template_id,
            "unit_code": unit,
            "parent_code": line.parent,
            "days_earlier": line.days_earlier,
            "seal_name": line.seal_name,
            "contest_units": list(line.contest_units) or None,
            "digest": digest_of(campaign_id, template_id, unit, line),
            "begun_by": by,
        }
        for unit, line in sorted(begun.items())
    ]
    if rows:
        await connection.execute(lines.insert().values(valid_from=sa.func.clock_timestamp()), rows)


async def has_reports(connection: AsyncConnection, campaign_id: str, template_id: str) -> bool:
    """Whether any unit has begun this form in the campaign."""
    statement = sa.text(
        "SELECT EXISTS (SELECT FROM reporting.reports WHERE campaign_id = :campaign_id AND template_id = :template_id)"
    )
    found = await connection.execute(statement, {"campaign_id": campaign_id, "template_id": template_id})
    return bool(found.scalar_one())
