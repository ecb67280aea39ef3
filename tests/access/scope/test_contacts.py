"""Who fills in a form is named on the form, to those above, and nowhere else (R4.4)."""

import io
import json

import sqlalchemy as sa

from tests.access.scope.answers import text_of
from tests.access.scope.cases import ORGANISERS
from tests.access.scope.world import CONTACT, World
from tests.support import tokens
from tests.support.schema import metadata

KEPT_IN = {"reporting.reports", "reporting.versions"}
AS_STORED = (CONTACT, CONTACT.encode().hex(), json.dumps(CONTACT)[1:-1].replace("\\", "\\\\"))
"""As text, as bytes, and as escaped JSON, of which `repr` doubles the backslashes."""
SHOWN_ON = {
    "/v1/reports/{report_id}",
    "/v1/reports/{report_id}/versions",
    "/v1/reports/{report_id}/print.pdf",
    "/v1/reports/{report_id}/sheet.xlsx",
    "/v1/reports/{report_id}/sheet.csv",
    "/v1/completeness/{template_id}/{unit}",
    "/v1/rollups/{template_id}/{unit}/sheet.xlsx",
}


async def test_a_contact_is_named_on_forms_and_nowhere_else(world: World, logged: io.StringIO) -> None:
    """R4.4: neither in logs, events, audit and other services, nor on any other route."""
    leaf = [each for each in world.leaves(world.paths) if each not in world.settled][-1]
    upper, national = world.paths[leaf][-2], tokens.organiser()
    naming = set()

    await world.settle(leaf)
    for route, case in ORGANISERS.items():
        asked = {path for each in (leaf, upper) for path, _ in case.requests(world, route[2], each) if case.reads}
        for path in asked:
            if CONTACT in text_of(await world.ask(*route[:2], path, national)):
                naming.add(route[2])

    assert naming <= SHOWN_ON
    assert "/v1/reports/{report_id}" in naming
    assert CONTACT not in logged.getvalue()
    assert "reporting.audit" in logged.getvalue()
    async with world.owner.begin() as transaction:
        kept = set()
        for table in [table for each in metadata() for table in each.sorted_tables]:
            rows = await transaction.execute(sa.text(f"SELECT t::text FROM {table.fullname} t"))
            written = repr(rows.scalars().all())
            if any(form in written for form in AS_STORED):
                kept.add(table.fullname)
    assert kept == KEPT_IN
