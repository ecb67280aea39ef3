"""What the units below have had accepted, added up in one statement."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.filing import Place
from reporting_service.domain.roll_up import Absent, ActivityBelow, Child, Receipt, Subordinates, is_excused

Stamp = tuple[Any, ...]
ReadBelow = Callable[[AsyncConnection, Place], Awaitable[Subordinates]]

# Every child, and further down whoever's report is accepted below an accepted one: these count.
COUNTED = """
WITH RECURSIVE below AS (
    SELECT l.unit_code, 1 AS depth, r.id, r.accepted_version,
        r.state = 'accepted' AND r.submitted_version = r.accepted_version AS is_settled
    FROM reporting.lines AS l LEFT JOIN reporting.reports AS r ON r.campaign_id = :campaign_id
        AND r.template_id = :template_id AND r.unit_code = l.unit_code
    WHERE l.campaign_id = :campaign_id AND l.template_id = :template_id AND l.valid_to IS NULL
        AND l.parent_code = :unit
    UNION ALL
    SELECT l.unit_code, below.depth + 1, r.id, r.accepted_version, true
    FROM below JOIN reporting.lines AS l ON l.campaign_id = :campaign_id AND l.template_id = :template_id
        AND l.valid_to IS NULL AND l.parent_code = below.unit_code
    JOIN reporting.reports AS r ON r.campaign_id = :campaign_id AND r.template_id = :template_id
        AND r.unit_code = l.unit_code AND r.accepted_version IS NOT NULL
    WHERE below.accepted_version IS NOT NULL AND below.depth < 20
)
"""
CHILDREN = """
FROM below JOIN reporting.units AS u ON u.code = below.unit_code
LEFT JOIN reporting.reliefs AS excuse ON excuse.campaign_id = :campaign_id AND excuse.template_id = :template_id
    AND excuse.unit_code = below.unit_code AND excuse.kind = 'excuse' AND excuse.ended_at IS NULL
"""

# A total is made of the children's totals; made anew it would be made of everybody's own cells. A version without
# subordinates has both in one.
SUMS = sa.text(f"""
{COUNTED}
SELECT cell.key, CAST(sum(cell.value) FILTER (WHERE cell.part <> 'own') AS bigint) AS total,
    CAST(sum(cell.value) FILTER (WHERE cell.part <> 'total') AS bigint) AS fresh,
    count(*) FILTER (WHERE cell.part <> 'own' AND cell.value > 0) AS reporters
FROM (
    SELECT v.own, v.total, below.depth = 1 AND v.own <> v.total AS has_more,
        CASE WHEN below.depth = 1 AND v.own = v.total THEN 'both' ELSE 'own' END AS part
    FROM below JOIN reporting.versions AS v ON v.report_id = below.id AND v.version = below.accepted_version
    OFFSET 0
) AS version
CROSS JOIN LATERAL (
    SELECT version.part, key, CAST(value AS bigint) AS value FROM jsonb_each_text(version.own)
    UNION ALL
    SELECT 'total', key, CAST(value AS bigint) FROM jsonb_each_text(version.total) WHERE version.has_more
) AS cell
GROUP BY cell.key
""")  # noqa: S608 - texts of our own

RECEIPT = sa.text(f"""
{COUNTED}
SELECT below.unit_code, u.name, below.id, below.accepted_version, below.is_settled, v.digest,
    excuse.until AS excused_until
{CHILDREN}
LEFT JOIN reporting.versions AS v ON v.report_id = below.id AND v.version = below.accepted_version
WHERE below.depth = 1 ORDER BY u.sort_key, below.unit_code
""")

ACTIVITIES = sa.text(f"""
{COUNTED}
SELECT below.unit_code, u.name, v.content -> 'other_activities' AS own, v.content -> 'activities_below' AS below
FROM below JOIN reporting.units AS u ON u.code = below.unit_code
JOIN reporting.versions AS v ON v.report_id = below.id AND v.version = below.accepted_version
WHERE below.depth = 1 AND (jsonb_array_length(v.content -> 'other_activities') > 0
    OR jsonb_array_length(v.content -> 'activities_below') > 0)
ORDER BY u.sort_key, below.unit_code
""")  # noqa: S608

ACCEPTED = sa.text(f"""
{COUNTED}
SELECT below.unit_code, u.name, r.state, below.accepted_version, v.total, excuse.until AS excused_until
{CHILDREN}
LEFT JOIN reporting.reports AS r ON r.id = below.id
LEFT JOIN reporting.versions AS v ON v.report_id = below.id AND v.version = below.accepted_version
WHERE below.depth = 1 ORDER BY u.sort_key, below.unit_code
""")

# The same for as long as both statements above give the same: versions never change.
STAMP = sa.text(f"""
{COUNTED}
SELECT count(*), CAST(sum(hashtextextended(CAST(ROW(below, u.name, u.sort_key, excuse.until) AS text), 0)) AS text)
{CHILDREN}
""")


async def read_below(connection: AsyncConnection, place: Place) -> Subordinates:
    parameters = parameters_of(place)
    return (await read_settled(connection, parameters, await read_stamp(connection, parameters)))[1]


async def read_settled(
    connection: AsyncConnection, parameters: Mapping[str, str], before: Stamp
) -> tuple[Stamp, Subordinates]:
    """Sums and receipts of one moment, with its stamp: where something changed between them, they are read again."""
    while True:
        found = await _read_once(connection, parameters)
        after = await read_stamp(connection, parameters)
        if after == before:
            return after, found
        before = after


async def read_stamp(connection: AsyncConnection, parameters: Mapping[str, str]) -> Stamp:
    return tuple((await connection.execute(STAMP, parameters)).one())


async def _read_once(connection: AsyncConnection, parameters: Mapping[str, str]) -> Subordinates:
    sums = (await connection.execute(SUMS, parameters)).all()
    children = (await connection.execute(RECEIPT, parameters)).all()
    activities = await connection.execute(ACTIVITIES, parameters)
    accepted = [child for child in children if child.accepted_version is not None]
    return Subordinates(
        total={row.key: row.total for row in sums if row.total is not None},
        fresh={row.key: row.fresh for row in sums if row.fresh is not None},
        reporters={row.key: row.reporters for row in sums},
        children=tuple(
            Receipt(child.unit_code, UUID(str(child.id)), child.accepted_version, child.digest) for child in accepted
        ),
        activities=tuple(each for row in activities for each in _activities_of(row)),
        absent=tuple(
            Absent(child.unit_code, child.name, child.excused_until)
            for child in children
            if child.accepted_version is None
        ),
        is_settled=all(child.is_settled for child in accepted),
    )


def _activities_of(row: Any) -> Iterator[ActivityBelow]:
    """Of a child, then of those below it."""
    for own in row.own:
        yield ActivityBelow(row.unit_code, row.name, **own)
    for below in row.below:
        yield ActivityBelow(**below)


async def read_children(connection: AsyncConnection, place: Place, today: date) -> Sequence[Child]:
    return [
        Child(
            unit=row.unit_code,
            name=row.name,
            state=row.state,
            version=row.accepted_version,
            total=row.total or {},
            is_excused=row.accepted_version is None and is_excused(row.excused_until, today),
        )
        for row in await connection.execute(ACCEPTED, parameters_of(place))
    ]


async def leave_out_below(_connection: AsyncConnection, _place: Place) -> Subordinates:
    """For those who do not look at what is below."""
    return Subordinates()


def parameters_of(place: Place) -> dict[str, str]:
    return {"campaign_id": place.campaign_id, "template_id": place.template.id, "unit": place.unit.code}
