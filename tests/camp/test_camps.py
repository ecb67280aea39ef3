"""Camps and lessons as data of their owner (R6.11)."""

import re

import pytest
import sqlalchemy as sa

from services.camp.use_cases.load_shipped_camp import CAMP_ID, load_shipped_camp, shipped_lessons
from services.contracts.shares import MOST_OF_A_YEAR
from services.gateway.documents import LESSONS_FOLDER
from tests.camp.camp_system import CAMP, LESSON, MEDIA, CampSystem, camp_body, lesson_body
from tests.support import tokens


async def test_r6_11_a_camp_is_shown_as_it_was_written(camp: CampSystem) -> None:
    written = camp_body("second", entries=["region", "enterprise"])
    created = await camp.ask("POST", "/v1/camps", camp.administrator, written)

    shown = (await camp.ask("GET", "/v1/camps/second")).json()

    assert created.status_code == 201
    assert {name: shown[name] for name in ("title", "topics", "entries", "rules")} == {
        name: written[name] for name in ("title", "topics", "entries", "rules")
    }
    assert (shown["owner_unit"], "server_time" in shown) == ("CN", True)
    listed = (await camp.ask("GET", "/v1/camps")).json()
    assert {each["id"] for each in listed["items"]} == {CAMP, "second"}


async def test_a_camp_is_changed_by_administrators_of_its_owner_only(camp: CampSystem) -> None:
    changed = camp_body(title="新的名称")

    replies = [
        (await camp.ask("PUT", f"/v1/camps/{CAMP}", tokens.organiser(*who), changed)).status_code
        for who in (("administrator", "370000"), ("organiser", "CN"), ("administrator", "CN"))
    ]

    assert replies == [403, 403, 200]
    assert (await camp.ask("GET", f"/v1/camps/{CAMP}")).json()["title"] == "新的名称"


async def test_the_administrator_of_a_province_owns_what_it_makes(camp: CampSystem) -> None:
    caller = tokens.organiser("administrator", "370000")

    own = await camp.ask("POST", "/v1/camps", caller, camp_body("shandong"))
    foreign = await camp.ask("POST", "/v1/camps", caller, camp_body("beijing", owner_unit="110000"))

    assert (own.status_code, own.json()["owner_unit"]) == (201, "370000")
    assert foreign.status_code == 403


async def test_a_unit_makes_a_bounded_number_of_camps_a_year(camp: CampSystem) -> None:
    """R4.1 R6.2: everybody's list of camps shows them all."""
    county, beside = tokens.organiser("administrator", "371002"), tokens.organiser("administrator", "110000")
    made = [
        (await camp.ask("POST", "/v1/camps", county, camp_body(f"camp-{number}"))).status_code
        for number in range(MOST_OF_A_YEAR[2])
    ]

    refused = await camp.ask("POST", "/v1/camps", county, camp_body("one-more"))
    others = await camp.ask("POST", "/v1/camps", beside, camp_body("beijing"))
    async with camp.database.begin() as transaction:
        aged = sa.text("UPDATE camp.camps SET made_at = made_at - interval '367 days' WHERE id = 'camp-0'")
        await transaction.execute(aged)
    year_later = await camp.ask("POST", "/v1/camps", county, camp_body("one-more"))

    assert made == [201] * MOST_OF_A_YEAR[2]
    assert (refused.status_code, refused.json()["code"], refused.json()["unit"]) == (409, "too-many-camps", "371002")
    assert (others.status_code, year_later.status_code) == (201, 201)


async def test_an_id_is_taken_once(camp: CampSystem) -> None:
    again = await camp.ask("POST", "/v1/camps", camp.administrator, camp_body())
    lesson = await camp.ask("POST", f"/v1/camps/{CAMP}/lessons", camp.administrator, lesson_body())

    assert (again.status_code, again.json()["code"]) == (409, "camp-exists")
    assert (lesson.status_code, lesson.json()["code"]) == (409, "lesson-exists")


@pytest.mark.parametrize(
    "url",
    [
        "no link",
        "javascript:alert(1)",
        "https://",
        "ftp://films.example/1",
        "//films.example",
        "/lessons/../v1/me.html",
        "/v1/me",
    ],
)
async def test_a_link_that_is_none_is_refused(camp: CampSystem, url: str) -> None:
    body = lesson_body("linked", media=MEDIA | {"url": url})

    reply = await camp.ask("POST", f"/v1/camps/{CAMP}/lessons", camp.administrator, body)

    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/media/url")


async def test_a_lesson_is_changed_where_it_is(camp: CampSystem) -> None:
    body = lesson_body(title="新的课程")

    changed = await camp.ask("PUT", f"/v1/camps/{CAMP}/lessons/{LESSON}", camp.administrator, body)

    assert changed.status_code == 200
    shown = (await camp.ask("GET", f"/v1/camps/{CAMP}/lessons")).json()["items"]
    assert [each["title"] for each in shown] == ["新的课程", "楼道有烟，往哪里走"]


async def test_the_shipped_camp_is_open_and_long_enough_for_its_certificate(camp: CampSystem) -> None:
    for _ in range(2):
        async with camp.database.begin() as transaction:
            await load_shipped_camp(transaction)

    shown = (await camp.ask("GET", f"/v1/camps/{CAMP_ID}")).json()
    lessons = (await camp.ask("GET", f"/v1/camps/{CAMP_ID}/lessons")).json()["items"]

    assert shown["opens_at"] <= shown["server_time"] < shown["closes_at"]
    assert shown["rules"] == {"lesson_hour_minutes": 45, "certificate_hours": 8, "works_per_person": 3}
    assert sum(each["duration_ms"] for each in lessons) >= 8 * 45 * 60_000
    assert len({each["category"] for each in lessons}) == 6


async def test_a_shipped_lesson_is_changed_and_stays_its_page(camp: CampSystem) -> None:
    async with camp.database.begin() as transaction:
        await load_shipped_camp(transaction)
    lesson = (await camp.ask("GET", f"/v1/camps/{CAMP_ID}/lessons")).json()["items"][0]
    body = lesson | {"checks": [{"question": "先断电还是先泼水？", "options": ["断电", "泼水"], "right": [0]}]}

    changed = await camp.ask("PUT", f"/v1/camps/{CAMP_ID}/lessons/{lesson['id']}", camp.administrator, body)

    assert (changed.status_code, changed.json()) == (200, lesson)
    shown = await camp.ask("GET", f"/v1/camps/{CAMP_ID}/lessons/{lesson['id']}", camp.administrator)
    assert shown.json() == body


async def test_shipped_lessons_are_pages_of_this_system_that_load_nothing_of_others(camp: CampSystem) -> None:
    async with camp.database.begin() as transaction:
        await load_shipped_camp(transaction)
    lessons = (await camp.ask("GET", f"/v1/camps/{CAMP_ID}/lessons")).json()["items"]

    for each in lessons:
        assert each["media"]["provider"] == "own"
        page = LESSONS_FOLDER.joinpath(each["media"]["url"].removeprefix("/lessons/")).read_text(encoding="utf-8")
        named = re.findall(r'(?:src|href)="([^"]*)"', page)
        assert f"<h1>{each['title']}</h1>" in page
        assert len(named) == 2
        assert all(LESSONS_FOLDER.joinpath(name.removeprefix("/lessons/")).is_file() for name in named)


def test_the_list_of_lessons_names_each_shipped_one() -> None:
    page = LESSONS_FOLDER.joinpath("index.html").read_text(encoding="utf-8")

    assert re.findall(r'<a href="(/lessons/[^"]*)">([^<]*)</a>', page) == [
        (each.url, each.title) for each in shipped_lessons()
    ]
