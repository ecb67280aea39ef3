"""Photos, videos and texts of notable work (R3.5)."""

import hashlib

import httpx
import pytest

from tests.reporting.builders import HEADER, HUANCUI, WEIHAI, WENDENG, reporter
from tests.reporting.reporting_system import ReportingSystem
from tests.support import tokens

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100


async def attach(
    reporting: ReportingSystem, report_id: str, unit: str, name: str, content: bytes, claimed: str
) -> httpx.Response:
    path = f"/v1/reports/{report_id}/attachments"
    files = {"file": (name, content, claimed)}
    return await reporting.client.post(path, files=files, headers=tokens.headers(reporter(unit)))


async def test_a_photo_is_kept_under_its_hash_and_served_to_the_line(reporting: ReportingSystem) -> None:
    """R3.5, I8"""
    report_id = (await reporting.open(HUANCUI)).json()["id"]

    attached = await attach(reporting, report_id, HUANCUI, "../现场/照片.png", PNG, "image/png")

    assert attached.status_code == 201
    assert attached.json()["sha256"] == hashlib.sha256(PNG).hexdigest()
    assert attached.json()["name"] == "照片.png"
    path = f"/v1/attachments/{attached.json()['id']}"
    for_the_city = await reporting.ask("GET", path, reporter(WEIHAI))
    for_another = await reporting.ask("GET", path, reporter(WENDENG))
    listed = await reporting.ask("GET", f"/v1/reports/{report_id}/attachments", reporter(WEIHAI))
    assert (for_the_city.content, for_the_city.headers["x-content-type-options"]) == (PNG, "nosniff")
    assert for_another.status_code == 404
    assert [each["id"] for each in listed.json()["items"]] == [attached.json()["id"]]


@pytest.mark.parametrize(
    ("name", "content", "claimed"),
    [
        ("a.png", b"\xff\xd8\xff\xe0 a photo of another kind", "image/png"),
        ("a.jpg", PNG, "image/jpeg"),
        ("a.png", PNG, "image/jpeg"),
        ("a.txt", b"<html><script>", "text/plain"),
        ("a.exe", b"MZ\x90\x00", "application/octet-stream"),
        ("a.txt", b"", "text/plain"),
        ("a.docx", b"PK\x03\x04 nothing in it", "application/octet-stream"),
    ],
)
async def test_a_file_that_is_not_what_it_claims_is_refused(
    reporting: ReportingSystem, name: str, content: bytes, claimed: str
) -> None:
    """R3.5"""
    report_id = (await reporting.open(HUANCUI)).json()["id"]

    reply = await attach(reporting, report_id, HUANCUI, name, content, claimed)

    assert (reply.status_code, reply.json()["code"]) == (415, "wrong-media")


async def test_a_file_that_is_too_large_is_refused(reporting: ReportingSystem) -> None:
    report_id = (await reporting.open(HUANCUI)).json()["id"]

    reply = await attach(reporting, report_id, HUANCUI, "a.txt", b"a" * (1024 * 1024 + 1), "text/plain")

    assert reply.status_code == 413


async def test_a_plan_is_its_document(reporting: ReportingSystem) -> None:
    """R3.3, R3.5"""
    opened = await reporting.open(HUANCUI, "plan")
    report_id = opened.json()["id"]
    await reporting.save(opened, reporter(HUANCUI), {"header": HEADER})

    empty = await reporting.act(report_id, "submit", reporter(HUANCUI))
    await attach(reporting, report_id, HUANCUI, "方案.pdf", b"%PDF-1.7 ...", "application/pdf")
    submitted = await reporting.act(report_id, "submit", reporter(HUANCUI))
    afterwards = await attach(reporting, report_id, HUANCUI, "方案二.pdf", b"%PDF-1.7 ...", "application/pdf")
    printed = await reporting.ask("GET", f"/v1/reports/{report_id}/print.pdf", reporter(HUANCUI))

    assert [each["code"] for each in empty.json()["checks"]] == ["attachment-missing"]
    assert (submitted.status_code, submitted.json()["is_late"]) == (200, True)
    assert afterwards.status_code == 409
    assert printed.content.startswith(b"%PDF-")
