"""`contest verify` makes lines, values, versions, roll-ups and what was taken over anew from the record (I12, R3.9)."""

import pytest
import sqlalchemy as sa

from reporting_service.use_cases.verify import verify
from tests.reporting.builders import FORM_A, FORM_B, HEADER, HUANCUI, SHANDONG, WEIHAI, body, reporter
from tests.reporting.reporting_system import ReportingSystem

ROW = {"activity_name": "安全吹哨人", "occurrences": 2, "attendances": 80}


async def lived(reporting: ReportingSystem) -> None:
    """A district takes over a figure, writes a row of its own, mends what was returned; its city sums it up."""
    await reporting.submitted(HUANCUI, FORM_B, exposed_major_hazards=4)
    opened = await reporting.open(HUANCUI)
    report_id = opened.json()["id"]
    taken = {"indicators": ["exposed_major_hazards"]}
    assert (await reporting.act(report_id, "adoptions", reporter(HUANCUI), taken)).status_code == 200
    shown = await reporting.read(report_id, reporter(HUANCUI))
    await reporting.save(shown, reporter(HUANCUI), {**body(), "other_activities": [ROW]})
    await reporting.act(report_id, "submit", reporter(HUANCUI))
    reasons = [{"code": "doubtful", "comment": "请核实"}]
    returned = await reporting.act(report_id, "return", reporter(WEIHAI), {"reasons": reasons})
    await reporting.save(returned, reporter(HUANCUI), {"header": HEADER, "values": {"lecture_sessions": 5}})
    await reporting.act(report_id, "submit", reporter(HUANCUI))
    await reporting.act(report_id, "accept", reporter(WEIHAI))
    city = await reporting.accepted(WEIHAI, SHANDONG)
    amended = await reporting.act(report_id, "amend", reporter(HUANCUI), {"reason": "更正数据"})
    await reporting.save(amended, reporter(HUANCUI), body(commentary_articles=None))
    await reporting.act(report_id, "submit", reporter(HUANCUI))
    await reporting.act(report_id, "accept", reporter(WEIHAI))
    await reporting.act(city, "submit", reporter(WEIHAI))


async def test_nothing_is_wrong_in_what_is_right(reporting: ReportingSystem) -> None:
    await lived(reporting)

    assert await verify(reporting.database) == []


OF_CITY = f"content->'unit'->>'code' = '{WEIHAI}' AND version = 1"
OF_DISTRICT = f"unit_code = '{HUANCUI}' AND template_id = '{FORM_A}'"


@pytest.mark.parametrize(
    ("sabotage", "found"),
    [
        (
            f"""UPDATE reporting.versions SET content = jsonb_set(content, '{{total,lecture_sessions}}', '99')
                WHERE {OF_CITY}""",
            "total of lecture_sessions is +91 off",
        ),
        (f"UPDATE reporting.versions SET digest = repeat('0', 64) WHERE {OF_CITY}", "does not have the digest"),
        (
            f"""UPDATE reporting.versions SET total = jsonb_set(total, '{{lecture_sessions}}', '99')
                WHERE content->'unit'->>'code' = '{HUANCUI}' AND version = 3""",
            f"roll-up of {FORM_A} at {WEIHAI} in safety-month-2026: lecture_sessions is +96 off",
        ),
        (f"UPDATE reporting.versions SET is_late = true WHERE {OF_CITY}", "it was not submitted so"),
        (
            f"""UPDATE reporting.versions
                SET content = jsonb_set(content, '{{activities_below,0,attendances}}', '81') WHERE {OF_CITY}""",
            "other activities below are not those of its children",
        ),
        (
            f"DELETE FROM reporting.versions WHERE content->'unit'->>'code' = '{HUANCUI}' AND version = 2",
            f"the receipt of {HUANCUI} names a version that is not there",
        ),
        (
            f"DELETE FROM reporting.versions WHERE content->'unit'->>'code' = '{HUANCUI}' AND version = 1",
            "its versions are [2, 3]",
        ),
        (
            f"UPDATE reporting.reports SET cells = cells || '{{\"lecture_sessions\": 7}}' WHERE {OF_DISTRICT}",
            "lecture_sessions is +4 off what was saved",
        ),
        (
            f"UPDATE reporting.reports SET other_activities = '[]' WHERE {OF_DISTRICT}",
            "other activities are not those that were saved",
        ),
        (f"UPDATE reporting.reports SET accepted_version = 2 WHERE {OF_DISTRICT}", "by its acts ('accepted', 3, 3)"),
        (f"UPDATE reporting.reports SET state = 'amended' WHERE {OF_DISTRICT}", "by its acts ('accepted', 3, 3)"),
        (
            """UPDATE reporting.acts SET detail = jsonb_set(detail, '{exposed_major_hazards,value}', '9')
               WHERE action = 'adopt'""",
            "exposed_major_hazards was taken over as 9, which no form offered",
        ),
        (
            f"UPDATE reporting.lines SET parent_code = '{SHANDONG}' WHERE {OF_DISTRICT}",
            f"line of {HUANCUI} for {FORM_A} in safety-month-2026: does not say what was written",
        ),
        (
            f"UPDATE reporting.lines SET parent_code = '{HUANCUI}' WHERE {OF_DISTRICT}",
            f"line of {HUANCUI} for {FORM_A} in safety-month-2026: runs in a circle",
        ),
        (f"DELETE FROM reporting.units WHERE code = '{HUANCUI}'", f"there is no unit {HUANCUI}"),
        (f"DELETE FROM reporting.template_uses WHERE template_id = '{FORM_A}'", "the form is not due there"),
        (
            f"""UPDATE reporting.templates SET content = jsonb_set(content, '{{contest_lines}}', '"typed"')
                WHERE id = '{FORM_A}'""",
            f"template {FORM_A}, version 1: the content does not have the digest",
        ),
    ],
)
async def test_what_somebody_changed_behind_its_back_is_found(
    reporting: ReportingSystem, sabotage: str, found: str
) -> None:
    await lived(reporting)
    async with reporting.owner.begin() as transaction:
        await transaction.execute(sa.text(sabotage))

    differences = await verify(reporting.database)

    assert any(found in difference for difference in differences), differences
