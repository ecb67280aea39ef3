"""Notable work is reported at any time and sent on level by level (R6.7)."""

from typing import Any

import httpx

from services.chassis.tokens import Caller
from tests.reporting.builders import CONTEST, HUANCUI, SHANDONG, WEIHAI, WENDENG, reporter
from tests.reporting.reporting_system import ReportingSystem
from tests.support import tokens

WORK = {"campaign_id": CONTEST, "unit": HUANCUI, "title": "安全吹哨人", "text": "职工随手拍，隐患当日改。"}


async def reported(reporting: ReportingSystem, caller: Caller | None = None, **more: Any) -> httpx.Response:
    return await reporting.ask("POST", "/v1/highlights", caller or reporter(HUANCUI), {**WORK, **more})


async def seen(reporting: ReportingSystem, unit: str) -> list[str]:
    reply = await reporting.ask("GET", f"/v1/highlights?campaign={CONTEST}&unit={unit}", reporter(unit))
    assert reply.status_code == 200, reply.text
    return [each["title"] for each in reply.json()["items"]]


async def test_work_climbs_as_far_as_it_is_selected(reporting: ReportingSystem) -> None:
    """R6.7"""
    made = await reported(reporting)
    path = f"/v1/highlights/{made.json()['id']}/select"
    at_first = [await seen(reporting, unit) for unit in (HUANCUI, WEIHAI, SHANDONG, WENDENG)]
    too_early = await reporting.ask("POST", path, reporter(SHANDONG), {})
    by_itself = await reporting.ask("POST", path, reporter(HUANCUI), {})

    chosen = await reporting.ask("POST", path, reporter(WEIHAI), {"comment": "报省厅"})
    again = await reporting.ask("POST", path, reporter(WEIHAI), {})
    further = await reporting.ask("POST", path, reporter(SHANDONG), {})

    assert made.status_code == 201, made.text
    assert at_first == [["安全吹哨人"], ["安全吹哨人"], [], []]
    assert [too_early.status_code, by_itself.status_code] == [404, 403]
    assert [each["unit"]["code"] for each in chosen.json()["selected_by"]] == [WEIHAI]
    assert again.json()["selected_by"] == chosen.json()["selected_by"]
    assert [each["unit"]["code"] for each in further.json()["selected_by"]] == [WEIHAI, SHANDONG]
    assert await seen(reporting, SHANDONG) == ["安全吹哨人"]
    assert await seen(reporting, WENDENG) == []


async def test_files_of_the_work_are_for_those_who_see_it(reporting: ReportingSystem) -> None:
    """R3.5, I8"""
    made = (await reported(reporting)).json()
    path = f"/v1/highlights/{made['id']}/attachments"

    async def attach(unit: str) -> httpx.Response:
        files = {"file": ("简讯.txt", "安全生产月简讯".encode(), "text/plain")}
        return await reporting.client.post(path, files=files, headers=tokens.headers(reporter(unit)))

    kept, foreign = await attach(HUANCUI), await attach(WEIHAI)
    file = f"/v1/attachments/{kept.json()['id']}"
    read = [(await reporting.ask("GET", file, reporter(unit))).status_code for unit in (HUANCUI, WEIHAI, SHANDONG)]
    await reporting.ask("POST", f"/v1/highlights/{made['id']}/select", reporter(WEIHAI), {})
    frozen = await reporting.ask("DELETE", file, reporter(HUANCUI))

    assert [kept.status_code, foreign.status_code] == [201, 403]
    assert read == [200, 200, 404]
    assert (await reporting.ask("GET", file, reporter(SHANDONG))).status_code == 200
    assert (frozen.status_code, frozen.json()["code"]) == (409, "attachment-frozen")


async def test_work_is_reported_by_the_unit_itself_in_its_own_campaign(reporting: ReportingSystem) -> None:
    """I8"""
    answers = [
        await reported(reporting, reporter(WENDENG)),
        await reported(reporting, unit="110000"),
        await reported(reporting, campaign_id="nothing"),
        await reported(reporting, tokens.organiser("organiser", HUANCUI)),
        await reported(reporting, title=""),
    ]

    assert [each.status_code for each in answers] == [404, 404, 404, 403, 422]
