"""Copies of units, contests and their totals. A copy takes a higher version of its owner and ignores every other."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.campaign import Campaign
from reporting_service.domain.contest import CampTotal, Contest, Total, without_contest
from reporting_service.domain.report import Unit
from reporting_service.tables import contest_totals, contests, units
from services.contracts.events import CampUnitTotalsChanged, ContestChanged, UnitChanged, UnitTotalsChanged
from services.contracts.grants import NATION

UPSERT_UNITS = sa.text("""
INSERT INTO reporting.units AS u (code, version, name, sort_key, is_active, is_local, is_entrance, path)
SELECT code, version, name, sort_key, is_active, false, entry <> 'organisation', string_to_array(path, ' ')
FROM unnest(CAST(:code AS text[]), CAST(:version AS bigint[]), CAST(:name AS text[]), CAST(:sort_key AS text[]),
    CAST(:is_active AS boolean[]), CAST(:entry AS text[]), CAST(:path AS text[]))
    AS new (code, version, name, sort_key, is_active, entry, path)
ON CONFLICT (code) DO UPDATE SET version = excluded.version, name = excluded.name, sort_key = excluded.sort_key,
    is_active = excluded.is_active, is_local = false, is_entrance = excluded.is_entrance, path = excluded.path
WHERE u.version < excluded.version
""")

UPSERT_CAMP_TOTALS = sa.text("""
INSERT INTO reporting.camp_totals AS t (camp_id, unit_code, version, as_of, learners, works, certificates)
SELECT camp_id, unit_code, version, as_of, learners, works, certificates
FROM unnest(CAST(:camp_id AS text[]), CAST(:unit AS text[]), CAST(:version AS bigint[]),
    CAST(:as_of AS timestamptz[]), CAST(:learners AS bigint[]), CAST(:works AS bigint[]),
    CAST(:certificates AS bigint[]))
    AS new (camp_id, unit_code, version, as_of, learners, works, certificates)
ON CONFLICT (camp_id, unit_code) DO UPDATE SET version = excluded.version, as_of = excluded.as_of,
    learners = excluded.learners, works = excluded.works, certificates = excluded.certificates
WHERE t.version < excluded.version
""")

# Units that report to this one report their own people; of a unit and one below it the upper one counts both.
CAMP_TOTAL = sa.text("""
WITH reported AS (
    SELECT u.code, u.path FROM reporting.lines AS l JOIN reporting.units AS u ON u.code = l.unit_code
    WHERE l.campaign_id = :campaign_id AND l.template_id = :template_id AND l.parent_code = :unit
        AND l.valid_to IS NULL AND u.is_entrance AND CAST(:unit AS text) = ANY(u.path)
), counted AS (
    SELECT CAST(:unit AS text) AS code, 1 AS sign
    UNION ALL
    SELECT r.code, -1 FROM reported AS r
    WHERE NOT EXISTS (SELECT FROM reported AS upper WHERE upper.code <> r.code AND upper.code = ANY(r.path))
)
SELECT coalesce(sum(sign * t.learners), 0)::bigint, coalesce(sum(sign * t.works), 0)::bigint,
    coalesce(sum(sign * t.certificates), 0)::bigint,
    coalesce(max(t.as_of), (SELECT max(as_of) FROM reporting.camp_totals WHERE camp_id = :camp_id))
FROM counted AS c LEFT JOIN reporting.camp_totals AS t ON t.unit_code = c.code AND t.camp_id = :camp_id
""")

UPSERT_TOTALS = sa.text("""
INSERT INTO reporting.contest_totals AS t (contest_id, unit_code, version, as_of, sessions, participants)
SELECT contest_id, unit_code, version, as_of, sessions, participants
FROM unnest(CAST(:contest_id AS text[]), CAST(:unit AS text[]), CAST(:version AS bigint[]),
    CAST(:as_of AS timestamptz[]), CAST(:sessions AS bigint[]), CAST(:participants AS bigint[]))
    AS new (contest_id, unit_code, version, as_of, sessions, participants)
ON CONFLICT (contest_id, unit_code) DO UPDATE SET version = excluded.version, as_of = excluded.as_of,
    sessions = excluded.sessions, participants = excluded.participants
WHERE t.version < excluded.version
""")


async def upsert_units(connection: AsyncConnection, events: Iterable[UnitChanged]) -> None:
    """Each code once."""
    rows = sorted(events, key=lambda event: event.code)
    columns = ("code", "version", "name", "sort_key", "is_active", "entry")
    parameters: dict[str, list[object]] = {column: [getattr(row, column) for row in rows] for column in columns}
    # PostgreSQL has no arrays of arrays of several lengths; a code holds no space.
    parameters["path"] = [" ".join(row.path) for row in rows]
    await connection.execute(UPSERT_UNITS, parameters)


async def upsert_local_units(connection: AsyncConnection, local: Iterable[tuple[str, str, str]], owner: str) -> None:
    """Code, name and sort key of units that a campaign of this owner brings along.

    What the directory knows stays as it is.
    """
    for code, name, sort_key in local:
        new = insert(units).values(
            code=code,
            version=0,
            name=name,
            sort_key=sort_key,
            is_active=True,
            is_local=True,
            is_entrance=False,
            path=[owner, code],
        )
        changed = {"name": name, "sort_key": sort_key}
        await connection.execute(
            new.on_conflict_do_update(index_elements=[units.c.code], set_=changed, where=units.c.is_local)
        )


async def upsert_contest(connection: AsyncConnection, event: ContestChanged) -> None:
    new = insert(contests).values(
        id=event.contest_id,
        version=event.version,
        opens_at=event.opens_at,
        closes_at=event.closes_at,
        time_zone=event.time_zone,
        sessions_per_day=event.rules.sessions_per_day,
    )
    changed = {column.name: new.excluded[column.name] for column in contests.c if column.name != "id"}
    older = contests.c.version < new.excluded.version
    await connection.execute(new.on_conflict_do_update(index_elements=[contests.c.id], set_=changed, where=older))


async def upsert_totals(connection: AsyncConnection, events: Iterable[UnitTotalsChanged]) -> None:
    """Each pair of contest and unit once."""
    rows = sorted(events, key=lambda event: (event.contest_id, event.unit))
    columns = ("contest_id", "unit", "version", "as_of", "sessions", "participants")
    await connection.execute(UPSERT_TOTALS, {column: [getattr(row, column) for row in rows] for column in columns})


async def upsert_camp_totals(connection: AsyncConnection, events: Iterable[CampUnitTotalsChanged]) -> None:
    """Each pair of camp and unit once."""
    rows = sorted(events, key=lambda event: (event.camp_id, event.unit))
    columns = ("camp_id", "unit", "version", "as_of", "learners", "works", "certificates")
    await connection.execute(UPSERT_CAMP_TOTALS, {column: [getattr(row, column) for row in rows] for column in columns})


async def read_units(connection: AsyncConnection, codes: Collection[str]) -> Mapping[str, Unit]:
    statement = sa.select(units.c.code, units.c.name, units.c.is_local, units.c.is_entrance)
    rows = await connection.execute(statement.where(units.c.code.in_(sorted(codes))))
    return {row.code: Unit(*row) for row in rows}


async def read_path(connection: AsyncConnection, code: str) -> Sequence[str]:
    """The codes from the root down to the unit itself; nothing for a unit that is not known."""
    path = (await connection.execute(sa.select(units.c.path).where(units.c.code == code))).scalar_one_or_none()
    return path or ()


async def read_units_below(connection: AsyncConnection, root: str, codes: Collection[str]) -> set[str]:
    """Those of the units that are this one or below it, or anywhere for the root of the nation; no retired ones."""
    within = sa.true() if root == NATION else units.c.path.contains([root])
    statement = sa.select(units.c.code).where(units.c.code.in_(sorted(codes)), within, units.c.is_active)
    return set((await connection.execute(statement)).scalars())


async def read_contest(connection: AsyncConnection, campaign: Campaign) -> Contest | None:
    """The days of the campaign; None while its contest has not been heard of."""
    if campaign.contest_id is not None:
        return await read_contest_by_id(connection, campaign.contest_id)
    if campaign.first_day is None or campaign.last_day is None:
        return None
    return without_contest(campaign.first_day, campaign.last_day)


async def read_contest_by_id(connection: AsyncConnection, contest_id: str) -> Contest | None:
    c = contests.c
    statement = sa.select(c.id, c.opens_at, c.closes_at, c.time_zone, c.sessions_per_day).where(c.id == contest_id)
    row = (await connection.execute(statement)).first()
    return None if row is None else Contest(*row)


async def read_total(
    connection: AsyncConnection, contest: Contest, counted: Collection[str], now: datetime
) -> Total | None:
    """What the contest says of these units together: zero where nobody has taken part yet, None for no units."""
    if contest.id is None or not counted:
        return None
    t = contest_totals.c
    sums = sa.select(sa.func.sum(t.participants), sa.func.sum(t.sessions), sa.func.max(t.as_of))
    of_units = sums.where(t.contest_id == contest.id, t.unit_code.in_(sorted(counted)))
    participants, sessions, as_of = (await connection.execute(of_units)).one()
    if as_of is not None:
        return Total(int(participants), int(sessions), as_of)
    latest = sa.select(sa.func.max(t.as_of)).where(t.contest_id == contest.id)
    return Total(0, 0, (await connection.execute(latest)).scalar_one() or now)


async def read_camp_total(
    connection: AsyncConnection, campaign: Campaign, template_id: str, unit: Unit
) -> CampTotal | None:
    """None where the campaign has no camp, before anybody has learnt in it, and for units that nobody can choose."""
    if campaign.camp_id is None or not unit.is_entrance:
        return None
    values = {"camp_id": campaign.camp_id, "campaign_id": campaign.id, "template_id": template_id, "unit": unit.code}
    learners, works, certificates, as_of = (await connection.execute(CAMP_TOTAL, values)).one()
    if as_of is None:
        return None
    # Totals of a unit and of those below it arrive one after the other.
    return CampTotal(max(learners, 0), max(works, 0), max(certificates, 0), as_of)


async def has_units_and_contests(connection: AsyncConnection) -> bool:
    from_directory = sa.exists(sa.select(units.c.code).where(~units.c.is_local))
    known = sa.and_(from_directory, sa.exists(sa.select(contests.c.id)))
    return bool((await connection.execute(sa.select(known))).scalar_one())
