"""Forms as data: the catalogue of indicators, and templates in versions."""

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain import digest
from reporting_service.domain.forms import Template, template_of
from reporting_service.tables import indicators, templates

MOST_KEPT = 500

_kept: OrderedDict[str, Template] = OrderedDict()
"""By the digest of the content that each was made from: what a content means never changes."""


@dataclass(frozen=True)
class Issue:
    """A version of a template, with whose it is."""

    template_id: str
    version: int
    owner_unit: str
    published_at: datetime | None
    digest: str

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


async def read_catalogue_contents(connection: AsyncConnection) -> Sequence[Mapping[str, Any]]:
    """The shared indicators in the order of the official forms."""
    rows = await connection.execute(sa.select(indicators.c.content).order_by(indicators.c.position))
    return list(rows.scalars())


async def read_templates(connection: AsyncConnection, ids: Collection[str] | None = None) -> dict[str, Template]:
    """The newest published version of each, or of those with these ids, by id."""
    t = templates.c
    statement = sa.select(t.id, t.version, t.digest).where(t.published_at.is_not(None))
    if ids is not None:
        statement = statement.where(t.id.in_(sorted(ids)))
    newest = {row.id: row for row in await connection.execute(statement.order_by(t.id, t.version))}
    return {row.id: await _template(connection, row.id, row.version, row.digest) for row in newest.values()}


async def read_template(connection: AsyncConnection, template_id: str) -> Template | None:
    """Its newest published version."""
    return (await read_templates(connection, [template_id])).get(template_id)


async def read_template_version(connection: AsyncConnection, template_id: str, version: int) -> Template | None:
    """Published or not."""
    t = templates.c
    statement = sa.select(t.digest).where(t.id == template_id, t.version == version)
    found = (await connection.execute(statement)).scalar_one_or_none()
    return None if found is None else await _template(connection, template_id, version, found)


async def read_issues(connection: AsyncConnection, template_id: str, *, lock: bool = False) -> Sequence[Issue]:
    """Every version of a template, the newest first."""
    t = templates.c
    statement = sa.select(t.id, t.version, t.owner_unit, t.published_at, t.digest).where(t.id == template_id)
    if lock:
        statement = statement.with_for_update()
    return [Issue(*row) for row in await connection.execute(statement.order_by(t.version.desc()))]


async def write_indicators(connection: AsyncConnection, contents: Sequence[Mapping[str, Any]]) -> None:
    for position, content in enumerate(contents):
        new = insert(indicators).values(id=content["id"], position=position, content=dict(content))
        changed = {"position": new.excluded.position, "content": new.excluded.content}
        await connection.execute(new.on_conflict_do_update(index_elements=[indicators.c.id], set_=changed))


async def write_template(
    connection: AsyncConnection, content: Mapping[str, Any], owner_unit: str, *, published_at: datetime | None
) -> None:
    """A published version stays as it was: versions of reports refer to it. Another one takes this content.

    `content` has the template's indicators whole. Raises what `template_of` raises.
    """
    template_of(content)
    row = {
        "content": dict(content),
        "digest": digest.of(content),
        "owner_unit": owner_unit,
        "published_at": published_at,
    }
    new = insert(templates).values(id=content["id"], version=content["version"], **row)
    changed = new.on_conflict_do_update(
        index_elements=[templates.c.id, templates.c.version], set_=row, where=templates.c.published_at.is_(None)
    )
    await connection.execute(changed)


async def publish_template(connection: AsyncConnection, template_id: str, version: int, at: datetime) -> None:
    t = templates.c
    one = templates.update().where(t.id == template_id, t.version == version, t.published_at.is_(None))
    await connection.execute(one.values(published_at=at))


async def _template(connection: AsyncConnection, template_id: str, version: int, content_digest: str) -> Template:
    kept = _kept.pop(content_digest, None)
    if kept is None:
        t = templates.c
        statement = sa.select(t.content).where(t.id == template_id, t.version == version)
        kept = template_of((await connection.execute(statement)).scalar_one())
    _kept[content_digest] = kept
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return kept
