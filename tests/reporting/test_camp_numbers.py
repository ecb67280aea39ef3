"""The camp's lines of a form are what the camp counts, like the contest's of the contest (R3.7, R3.12, R6.11)."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from reporting_service.use_cases.keep_copies import keep_camp_totals
from services.contracts.events import CampUnitTotalsChanged
from tests.reporting.builders import HEADER, HUANCUI, WEIHAI, WENDENG, reporter
from tests.reporting.reporting_system import ReportingSystem

FORM, CAMP = "camp_summary", "escape-drill-2026"
AS_OF = datetime(2026, 6, 20, 1, tzinfo=UTC)
LINES = ("camp_participants", "escape_camp_videos", "camp_certificates")


def _total(unit: str, learners: int, works: int, certificates: int, version: int = 1) -> CampUnitTotalsChanged:
    return CampUnitTotalsChanged(
        event_id=uuid4(),
        camp_id=CAMP,
        unit=unit,
        version=version,
        as_of=AS_OF,
        learners=learners,
        counted_ms=learners * 1000,
        certificates=certificates,
        works=works,
    )


async def _hear(reporting: ReportingSystem, *events: CampUnitTotalsChanged) -> None:
    async with reporting.database.begin() as transaction:
        await keep_camp_totals(transaction, events)


def _lines(shown: dict[str, Any]) -> tuple[int | None, ...]:
    return tuple(shown[name] for name in LINES)


async def test_r6_11_the_camp_fills_its_lines_with_the_time_of_its_count(reporting: ReportingSystem) -> None:
    await _hear(reporting, _total(HUANCUI, 40, 6, 38), _total(HUANCUI, 41, 7, 39, version=2), _total(HUANCUI, 1, 1, 1))

    opened = (await reporting.open(HUANCUI, FORM)).json()

    assert _lines(opened["values"]) == (41, 7, 39)
    assert {each["value"] for each in opened["prefilled"].values()} == {41, 7, 39}
    assert {datetime.fromisoformat(each["as_of"]) for each in opened["prefilled"].values()} == {AS_OF}


async def test_before_anybody_learns_the_lines_are_typed(reporting: ReportingSystem) -> None:
    opened = (await reporting.open(HUANCUI, FORM)).json()

    assert (_lines(opened["values"]), opened["prefilled"]) == ((None, None, None), {})


async def test_a_unit_counts_those_whom_nobody_below_reports_so_that_sums_are_the_camps(
    reporting: ReportingSystem,
) -> None:
    """Two of Weihai's learners are in none of the counties."""
    await _hear(reporting, _total(WEIHAI, 52, 9, 40), _total(HUANCUI, 40, 6, 38), _total(WENDENG, 10, 2, 2))
    for code in (HUANCUI, WENDENG):
        opened = await reporting.open(code, FORM)
        await reporting.save(opened, reporter(code), {"header": HEADER})
        report_id = opened.json()["id"]
        assert (await reporting.act(report_id, "submit", reporter(code))).status_code == 200
        if (await reporting.roll_up(code, FORM))["missing_units"]:
            await reporting.permit(report_id, WEIHAI)
        assert (await reporting.act(report_id, "accept", reporter(WEIHAI))).status_code == 200

    rolled = await reporting.roll_up(WEIHAI, FORM)

    assert [_lines(rolled[part]) for part in ("own", "subordinate", "total")] == [(2, 1, 0), (50, 8, 40), (52, 9, 40)]


async def test_another_number_than_the_camps_needs_a_reason_and_a_permit(reporting: ReportingSystem) -> None:
    await _hear(reporting, _total(HUANCUI, 40, 6, 38))
    opened = await reporting.open(HUANCUI, FORM)
    content = {"header": HEADER, "values": {"escape_camp_videos": 9}}
    await reporting.save(opened, reporter(HUANCUI), content)
    report_id = opened.json()["id"]

    refused = await reporting.act(report_id, "submit", reporter(HUANCUI))
    shown = await reporting.read(report_id, reporter(HUANCUI))
    explained = {"explanations": {"escape_camp_videos": "另有三部作品在本地平台发布"}}
    await reporting.save(shown, reporter(HUANCUI), explained)
    submitted = await reporting.act(report_id, "submit", reporter(HUANCUI))
    early = await reporting.act(report_id, "accept", reporter(WEIHAI))
    await reporting.permit(report_id, WEIHAI, "camp-line-overridden")
    accepted = await reporting.act(report_id, "accept", reporter(WEIHAI))

    assert [refused.status_code, submitted.status_code, early.status_code, accepted.status_code] == [409, 200, 409, 200]
    assert "camp-line-overridden" in refused.text


async def test_a_version_that_stands_keeps_the_count_it_was_made_of_and_tells_what_came_since(
    reporting: ReportingSystem,
) -> None:
    await _hear(reporting, _total(HUANCUI, 40, 6, 38))
    opened = await reporting.open(HUANCUI, FORM)
    await reporting.save(opened, reporter(HUANCUI), {"header": HEADER})
    report_id = opened.json()["id"]
    await reporting.act(report_id, "submit", reporter(HUANCUI))
    await _hear(reporting, _total(HUANCUI, 45, 6, 38, version=2))

    standing = (await reporting.read(report_id, reporter(HUANCUI))).json()

    assert _lines(standing["values"]) == (40, 6, 38)
    rolled = await reporting.roll_up(HUANCUI, FORM)
    assert (rolled["is_stale"], rolled["delta"]) == (True, {"camp_participants": 5})
