"""Photos, videos and texts of notable work (R3.5)."""

import hashlib
import io
import shutil
import struct
import zipfile
from pathlib import Path

import httpx
import pytest

from reporting_service.domain.attachments import LARGEST_UPLOAD
from reporting_service.settings import Settings
from reporting_service.tables import access
from tests.reporting.builders import HEADER, HUANCUI, WEIHAI, WENDENG, reporter
from tests.reporting.reporting_system import ReportingSystem
from tests.support import tokens
from tests.support.rights import interrupted

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100


def archive(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name in names:
            file.writestr(name, "content")
    return written.getvalue()


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


def compound(*streams: str) -> bytes:
    """The beginning of an older office document, and the names of its streams as its directory has them."""
    named = b"".join(stream.encode("utf-16-le") + b"\x00\x00" for stream in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + named


def crowded(*, is_large_format: bool = False) -> bytes:
    """An archive of 30,000 names, the right ones among them."""
    written = archive("[Content_Types].xml", "word/document.xml", *(f"{n}" for n in range(30_000)))
    if not is_large_format:
        return written
    end = bytearray(written[-22:])
    end[12:16] = bytes(4)  # the size of the directory, which now stands elsewhere
    directory = len(written) - 22 - int.from_bytes(written[-6:-2], "little")
    sizes = [30_002, 30_002, directory, int.from_bytes(written[-6:-2], "little")]
    larger = b"PK\x06\x06" + struct.pack("<QHHLL4Q", 44, 45, 45, 0, 0, *sizes)
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, len(written) - 22, 1)
    return written[:-22] + larger + locator + bytes(end)


@pytest.mark.parametrize(
    ("name", "content", "claimed"),
    [
        ("a.docx", crowded(), ""),
        ("a.docx", crowded(is_large_format=True), ""),
        ("a.png", b"%PDF-1.7 no photo", "image/png"),
        ("a.doc", b"PK\x03\x04 no compound file", ""),
        ("a.doc", compound("Workbook"), ""),
        ("a.xls", compound("Workbook", "_VBA_PROJECT"), ""),
        ("a.ofd", archive("Document.xml"), ""),
        ("a.txt", b"\xff\xff\xff", ""),
        ("a.txt", b"<html><script>", "text/plain"),
        ("a.exe", b"MZ\x90\x00", "application/octet-stream"),
        ("a.txt", b"", "text/plain"),
        ("a.docx", b"PK\x03\x04 nothing in it", "application/octet-stream"),
        ("a.docx", archive("[Content_Types].xml", "xl/workbook.xml"), "application/octet-stream"),
        ("a.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), ""),
        ("a.mp4", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "video/mp4"),
        ("a.heic", b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", ""),
    ],
)
async def test_a_file_that_is_not_what_it_claims_is_refused(
    reporting: ReportingSystem, name: str, content: bytes, claimed: str
) -> None:
    """R3.5"""
    report_id = (await reporting.open(HUANCUI)).json()["id"]

    reply = await attach(reporting, report_id, HUANCUI, name, content, claimed)

    assert (reply.status_code, reply.json()["code"]) == (415, "wrong-media")


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("现场.JPG", b"\xff\xd8\xff\xe0 a photo", "image/jpeg"),
        ("现场.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "image/heic"),
        ("演练.mp4", b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "video/mp4"),
        ("演练.mov", b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00", "video/quicktime"),
        ("总结.docx", archive("[Content_Types].xml", "word/document.xml"), None),
        ("总结.txt", "安全生产月".encode(), "text/plain"),
        ("总结.txt", "安全生产月活动总结".encode("gb18030"), "text/plain"),
        ("总结.txt", "安全生产月".encode("utf-16"), "text/plain"),
        ("总结.doc", compound("WordDocument"), "application/msword"),
        ("总结.wps", compound("WordDocument"), "application/wps-office.wps"),
        ("台账.xls", compound("Workbook"), "application/vnd.ms-excel"),
        ("台账.et", compound("Workbook"), "application/wps-office.et"),
        ("汇报.ppt", compound("PowerPoint Document"), "application/vnd.ms-powerpoint"),
        ("汇报.dps", compound("PowerPoint Document"), "application/wps-office.dps"),
        ("公文.ofd", archive("OFD.xml"), "application/ofd"),
        ("现场.png", b"\xff\xd8\xff\xe0 a photo of another kind", "image/jpeg"),
        ("现场.jpg", PNG, "image/png"),
    ],
)
async def test_photos_videos_and_texts_are_taken(
    reporting: ReportingSystem, name: str, content: bytes, media_type: str | None
) -> None:
    """R3.5"""
    report_id = (await reporting.open(HUANCUI)).json()["id"]

    reply = await attach(reporting, report_id, HUANCUI, name, content, "")

    assert reply.status_code == 201, reply.text
    assert reply.json()["media_type"] == (media_type or reply.json()["media_type"])


async def test_a_photo_whose_name_lies_is_kept_under_its_true_one(reporting: ReportingSystem) -> None:
    """R3.5, R6.6"""
    report_id = (await reporting.open(HUANCUI)).json()["id"]

    kept = await attach(reporting, report_id, HUANCUI, "现场.JPG", PNG, "image/jpeg")
    refused = await attach(reporting, report_id, HUANCUI, "a.exe", b"MZ", "")

    assert (kept.json()["media_type"], kept.json()["name"]) == ("image/png", "现场.png")
    assert refused.status_code == 415
    assert {".doc", ".wps", ".ofd", ".jpg"} <= set(refused.json()["allowed"])


async def test_whoever_sends_no_file_is_told_what_is_taken_too(reporting: ReportingSystem) -> None:
    """R3.5"""
    path = f"/v1/reports/{(await reporting.open(HUANCUI)).json()['id']}/attachments"
    headers = tokens.headers(reporter(HUANCUI))

    other_field = await reporting.client.post(path, files={"photo": ("a.png", PNG, "image/png")}, headers=headers)
    no_form = await reporting.client.post(path, json={"file": "a.png"}, headers=headers)

    for refused in (other_field, no_form):
        assert (refused.status_code, ".pdf" in refused.json()["allowed"]) == (415, True)


async def test_a_file_can_be_taken_away_until_its_version_is_submitted(reporting: ReportingSystem) -> None:
    """R3.5"""
    report_id = (await reporting.open(HUANCUI)).json()["id"]
    first, second = [
        (await attach(reporting, report_id, HUANCUI, f"{name}.png", PNG, "image/png")).json()["id"] for name in "ab"
    ]
    foreign = await reporting.ask("DELETE", f"/v1/attachments/{first}", reporter(WENDENG))
    by_the_parent = await reporting.ask("DELETE", f"/v1/attachments/{first}", reporter(WEIHAI))
    gone = await reporting.ask("DELETE", f"/v1/attachments/{first}", reporter(HUANCUI))
    left = await reporting.ask("GET", f"/v1/reports/{report_id}/attachments", reporter(HUANCUI))
    await reporting.submitted(HUANCUI)
    while_it_stands = await reporting.ask("DELETE", f"/v1/attachments/{second}", reporter(HUANCUI))
    await reporting.act(report_id, "recall", reporter(HUANCUI), {"reason": "补充材料"})
    of_a_version = await reporting.ask("DELETE", f"/v1/attachments/{second}", reporter(HUANCUI))

    assert [foreign.status_code, by_the_parent.status_code, gone.status_code] == [404, 403, 204]
    assert [each["id"] for each in left.json()["items"]] == [second]
    assert [while_it_stands.json()["code"], of_a_version.json()["code"]] == ["report-locked", "attachment-frozen"]


@pytest.mark.parametrize("largest", [1024 * 1024, LARGEST_UPLOAD])
async def test_a_file_that_is_too_large_is_refused(reporting: ReportingSystem, largest: int) -> None:
    """Beyond what any file may have, the rest is not even received."""
    report_id = (await reporting.open(HUANCUI)).json()["id"]

    reply = await attach(reporting, report_id, HUANCUI, "a.txt", b"a" * (largest + 1), "text/plain")

    assert (reply.status_code, reply.json()["code"]) == (413, "file-too-large")
    assert reply.json()["largest_bytes"] == largest


async def test_a_repeated_upload_with_its_key_is_one_attachment(reporting: ReportingSystem) -> None:
    """Each try of a client divides its body by a boundary of its own."""
    report_id = (await reporting.open(HUANCUI)).json()["id"]
    path, headers = f"/v1/reports/{report_id}/attachments", tokens.headers(reporter(HUANCUI)) | {"Idempotency-Key": "k"}

    tries = [
        await reporting.client.post(path, files={"file": ("a.png", content, "image/png")}, headers=headers)
        for content in (PNG, PNG, PNG + b"other")
    ]

    assert [reply.status_code for reply in tries] == [201, 201, 422]
    assert tries[0].json() == tries[1].json()
    listed = await reporting.ask("GET", path, reporter(HUANCUI))
    assert len(listed.json()["items"]) == 1


async def test_a_file_is_shown_by_no_browser_as_a_page(reporting: ReportingSystem) -> None:
    report_id = (await reporting.open(HUANCUI)).json()["id"]
    attached = await attach(reporting, report_id, HUANCUI, 'a"/..\\\r\n甲/乙.png', PNG, "image/png")

    shown = await reporting.ask("GET", f"/v1/attachments/{attached.json()['id']}", reporter(HUANCUI))

    assert shown.headers["content-disposition"] == "attachment; filename*=UTF-8''%E4%B9%99.png"
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert shown.headers["content-length"] == str(len(PNG))


async def test_without_the_storage_only_files_answer_503(reporting: ReportingSystem, settings: Settings) -> None:
    """R3.5"""
    report_id = (await reporting.open(HUANCUI)).json()["id"]
    attached = await attach(reporting, report_id, HUANCUI, "a.png", PNG, "image/png")
    folder = Path(settings.attachments_url.removeprefix("file://"))
    shutil.rmtree(folder)
    folder.write_text("no folder")

    refused = await attach(reporting, report_id, HUANCUI, "b.png", PNG + b"b", "image/png")
    gone = await reporting.ask("GET", f"/v1/attachments/{attached.json()['id']}", reporter(HUANCUI))
    report = await reporting.read(report_id, reporter(HUANCUI))

    assert [(each.status_code, each.json()["code"]) for each in (refused, gone)] == [(503, "storage-unavailable")] * 2
    assert "retry-after" in refused.headers
    assert report.status_code == 200


async def test_a_process_that_cannot_write_its_files_is_not_ready(
    reporting: ReportingSystem, settings: Settings
) -> None:
    """R6.8"""
    before = await reporting.client.get("/readyz")
    folder = Path(settings.attachments_url.removeprefix("file://"))
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("no folder")

    after = await reporting.client.get("/readyz")

    assert "cannot be written" not in before.text
    assert after.status_code == 503
    assert "cannot be written" in after.json()["reason"]


async def test_rights_that_end_while_a_file_arrives_have_ended(reporting: ReportingSystem) -> None:
    """R4.3 I8: a change of rights is in force within 2 s, and an upload may take minutes."""
    report_id, caller = (await reporting.open(HUANCUI)).json()["id"], reporter(HUANCUI)
    path = f"/v1/reports/{report_id}/attachments"
    form = reporting.client.build_request("POST", path, files={"file": ("a.png", PNG, "image/png")})
    sent = tokens.headers(caller) | {"Content-Type": form.headers["content-type"]}

    content = interrupted(await form.aread(), reporting.database, access, caller)
    reply = await reporting.client.post(path, content=content, headers=sent)

    assert reply.status_code == 403
    assert (await reporting.ask("GET", path, reporter(HUANCUI))).json()["items"] == []


async def test_a_refused_upload_leaves_no_file(reporting: ReportingSystem, settings: Settings) -> None:
    """Whoever is refused could fill the storage: for a report that is submitted, or under a key that was used."""
    report_id = (await reporting.open(HUANCUI)).json()["id"]
    path, headers = f"/v1/reports/{report_id}/attachments", tokens.headers(reporter(HUANCUI)) | {"Idempotency-Key": "k"}
    for number in range(3):
        file = {"file": ("a.png", PNG + b"%d" % number, "image/png")}
        await reporting.client.post(path, files=file, headers=headers)
    submitted = await reporting.submitted(HUANCUI)
    refused = await attach(reporting, submitted, HUANCUI, "b.png", PNG + b"b", "image/png")

    folder = Path(settings.attachments_url.removeprefix("file://"))
    kept = [each.name for each in folder.rglob("*") if each.is_file()]
    assert (submitted, refused.status_code) == (report_id, 409)
    assert kept == [hashlib.sha256(PNG + b"0").hexdigest()]


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
