"""The stamped paper form (R3.6)."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pypdfium2
import pytest

from reporting_service.app import FORM
from reporting_service.domain.access import reach_of
from reporting_service.queries.below import read_below
from reporting_service.use_cases.paper.print_report import print_report
from reporting_service.use_cases.steps.read_report import read_report
from services.kit.glyphs import shipped_font
from services.kit.printing import FontMissing, Printer
from tests.reporting.builders import CONTEST, FORM_A, FORM_B, HEADER, HUANCUI, WEIHAI, WENDENG, body, reporter, total
from tests.reporting.reporting_system import ReportingSystem
from tests.support import tokens
from tests.support.papers import edges_of


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return text


async def print_of(reporting: ReportingSystem, report_id: str, unit: str, **query: Any) -> Any:
    path = f"/v1/reports/{report_id}/print.pdf" + ("?blank=true" if query.get("blank") else "")
    return await reporting.ask("GET", path, reporter(unit))


@pytest.mark.parametrize("form", [FORM_A, FORM_B, "camp_summary"])
async def test_the_same_version_gives_the_same_bytes(reporting: ReportingSystem, form: str) -> None:
    """R3.6, R3.12"""
    opened = await reporting.open(HUANCUI, form)
    await reporting.save(opened, reporter(HUANCUI), {"header": HEADER, "values": {"escape_camp_videos": 7}})
    report_id = opened.json()["id"]
    await reporting.act(report_id, "submit", reporter(HUANCUI))

    first = await print_of(reporting, report_id, HUANCUI)
    again = await print_of(reporting, report_id, WEIHAI)
    empty = await print_of(reporting, report_id, HUANCUI, blank=True)

    assert (first.status_code, first.headers["content-type"]) == (200, "application/pdf")
    assert first.content.startswith(b"%PDF-")
    assert first.content == again.content
    assert empty.status_code == 200
    assert empty.content != first.content


async def test_the_blanks_of_the_print_hold_the_roll_up_and_name_the_missing(reporting: ReportingSystem) -> None:
    """R3.6, R3.9"""
    await reporting.keep(total(WEIHAI, 500, 900))
    await reporting.accepted(HUANCUI, WEIHAI, FORM_B, exposed_major_hazards=4)
    report_id = await reporting.submitted(WEIHAI, FORM_B, exposed_major_hazards=1)
    rolled = await reporting.roll_up(WEIHAI, FORM_B)

    async with reporting.database.begin() as transaction:
        filing = await read_report(transaction, reach_of(reporter(WEIHAI).grants), UUID(report_id))
        form, seal = await print_report(transaction, read_below, filing, is_blank=False)

    blanks = [part["blank"] for row in form["rows"][:6] for line in row["lines"] for part in line if "blank" in part]
    assert len(blanks) == 33
    assert blanks == ["" if value is None else str(value) for value in rolled["total"].values()]
    assert form["notes"] == ["汇总时缺报 4 户：文登区、荣成市、乳山市、（示例）民用爆炸物品企业"]
    assert seal is not None
    assert seal.startswith(f"report:{report_id}:1:")


async def test_a_character_that_the_font_lacks_is_printed_as_a_sign_and_named(reporting: ReportingSystem) -> None:
    """R3.6: one rare character keeps no office from its paper."""
    opened = await reporting.open(HUANCUI)
    row = {"activity_name": "安全\U000305a7灯", "occurrences": 1, "attendances": 2}
    await reporting.save(opened, reporter(HUANCUI), {**body(), "other_activities": [row]})
    report_id = opened.json()["id"]
    draft = await print_of(reporting, report_id, HUANCUI)
    await reporting.act(report_id, "submit", reporter(HUANCUI))
    version = await print_of(reporting, report_id, HUANCUI)

    for reply in (draft, version):
        assert reply.status_code == 200, reply.text
        shown = text_of(reply.content)
        assert "安全〓灯" in shown
        assert "文中“〓”为打印字体所缺的字：U+305A7" in shown


async def test_without_the_font_only_the_print_answers_otherwise(
    reporting: ReportingSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = await reporting.open(HUANCUI)
    app: Any = reporting.client._transport.app  # type: ignore[attr-defined]
    monkeypatch.setattr(app.state, "process", replace(app.state.process, printer=Printer(FORM, None)))

    refused = await print_of(reporting, opened.json()["id"], HUANCUI)
    saved = await reporting.save(opened, reporter(HUANCUI), body())

    assert (refused.status_code, refused.json()["code"]) == (503, "font-missing")
    assert saved.status_code == 200


def test_a_font_that_typst_cannot_find_is_refused_rather_than_printed_as_boxes(tmp_path: Path) -> None:
    font = tmp_path / "empty.ttc"
    font.write_bytes(b"")
    form = {"title": "", "columns": [], "header": [], "rows": [], "notes": ["a"], "footer": "", "qr": ""}
    printer = Printer(FORM, font)
    printer.__dict__["_glyphs"] = frozenset(map(ord, "a"))

    with pytest.raises(FontMissing):
        printer.pdf(form)


async def test_the_print_is_for_the_line_only(reporting: ReportingSystem) -> None:
    """I8"""
    report_id = await reporting.submitted(HUANCUI)

    assert (await print_of(reporting, report_id, WENDENG)).status_code == 404


async def printed(reporting: ReportingSystem, report_id: str, unit: str) -> dict[str, Any]:
    async with reporting.database.begin() as transaction:
        filing = await read_report(transaction, reach_of(reporter(unit).grants), UUID(report_id))
        form, _ = await print_report(transaction, read_below, filing, is_blank=False)
    return form


async def test_the_paper_names_the_seal_the_day_and_that_it_is_late(reporting: ReportingSystem) -> None:
    """R3.6, R3.3"""
    seal = "威海市环翠区应急管理局"
    line = {"parent": WEIHAI, "seal_name": seal}
    path = f"/v1/campaigns/{CONTEST}/lines/{FORM_A}/{HUANCUI}"
    owner = tokens.organiser("administrator", "370000")
    assert (await reporting.ask("PUT", path, owner, line)).status_code == 200
    await reporting.turn_to("2026-07-05 10:00")
    report_id = await reporting.submitted(HUANCUI)

    form = await printed(reporting, report_id, HUANCUI)

    assert [each["value"] for each in form["header"]] == [seal, "王安全", "0631-5231234", "2026年6月29日"]
    assert form["notes"] == ["逾期报送"]


async def test_the_owners_own_paper_names_its_seal(reporting: ReportingSystem) -> None:
    """R3.6, R6.4: no line names whoever all the others report to."""
    seal, campaign_id = "山东省工业和信息化厅", "shandong-drills"
    month = {
        "id": campaign_id,
        "title": "安全生产月",
        "owner_unit": "370000",
        "seal_name": seal,
        "first_day": "2026-06-01",
        "last_day": "2026-06-30",
        "templates": [{"template_id": FORM_B, "due_on": "2026-06-28"}],
    }
    owner = tokens.organiser("administrator", "370000")
    made = await reporting.ask("POST", "/v1/campaigns", owner, month)
    line = f"/v1/campaigns/{campaign_id}/lines/{FORM_B}/{WEIHAI}"
    assert (await reporting.ask("PUT", line, owner, {"parent": "370000"})).status_code == 200
    opening = {"template_id": FORM_B, "campaign_id": campaign_id}
    printed_names = []
    for unit in ("370000", WEIHAI):
        opened = await reporting.ask("POST", "/v1/reports", reporter(unit), {**opening, "unit": unit})
        form = await printed(reporting, opened.json()["id"], unit)
        printed_names.append(form["header"][0]["value"])

    assert made.json()["seal_name"] == seal
    assert printed_names == [seal, "威海市"]


async def test_a_long_text_stays_inside_its_cell(reporting: ReportingSystem) -> None:
    """R3.6: names of 200 characters wrap."""
    row = {"activity_name": "安全生产月主题宣传" * 22, "occurrences": 1, "attendances": 2}
    opened = await reporting.open(HUANCUI)
    await reporting.save(opened, reporter(HUANCUI), {"other_activities": [row]})
    form = await printed(reporting, opened.json()["id"], HUANCUI)

    _, marks = Printer(FORM, shipped_font()).pictures({**form, "qr": ""})

    pieces = [each for each in marks if each["cell"] == "other_activities/0/activity_name"]
    right_edge = 595.28 - 2.2 / 2.54 * 72
    assert len(pieces) == 33
    assert max(each["x"] + each["width"] for each in pieces) < right_edge
    assert len({each["y"] for each in pieces}) > 3


async def test_a_long_word_in_the_head_stays_in_its_column(reporting: ReportingSystem) -> None:
    """R3.6: letters and digits without a space wrap too."""
    opened = await reporting.open(HUANCUI)
    head = {"contact_name": "x" * 50, "contact_phone": "8" * 80}
    await reporting.save(opened, reporter(HUANCUI), {"header": head})

    paper = (await print_of(reporting, opened.json()["id"], HUANCUI)).content

    names, numbers = edges_of(paper, "x"), edges_of(paper, "8")
    assert (len(names), len(numbers)) == (50, 80)
    assert max(right for _, right in names) < min(left for left, _ in numbers)
    assert max(right for _, right in numbers) < max(left for left, _ in edges_of(paper, "期"))
