"""Uploads pass a virus scanner where there is one (R3.5)."""

from pathlib import Path

import httpx
import pytest

from reporting_service.settings import Settings
from services.chassis.virus_scan import VirusScanner
from services.kit.database import Database
from tests.reporting.builders import HUANCUI, WEIHAI, reporter
from tests.reporting.reporting_system import ReportingSystem, reporting_system
from tests.reporting.test_acts import recorded
from tests.support import tokens
from tests.support.clamd import VIRUS, clamd


async def attach(reporting: ReportingSystem, content: bytes, report_id: str) -> httpx.Response:
    files = {"file": ("a.txt", content, "text/plain")}
    path = f"/v1/reports/{report_id}/attachments"
    return await reporting.client.post(path, files=files, headers=tokens.headers(reporter(HUANCUI)))


async def attached(reporting: ReportingSystem, report_id: str) -> int:
    listed = await reporting.ask("GET", f"/v1/reports/{report_id}/attachments", reporter(WEIHAI))
    return len(listed.json()["items"])


async def test_an_infected_file_is_refused_on_record_and_kept_nowhere(
    settings: Settings, database: Database, owner: Database
) -> None:
    """R3.5, I15"""
    async with clamd() as double:
        guarded = settings.model_copy(update={"virus_scanner_url": double.url})
        async with reporting_system(guarded, database, owner) as reporting:
            report_id = (await reporting.open(HUANCUI)).json()["id"]

            clean = await attach(reporting, "总结".encode() * 50_000, report_id)
            infected = await attach(reporting, b"text " + VIRUS, report_id)

            assert clean.status_code == 201
            assert (infected.status_code, infected.json()["code"]) == (422, "file-infected")
            assert infected.json()["signature"] == "Eicar-Signature"
            assert await attached(reporting, report_id) == 1
            assert double.seen == ["总结".encode() * 50_000, b"text " + VIRUS]
            assert [each[3] for each in await recorded(reporting) if each[1] == "report.attach"] == [
                "done",
                "file-infected",
            ]
            kept = settings.attachments_url.removeprefix("file://")
            assert files_below(kept) == [clean.json()["sha256"]]


@pytest.mark.parametrize("fault", ["away", "silent", "too large for it", "confused"])
async def test_without_a_clear_answer_nothing_is_kept(
    settings: Settings, database: Database, owner: Database, fault: str
) -> None:
    """R3.5"""
    async with clamd() as double:
        double.says = {"silent": None, "confused": "stream: Can't allocate memory ERROR"}.get(fault, "")
        double.largest = 10 if fault == "too large for it" else double.largest
        url = "tcp://127.0.0.1:1" if fault == "away" else double.url
        guarded = settings.model_copy(update={"virus_scanner_url": url})
        async with reporting_system(guarded, database, owner) as reporting:
            report_id = (await reporting.open(HUANCUI)).json()["id"]

            refused = await attach(reporting, b"a text that is longer", report_id)

            assert (refused.status_code, refused.json()["code"]) == (503, "virus-scanner-unavailable")
            assert int(refused.headers["retry-after"]) > 0
            assert await attached(reporting, report_id) == 0
            assert files_below(settings.attachments_url.removeprefix("file://")) == []


def test_an_address_of_no_known_scanner_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="no virus scanner speaks http"):
        VirusScanner("http://scanner")


def files_below(folder: str) -> list[str]:
    return [each.name for each in Path(folder).rglob("*") if each.is_file()]
