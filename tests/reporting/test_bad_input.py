"""What is refused, how, and in which order."""

from typing import Any

import pytest
from uuid_utils.compat import uuid4

from tests.reporting.builders import BEIJING, FORM_A, HEADER, HUANCUI, WEIHAI, WENDENG, body, reporter, total
from tests.reporting.reporting_system import ReportingSystem
from tests.support import tokens


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("三百", "not-a-number"),
        (-1, "negative"),
        (1.5, "fraction"),
        (10**13, "too-large"),
        (10**400, "too-large"),
        ("120人", "wrong-unit"),
        (True, "not-a-number"),
    ],
)
async def test_a_cell_that_is_no_whole_number_is_named(reporting: ReportingSystem, content: Any, code: str) -> None:
    """R3.10"""
    opened = await reporting.open(HUANCUI)

    reply = await reporting.save(opened, reporter(HUANCUI), {"values": {"lecture_attendances": content}})

    assert reply.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in reply.json()["errors"]] == [
        ("/values/lecture_attendances", code)
    ]


async def test_names_of_people_and_activities_are_judged_by_their_characters(reporting: ReportingSystem) -> None:
    """R3.6, R3.10"""
    opened = await reporting.open(HUANCUI)
    name = f"张\u3000{chr(0x31350)}🩷"
    row = {"activity_name": f"{name}\xa0活动", "occurrences": 1, "attendances": 2}

    taken = await reporting.save(
        opened, reporter(HUANCUI), {"header": {"contact_name": name}, "other_activities": [row]}
    )
    refused = await reporting.save(
        taken,
        reporter(HUANCUI),
        {"header": {"contact_name": "张\u202e三"}, "explanations": {"lecture_sessions": "一\ue000"}},
    )
    unnamed = await reporting.save(taken, reporter(HUANCUI), {"other_activities": [{"activity_name": "\u3164"}]})

    assert taken.json()["header"]["contact_name"] == f"张 {chr(0x31350)}🩷"
    assert taken.json()["other_activities"][0]["activity_name"] == f"张 {chr(0x31350)}🩷 活动"
    assert [(each["pointer"].rpartition("/")[2], each["code"]) for each in refused.json()["errors"]] == [
        ("contact_name", "unusable-character"),
        ("lecture_sessions", "unusable-character"),
    ]
    assert unnamed.json()["errors"][0]["code"] == "invalid-name"


async def test_every_fault_of_a_save_is_named_at_once(reporting: ReportingSystem) -> None:
    opened = await reporting.open(HUANCUI)
    content = {
        "values": {"lecture_sessions": -1, "no_such_indicator": 1},
        "other_activities": [{"activity_name": "", "occurrences": 0.5}],
        "explanations": {"no_such_indicator": "说明"},
    }

    reply = await reporting.save(opened, reporter(HUANCUI), content)

    assert [fault["pointer"] for fault in reply.json()["errors"]] == [
        "/values/lecture_sessions",
        "/values/no_such_indicator",
        "/other_activities/0/occurrences",
        "/other_activities/0/activity_name",
        "/explanations/no_such_indicator",
    ]


async def test_a_save_names_what_it_is_based_on(reporting: ReportingSystem) -> None:
    """I11"""
    opened = await reporting.open(HUANCUI)
    path = f"/v1/reports/{opened.json()['id']}"

    reply = await reporting.ask("PUT", path, reporter(HUANCUI), body())

    assert (reply.status_code, reply.json()["code"]) == (428, "if-match-missing")


async def test_a_stale_save_is_told_what_changed(reporting: ReportingSystem) -> None:
    """I11"""
    opened = await reporting.open(HUANCUI)
    await reporting.save(opened, reporter(HUANCUI), {"values": {"lecture_sessions": 5}})

    reply = await reporting.save(opened, reporter(HUANCUI), {"values": {"commentary_articles": 1}})

    assert (reply.status_code, reply.json()["changed"]) == (412, ["/values/lecture_sessions"])


async def test_a_save_through_the_other_form_changes_nothing_in_this_one(reporting: ReportingSystem) -> None:
    """R3.8, I11"""
    form_a = await reporting.open(HUANCUI)
    form_b = await reporting.open(HUANCUI, "shandong_explosives_2023_annex2")
    await reporting.save(form_b, reporter(HUANCUI), {"values": {"lecture_sessions": 5}})

    reply = await reporting.save(form_a, reporter(HUANCUI), {"values": {"commentary_articles": 6}})
    other = await reporting.read(form_b.json()["id"], reporter(HUANCUI))

    assert reply.status_code == 200
    assert [each.json()["values"]["lecture_sessions"] for each in (reply, other)] == [None, 5]
    assert [each.json()["values"]["commentary_articles"] for each in (reply, other)] == [6, None]


async def test_contest_figures_that_moved_on_while_writing_are_no_override(reporting: ReportingSystem) -> None:
    """R3.7"""
    await reporting.keep(total(HUANCUI, 120, 300))
    opened = await reporting.open(HUANCUI)
    await reporting.keep(total(HUANCUI, 125, 310, version=2, hour=1))

    reply = await reporting.save(opened, reporter(HUANCUI), {"values": opened.json()["values"], "header": HEADER})

    assert reply.status_code == 200
    assert reply.json()["values"]["online_quiz_participants"] == 125
    assert [check["code"] for check in reply.json()["checks"]] == ["blank"]


async def test_an_override_of_a_contest_line_needs_a_reason(reporting: ReportingSystem) -> None:
    """R3.7, R3.10"""
    await reporting.keep(total(HUANCUI, 120, 300))
    opened = await reporting.open(HUANCUI)
    saved = await reporting.save(opened, reporter(HUANCUI), body(online_quiz_participants=150))
    report_id = saved.json()["id"]

    refused = await reporting.act(report_id, "submit", reporter(HUANCUI))
    for empty in ("核实无误", "已核实，数据无误。"):
        saved = await reporting.save(saved, reporter(HUANCUI), {"explanations": {"online_quiz_participants": empty}})
        assert (await reporting.act(report_id, "submit", reporter(HUANCUI))).status_code == 409
    explained = {"explanations": {"online_quiz_participants": "三十名职工用纸质试卷参赛"}}
    saved = await reporting.save(saved, reporter(HUANCUI), explained)
    submitted = await reporting.act(report_id, "submit", reporter(HUANCUI))

    assert refused.status_code == 409
    assert [(c["class"], c["code"], c["indicators"]) for c in refused.json()["checks"]] == [
        ("B", "contest-line-overridden", ["online_quiz_participants"])
    ]
    # Marks inside a quotation are single ones.
    assert refused.json()["checks"][0]["detail"].startswith("“参与‘人人讲安全 个个会应急’网络知识竞赛”填报 150，")
    assert submitted.status_code == 200
    assert submitted.json()["values"]["online_quiz_participants"] == 150
    assert submitted.json()["prefilled"]["online_quiz_participants"]["value"] == 120


async def test_a_failing_hard_check_lists_every_check_at_submit(reporting: ReportingSystem) -> None:
    """R3.10"""
    await reporting.keep(total(HUANCUI, 2, 900))
    opened = await reporting.open(HUANCUI)
    saved = await reporting.save(opened, reporter(HUANCUI), {"values": {"enterprise_drill_sessions": 3}})

    reply = await reporting.act(saved.json()["id"], "submit", reporter(HUANCUI))

    assert (reply.status_code, reply.json()["code"]) == (409, "checks-failed")
    assert [(check["class"], check["code"]) for check in reply.json()["checks"]] == [
        ("A", "header-incomplete"),
        ("A", "attempts-above-limit"),
        ("C", "pair-incomplete"),
    ]
    assert reply.json()["checks"][1]["detail"] == "答题人次（900）超过参与人数×竞赛天数（2×20）。"


async def test_what_is_not_ones_own_does_not_exist(reporting: ReportingSystem) -> None:
    """I8"""
    report_id = await reporting.submitted(HUANCUI)
    stranger = reporter(WENDENG)

    answers = [
        await reporting.read(report_id, stranger),
        await reporting.ask("PUT", f"/v1/reports/{report_id}", stranger, {"values": {"nonsense": "x"}}),
        await reporting.act(report_id, "accept", stranger),
        await reporting.act(report_id, "return", stranger, {"nonsense": 1}),
        await reporting.ask("GET", f"/v1/reports/{report_id}/versions", stranger),
        await reporting.ask("GET", f"/v1/rollups/{FORM_A}/{HUANCUI}", stranger),
        await reporting.ask("POST", "/v1/reports", stranger, {"template_id": FORM_A, "unit": HUANCUI}),
        await reporting.ask("POST", "/v1/reports", reporter(BEIJING), {"template_id": FORM_A, "unit": BEIJING}),
        await reporting.read(str(uuid4()), stranger),
        await reporting.read("no-id", stranger),
    ]

    assert [answer.status_code for answer in answers] == [404] * len(answers)


async def test_who_may_see_a_report_may_not_therefore_change_it(reporting: ReportingSystem) -> None:
    """R3.4: accepting is for the parent, filling in for the unit itself."""
    report_id = await reporting.submitted(HUANCUI)

    accepted_by_itself = await reporting.act(report_id, "accept", reporter(HUANCUI))
    amended_by_the_parent = await reporting.act(report_id, "recall", reporter(WEIHAI), {"reason": "代为撤回"})
    accepted_by_the_grandparent = await reporting.act(report_id, "accept", reporter("370000"))
    with_another_role = await reporting.read(report_id, tokens.organiser("organiser", HUANCUI))
    without_a_token = await reporting.client.get(f"/v1/reports/{report_id}")
    as_a_participant = await reporting.read(report_id, tokens.participant())

    assert [accepted_by_itself.status_code, amended_by_the_parent.status_code] == [403, 403]
    assert accepted_by_the_grandparent.status_code == 403
    assert [with_another_role.status_code, without_a_token.status_code, as_a_participant.status_code] == [403, 401, 403]


async def test_the_national_administrator_may_do_everything(reporting: ReportingSystem) -> None:
    report_id = await reporting.submitted(HUANCUI, caller=tokens.organiser())

    reply = await reporting.act(report_id, "accept", tokens.organiser())

    assert reply.status_code == 200


async def test_a_state_change_out_of_turn_is_refused(reporting: ReportingSystem) -> None:
    """R3.4"""
    report_id = await reporting.accepted(HUANCUI, WEIHAI)
    district, city = reporter(HUANCUI), reporter(WEIHAI)
    current = await reporting.read(report_id, district)

    answers = [
        await reporting.act(report_id, "submit", district),
        await reporting.act(report_id, "recall", district, {"reason": "填错"}),
        await reporting.act(report_id, "accept", city),
        await reporting.act(report_id, "return", city, {"reasons": [{"code": "wrong", "comment": "错"}]}),
        await reporting.save(current, district, body()),
    ]

    assert [answer.status_code for answer in answers] == [409] * 5
    assert answers[-1].json()["code"] == "report-locked"


async def test_a_repeated_post_with_its_key_has_one_effect(reporting: ReportingSystem) -> None:
    """I10"""
    report_id = await reporting.submitted(HUANCUI)
    path, city = f"/v1/reports/{report_id}/accept", reporter(WEIHAI)

    first = await reporting.ask("POST", path, city, {}, Idempotency_Key="k1")
    again = await reporting.ask("POST", path, city, {}, Idempotency_Key="k1")
    other = await reporting.ask("POST", path, city, {"x": 1}, Idempotency_Key="k1")

    assert (first.status_code, again.status_code, again.content) == (200, 200, first.content)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


async def test_a_repeat_bears_the_tag_that_the_next_save_needs(reporting: ReportingSystem) -> None:
    """I10, I11: the first answer may have been lost with its headers."""
    district, content = reporter(HUANCUI), {"template_id": FORM_A, "unit": HUANCUI}

    first = await reporting.ask("POST", "/v1/reports", district, content, Idempotency_Key="k1")
    again = await reporting.ask("POST", "/v1/reports", district, content, Idempotency_Key="k1")

    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["etag"] == first.headers["etag"]
    assert (await reporting.save(again, district, body())).status_code == 200


async def test_lists_that_did_not_change_are_not_sent_again(reporting: ReportingSystem) -> None:
    report_id, district = await reporting.submitted(HUANCUI), reporter(HUANCUI)
    paths = ("/v1/obligations", f"/v1/reports/{report_id}/versions", f"/v1/reports/{report_id}/attachments")
    tags = [(await reporting.ask("GET", path, district)).headers["etag"] for path in paths]

    async def again() -> list[int]:
        asked = zip(paths, tags, strict=True)
        return [(await reporting.ask("GET", path, district, If_None_Match=tag)).status_code for path, tag in asked]

    unchanged = await again()
    await reporting.act(report_id, "recall", district, {"reason": "补充材料"})

    assert unchanged == [304, 304, 304]
    assert await again() == [200, 200, 304]


@pytest.mark.parametrize("faulty", [{"extra": 1}, {"template_id": FORM_A, "unit": "\x00"}, {}])
async def test_a_faulty_body_is_named_to_those_only_who_may_open_what_it_means(
    reporting: ReportingSystem, faulty: dict[str, Any]
) -> None:
    """I8: 404 comes before 422, so that nobody learns from the faults of a body which units there are."""
    meant = {"template_id": FORM_A, "unit": BEIJING} if "extra" in faulty else {}

    foreign = await reporting.ask("POST", "/v1/reports", reporter(HUANCUI), meant | faulty)
    own = await reporting.ask("POST", "/v1/reports", reporter(HUANCUI), meant | {"unit": HUANCUI} | faulty)

    assert foreign.status_code == (404 if meant else 422)
    assert own.status_code == 422


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0631-5231234、13800000000", "0631-5231234、13800000000"),
        ("０６３１－５２３１２３４ 转 ８０１", "0631-5231234 转 801"),
        ("0631—5231234分机12", "0631-5231234分机12"),
        ("\u202a138 0000 0000\u202c\u200b", "138 0000 0000"),
        ("（0631）5231234 / 5231235", "(0631)5231234 / 5231235"),
        ("0631\xad-\u2068\u200e5231234\u2069", "0631-5231234"),
        ("0631-5231234 或 13800000000", "0631-5231234 或 13800000000"),
        ("办公室：0631-5231234 Ext.801", "办公室:0631-5231234 Ext.801"),
        *[(f"0631{dash}5231234", "0631-5231234") for dash in "‐‑‒–—―−－﹣﹘─━⁃˗⸺ーｰ一～〜"],
    ],
)
async def test_a_contact_is_taken_as_people_type_it(reporting: ReportingSystem, typed: str, kept: str) -> None:
    """R6.6"""
    opened = await reporting.open(HUANCUI)

    reply = await reporting.save(opened, reporter(HUANCUI), {"header": {"contact_phone": typed}})

    assert reply.status_code == 200, reply.text
    assert reply.json()["header"]["contact_phone"] == kept


@pytest.mark.parametrize(
    ("header", "pointer"),
    [
        ({"contact_phone": "call me"}, "/header/contact_phone"),
        ({"report_date": "2026-02-30"}, "/header/report_date"),
        ({"contact_name": 5}, "/header/contact_name"),
        ({"leader": "王"}, "/header/leader"),
        ([], "/header"),
    ],
)
async def test_a_fault_of_the_header_names_its_whole_path(
    reporting: ReportingSystem, header: Any, pointer: str
) -> None:
    opened = await reporting.open(HUANCUI)

    reply = await reporting.save(opened, reporter(HUANCUI), {"header": header})

    assert reply.status_code == 422
    assert [each["pointer"] for each in reply.json()["errors"]] == [pointer]


async def test_an_explanation_that_says_nothing_is_named_when_it_does_not_suffice(reporting: ReportingSystem) -> None:
    """R3.10"""
    await reporting.keep(total(HUANCUI, 120, 300))
    opened = await reporting.open(HUANCUI)
    content = body(online_quiz_participants=150) | {"explanations": {"online_quiz_participants": "核实无误"}}
    saved = await reporting.save(opened, reporter(HUANCUI), content)

    refused = await reporting.act(saved.json()["id"], "submit", reporter(HUANCUI))

    assert "“核实无误”没有说明原因" in refused.json()["checks"][0]["detail"]
