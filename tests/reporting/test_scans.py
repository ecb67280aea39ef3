"""Scans of stamped prints over HTTP: which version each is of, and what a page is that is none (R3.6, R3.11)."""

import io
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFilter

from reporting_service.domain.access import reach_of
from reporting_service.domain.scans import Print
from reporting_service.queries.below import leave_out_below
from reporting_service.use_cases.paper.print_report import print_report
from reporting_service.use_cases.steps.read_report import read_report
from services.chassis.tokens import Caller
from tests.reporting.builders import HUANCUI, SHANDONG, WEIHAI, WENDENG, reporter
from tests.reporting.prints import pages
from tests.reporting.reporting_system import ReportingSystem
from tests.reporting.test_acts import recorded
from tests.support import tokens
from tests.support.scans import Scanner, jpeg, scanned, stamped

SCANNER = Scanner(dpi=100, quality=40, turned=1.5, seed=3)


async def paper_of(
    reporting: ReportingSystem, report_id: str, unit: str = HUANCUI, changed: Mapping[str, Any] | None = None
) -> Image.Image:
    """The first page as it was printed, sealed in red, with `changed` blanks written over."""
    async with reporting.database.begin() as transaction:
        filing = await read_report(transaction, reach_of(reporter(unit).grants), UUID(report_id))
        form, seal = await print_report(transaction, leave_out_below, filing, is_blank=False)
    assert seal is not None
    return stamped((await pages(Print(1, seal, form), changed))[0], 70, 42)


async def send(
    reporting: ReportingSystem, report_id: str, content: bytes, caller: Caller | None = None, **headers: str
) -> httpx.Response:
    files = {"file": ("扫描件.jpg", content, "image/jpeg")}
    return await reporting.client.post(
        f"/v1/reports/{report_id}/scans",
        files=files,
        headers=tokens.headers(caller or reporter(HUANCUI))
        | {name.replace("_", "-"): at for name, at in headers.items()},
    )


def scan_of(page: Image.Image, scanner: Scanner = SCANNER) -> bytes:
    return jpeg(scanned(page, scanner), scanner)


async def test_a_scan_as_pdf_is_read_too(reporting: ReportingSystem) -> None:
    """R3.11: PDF is what the scanners of offices make."""
    report_id = await reporting.submitted(HUANCUI, lecture_sessions=12)
    scan, content = scanned(await paper_of(reporting, report_id), SCANNER), io.BytesIO()
    scan.convert("RGB").save(content, "PDF", resolution=100)

    reply = await reporting.client.post(
        f"/v1/reports/{report_id}/scans",
        files={"file": ("扫描件.pdf", content.getvalue(), "application/pdf")},
        headers=tokens.headers(reporter(HUANCUI)),
    )

    assert reply.status_code == 201, reply.text
    assert reply.json()["verdict"] == "same"


async def test_a_stamped_scan_is_read_back_to_its_version_and_a_changed_number_is_flagged(
    reporting: ReportingSystem,
) -> None:
    """R3.11"""
    report_id = await reporting.submitted(HUANCUI, lecture_sessions=12)
    paper = await paper_of(reporting, report_id)
    forged = await paper_of(reporting, report_id, changed={"lecture_sessions": 120, "escape_camp_videos": 5})

    honest = await send(reporting, report_id, scan_of(paper))
    altered = await send(reporting, report_id, scan_of(forged), reporter(WEIHAI))

    assert honest.status_code == altered.status_code == 201, (honest.text, altered.text)
    told = honest.json()
    assert (told["version"], told["is_latest"], told["verdict"]) == (1, True, "same")
    assert (told["pages"], told["page_count"], told["differences"]) == ([1], 1, [])
    versions = await reporting.ask("GET", f"/v1/reports/{report_id}/versions", reporter(SHANDONG))
    assert told["digest"] == versions.json()["items"][0]["digest"]
    assert altered.json()["verdict"] == "differs"
    found = {each["indicator"]: each for each in altered.json()["differences"]}
    assert {name: each["printed"] for name, each in found.items()} == {
        "lecture_sessions": "12",
        "escape_camp_videos": "",
    }
    box = found["lecture_sessions"]["box_mm"]
    assert 70 < box["x"] < 120
    assert 45 < box["y"] < 65
    assert [(each["action"], each["version"]) for each in versions.json()["history"]][-2:] == [("scan", 1)] * 2
    assert versions.json()["history"][-1]["detail"]["differences"] == ["lecture_sessions", "escape_camp_videos"]


async def test_the_scan_is_kept_as_an_attachment_of_its_version(reporting: ReportingSystem) -> None:
    """R3.5, R3.11, I8, I15"""
    report_id = await reporting.submitted(HUANCUI)
    content, caller = scan_of(await paper_of(reporting, report_id)), reporter(HUANCUI)

    first, again = [await send(reporting, report_id, content, caller, Idempotency_Key="once") for _ in range(2)]

    assert first.json() == again.json()
    kept = first.json()["attachment"]
    assert (kept["version"], kept["name"], kept["size"]) == (1, "扫描件.jpg", len(content))
    path = f"/v1/attachments/{kept['id']}"
    assert (await reporting.ask("GET", path, reporter(SHANDONG))).content == content
    assert (await reporting.ask("GET", path, reporter(WENDENG))).status_code == 404
    acts = [(act, outcome) for _, act, _, outcome in await recorded(reporting)]
    assert acts[-1] == ("report.scan", "done")
    assert acts.count(("report.scan", "done")) == 1


async def test_a_print_of_an_older_version_is_told_as_such(reporting: ReportingSystem) -> None:
    """R3.4, R3.11"""
    report_id = await reporting.submitted(HUANCUI, lecture_sessions=3)
    old = await paper_of(reporting, report_id)
    await reporting.act(report_id, "recall", reporter(HUANCUI), {"reason": "漏填一项"})
    await reporting.submitted(HUANCUI, lecture_sessions=8)

    reply = await send(reporting, report_id, scan_of(old, Scanner(turned=180, seed=1)))

    assert reply.status_code == 201, reply.text
    assert (reply.json()["version"], reply.json()["is_latest"], reply.json()["verdict"]) == (1, False, "same")


def cat() -> Image.Image:
    """What everybody sends by mistake."""
    picture = Image.new("RGB", (900, 1200), (150, 180, 140))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((250, 350, 650, 800), fill=(90, 80, 70))
    for x in (300, 520):
        draw.polygon([(x, 400), (x + 40, 250), (x + 90, 390)], fill=(90, 80, 70))
        draw.ellipse((x + 20, 500, x + 70, 560), fill=(200, 220, 60))
    return picture.filter(ImageFilter.GaussianBlur(3))


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("blank", "scan-blank"),
        ("cat", "scan-without-code"),
        ("another report", "scan-of-another-report"),
        ("another digest", "scan-digest-unknown"),
        ("code alone", "scan-unlike-print"),
        ("broken", "wrong-media"),
        ("bomb", "wrong-media"),
    ],
)
async def test_a_page_that_is_no_print_of_the_report_is_told_what_it_is(
    reporting: ReportingSystem, page: str, code: str
) -> None:
    """R3.11"""
    report_id = await reporting.submitted(HUANCUI)
    other_id = await reporting.submitted(WENDENG)
    paper = await paper_of(reporting, report_id)
    white = Image.new("RGB", paper.size, (255, 255, 255))
    content = {
        "blank": lambda: scan_of(white),
        "cat": lambda: jpeg(cat(), SCANNER),
        "code alone": lambda: scan_of(code_alone(paper, white)),
        "broken": lambda: scan_of(paper)[:3000],
        "bomb": bomb,
    }
    if page == "another report":
        sent = scan_of(await paper_of(reporting, other_id, WENDENG))
    elif page == "another digest":
        printed = (await pages(Print(1, f"report:{report_id}:1:{'0' * 64}", await form_of(reporting, report_id))))[0]
        sent = scan_of(printed)
    else:
        sent = content[page]()

    refused = await send(reporting, report_id, sent)

    assert refused.json()["code"] == code
    assert refused.status_code == (415 if code == "wrong-media" else 422)
    listed = await reporting.ask("GET", f"/v1/reports/{report_id}/attachments", reporter(HUANCUI))
    assert listed.json()["items"] == []


async def form_of(reporting: ReportingSystem, report_id: str) -> dict[str, Any]:
    async with reporting.database.begin() as transaction:
        filing = await read_report(transaction, reach_of(reporter(HUANCUI).grants), UUID(report_id))
        form, _ = await print_report(transaction, leave_out_below, filing, is_blank=False)
    return form


async def seal_of(reporting: ReportingSystem, report_id: str) -> str:
    async with reporting.database.begin() as transaction:
        filing = await read_report(transaction, reach_of(reporter(HUANCUI).grants), UUID(report_id))
        _, seal = await print_report(transaction, leave_out_below, filing, is_blank=False)
    assert seal is not None
    return seal


def code_alone(paper: Image.Image, white: Image.Image) -> Image.Image:
    """The code of the print on a page that is otherwise empty."""
    width, height = paper.size
    box = (int(width * 0.75), int(height * 0.85), width, height)
    page = white.copy()
    page.paste(paper.crop(box), box[:2])
    return page


def bomb() -> bytes:
    """A JPEG of a few bytes that says it has 65,500 pixels squared."""
    written = io.BytesIO()
    Image.new("L", (16, 16)).save(written, "JPEG")
    content = bytearray(written.getvalue())
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = (65500).to_bytes(2, "big") * 2
    return bytes(content)


async def test_scans_are_for_the_unit_and_the_one_it_reports_to(reporting: ReportingSystem) -> None:
    """I8"""
    report_id = await reporting.submitted(HUANCUI)

    replies = [await send(reporting, report_id, b"", caller) for caller in (reporter(WENDENG), reporter(SHANDONG))]
    mislabelled = await send(reporting, report_id, b"GIF89a", reporter(WEIHAI))

    assert [reply.status_code for reply in replies] == [404, 403]
    assert mislabelled.status_code == 415


def pdf(*leaves: Image.Image, rotation: int = 0) -> bytes:
    """Pages as an office scanner sends them; with a /Rotate that shows them as they lay."""
    written = io.BytesIO()
    turned = [leaf.rotate(rotation, expand=True) for leaf in leaves]
    turned[0].save(written, "PDF", save_all=True, append_images=turned[1:], resolution=150)
    document = pypdfium2.PdfDocument(written.getvalue())
    for page in document:
        page.set_rotation(rotation)
    saved = io.BytesIO()
    document.save(saved)
    document.close()
    return saved.getvalue()


async def test_a_scan_of_more_pages_than_are_read_is_told_how_many(reporting: ReportingSystem) -> None:
    """R6.6"""
    report_id = await reporting.submitted(HUANCUI)
    content = pdf(*[Image.new("RGB", (620, 877), "white")] * 11)

    files = {"file": ("扫描件.pdf", content, "application/pdf")}
    path = f"/v1/reports/{report_id}/scans"
    reply = await reporting.client.post(path, files=files, headers=tokens.headers(reporter(HUANCUI)))

    assert (reply.status_code, reply.json()["code"], reply.json()["most_pages"]) == (413, "scan-too-long", 10)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
async def test_a_pdf_scan_is_read_with_blank_pages_and_whichever_way_it_lies(
    reporting: ReportingSystem, rotation: int
) -> None:
    """R3.11, R6.6: PDF is what office scanners make."""
    report_id = await reporting.submitted(HUANCUI, lecture_sessions=12)
    scanner = Scanner(dpi=150, seed=5)
    leaf = scanned(await paper_of(reporting, report_id), scanner)
    blank = Image.new("RGB", leaf.size, (250, 250, 250))
    content = pdf(blank, leaf, blank, rotation=rotation)

    files = {"file": ("扫描件.pdf", content, "application/pdf")}
    path = f"/v1/reports/{report_id}/scans"
    reply = await reporting.client.post(path, files=files, headers=tokens.headers(reporter(HUANCUI)))

    assert reply.status_code == 201, reply.text
    assert (reply.json()["verdict"], reply.json()["pages"]) == ("same", [1])


@pytest.mark.parametrize("dpi", [150, 200])
async def test_a_picture_in_black_and_white_is_read_like_a_pdf_of_it(reporting: ReportingSystem, dpi: int) -> None:
    """R6.6"""
    report_id = await reporting.submitted(HUANCUI, lecture_sessions=12)
    form, seal = await form_of(reporting, report_id), await seal_of(reporting, report_id)
    page = (await pages(Print(1, seal, form), None))[0]
    leaf = scanned(page, Scanner(dpi=dpi, seed=2, is_coloured=False)).convert("1", dither=Image.Dither.NONE)
    content = io.BytesIO()
    leaf.save(content, "PNG")

    files = {"file": ("扫描件.png", content.getvalue(), "image/png")}
    path = f"/v1/reports/{report_id}/scans"
    reply = await reporting.client.post(path, files=files, headers=tokens.headers(reporter(HUANCUI)))

    assert reply.status_code == 201, reply.text
    assert reply.json()["differences"] == []


@pytest.mark.parametrize("dither", [Image.Dither.NONE, Image.Dither.FLOYDSTEINBERG])
@pytest.mark.parametrize("dpi", [150, 200])
async def test_a_scan_in_black_and_white_is_read_or_told_what_to_do(
    reporting: ReportingSystem, dpi: int, dither: Image.Dither
) -> None:
    """R6.6: at 150 dots per inch there may be too little left of the print, and nothing of its code."""
    report_id = await reporting.submitted(HUANCUI, lecture_sessions=12)
    async with reporting.database.begin() as transaction:
        filing = await read_report(transaction, reach_of(reporter(HUANCUI).grants), UUID(report_id))
        form, seal = await print_report(transaction, leave_out_below, filing, is_blank=False)
    page = (await pages(Print(1, seal or "", form), None))[0]
    leaf = scanned(page, Scanner(dpi=dpi, seed=2, is_coloured=False)).convert("1", dither=dither)

    files = {"file": ("扫描件.pdf", pdf(leaf), "application/pdf")}
    path = f"/v1/reports/{report_id}/scans"
    reply = await reporting.client.post(path, files=files, headers=tokens.headers(reporter(HUANCUI)))

    if dpi == 150 and reply.status_code != 201:  # it hangs on the ink of this very page
        assert reply.status_code == 422
        assert reply.json()["code"] in ("scan-unlike-print", "scan-without-code")
        assert "灰度或彩色、300 dpi" in reply.json()["detail"]
    else:
        assert reply.status_code == 201, reply.text
        assert reply.json()["differences"] == []
