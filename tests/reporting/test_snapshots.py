"""What is kept of a roll-up is never out of date, and never of two moments (R3.9, I12)."""

import io
import zipfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.roll_up import Subordinates
from reporting_service.memory.below import RollUps
from reporting_service.queries import below, forms, lines
from tests.reporting.builders import CONTEST, FORM_A, FORM_B, HUANCUI, WEIHAI, WENDENG, reporter
from tests.reporting.reporting_system import ReportingSystem

LINE = "exposed_major_hazards"


@dataclass
class Overtaken:
    """A connection on which something happens right after the sums were read."""

    connection: AsyncConnection
    happens: Callable[[], Awaitable[object]]
    has_happened: bool = False

    async def execute(self, statement: Any, parameters: Any) -> Any:
        found = await self.connection.execute(statement, parameters)
        if statement is below.SUMS and not self.has_happened:
            self.has_happened = True
            await self.happens()
        return found


async def read(
    reporting: ReportingSystem, roll_ups: RollUps, happens: Callable[[], Awaitable[object]] | None = None
) -> Subordinates:
    async with reporting.database.begin() as transaction:
        template = await forms.read_template(transaction, FORM_B)
        assert template is not None
        place = await lines.read_place(transaction, template, WEIHAI, CONTEST)
        assert place is not None
        connection = transaction if happens is None else cast("AsyncConnection", Overtaken(transaction, happens))
        return await roll_ups.read_below(connection, place)


async def test_sums_and_receipts_are_of_one_moment(reporting: ReportingSystem) -> None:
    """I12: a report accepted in between is in both, not in one of them."""
    await reporting.accepted(HUANCUI, WEIHAI, FORM_B, exposed_major_hazards=4)
    waiting = await reporting.submitted(WENDENG, FORM_B, exposed_major_hazards=3)

    found = await read(reporting, RollUps(), lambda: reporting.act(waiting, "accept", reporter(WEIHAI)))

    assert {each.unit for each in found.children} == {HUANCUI, WENDENG}
    assert found.total[LINE] == 7


async def test_what_is_kept_is_given_again_until_something_below_changes(reporting: ReportingSystem) -> None:
    """R3.9"""
    roll_ups = RollUps()
    child = await reporting.accepted(HUANCUI, WEIHAI, FORM_B, exposed_major_hazards=4)
    first, again = await read(reporting, roll_ups), await read(reporting, roll_ups)

    await reporting.act(child, "amend", reporter(HUANCUI), {"reason": "更正数据"})
    amending = await read(reporting, roll_ups)
    excuse = {"until": "2026-07-31", "reason": "企业已停产"}
    await reporting.ask("PUT", f"/v1/obligations/{FORM_B}/{WENDENG}/excuse", reporter(WEIHAI), excuse)
    excused = await read(reporting, roll_ups)

    assert first is again
    assert (first.is_settled, amending.is_settled) == (True, False)
    assert [each.unit for each in excused.absent if each.excused_until] == [WENDENG]


async def test_the_sheet_of_children_has_a_row_for_each_with_what_was_accepted(reporting: ReportingSystem) -> None:
    """R3.11"""
    await reporting.accepted(HUANCUI, WEIHAI, FORM_B, exposed_major_hazards=4)
    await reporting.submitted(WENDENG, FORM_B)

    path = f"/v1/rollups/{FORM_B}/{WEIHAI}/sheet.xlsx"
    sheet = await reporting.ask("GET", path, reporter(WEIHAI))
    refused = await reporting.ask("GET", path, reporter(WENDENG))

    title, heading, *rows, sums = _rows(sheet.content)
    column = next(number for number, label in enumerate(heading) if label.startswith("曝光重大事故隐患"))
    shown = {row[0]: (row[2], row[3], row[column]) for row in rows}
    assert shown[HUANCUI] == ("已接收", 1, 4)
    assert shown[WENDENG] == ("已上报", "", "")
    assert shown["371083"] == ("未填报", "", "")
    assert (len(rows), refused.status_code) == (5, 404)
    assert title[0] == "威海市工业和信息化局　全省民爆行业“安全生产月”活动进展情况统计表" or title[0].startswith(
        "威海市"
    )
    assert (sums[1], sums[column]) == ("合计", 4)
    assert [row[0] for row in rows] == sorted(row[0] for row in rows), "in administrative order"


async def test_the_sheet_of_children_prints_with_its_names_on_each_page(reporting: ReportingSystem) -> None:
    """R3.11"""
    sheet = await reporting.ask("GET", f"/v1/rollups/{FORM_A}/{WEIHAI}/sheet.xlsx", reporter(WEIHAI))

    with zipfile.ZipFile(io.BytesIO(sheet.content)) as parts:
        page, book = (parts.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "workbook"))
    assert 'fitToWidth="2" fitToHeight="0"' in page
    assert 'orientation="landscape"' in page
    assert "下级单位!$A:$B,下级单位!$1:$2" in book


def _rows(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
