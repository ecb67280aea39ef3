"""Lesson hours by the clock of the server (R6.11)."""

import asyncio
from datetime import UTC, datetime, timedelta

from tests.camp.camp_system import CAMP, LESSON, OTHER_LESSON, CampSystem, camp_body
from tests.support import tokens

TOLERANCE_MS = 3000
"""The contest's clock goes on while a test runs."""


def is_about(found: int, expected: int) -> bool:
    return expected <= found <= expected + TOLERANCE_MS


async def test_r6_11_time_between_two_beats_counts(camp: CampSystem) -> None:
    learner = await camp.learner()

    first = await camp.beat(learner, 0)
    await camp.wait(15)
    second = await camp.beat(learner, 20)

    assert first["counted_ms"] == 0
    assert is_about(second["counted_ms"], 15_000)
    assert second["total_counted_ms"] == second["counted_ms"]
    assert second["lesson_hours"] == second["counted_ms"] * 100 // 60_000 / 100


async def test_a_beat_faster_than_the_clock_counts_what_is_true(camp: CampSystem) -> None:
    learner = await camp.learner()
    await camp.beat(learner, 0)

    shown = [await camp.beat(learner, 590 + number) for number in range(5)]

    assert shown[-1]["counted_ms"] <= TOLERANCE_MS


async def test_what_was_not_played_does_not_count(camp: CampSystem) -> None:
    learner = await camp.learner()
    await camp.beat(learner, 0, "paused")
    await camp.wait(15)
    paused = await camp.beat(learner, 15)
    await camp.wait(15)
    still = await camp.beat(learner, 15)

    assert (paused["counted_ms"], still["counted_ms"]) == (0, 0)


async def test_a_long_silence_counts_a_minute_at_most(camp: CampSystem) -> None:
    learner = await camp.learner()
    await camp.beat(learner, 0)
    await camp.wait(3600)

    assert (await camp.beat(learner, 500))["counted_ms"] == 60_000


async def test_nobody_learns_in_two_places_at_once(camp: CampSystem) -> None:
    learner = await camp.learner()
    for quarter in range(4):
        for lesson in (LESSON, OTHER_LESSON):
            shown = await camp.beat(learner, 15 * quarter, lesson=lesson)
        await camp.wait(15)

    assert shown["total_counted_ms"] == 0


async def test_beats_at_the_same_time_count_once(camp: CampSystem) -> None:
    learner = await camp.learner()
    await camp.beat(learner, 0)
    await camp.wait(15)

    shown = await asyncio.gather(*(camp.beat(learner, 100 + number) for number in range(8)))

    assert is_about(max(each["total_counted_ms"] for each in shown), 15_000)


async def test_two_devices_that_beat_at_once_count_the_clock_once(camp: CampSystem) -> None:
    """One phone and one tablet in the same lesson, each as if it were alone, quarter after quarter."""
    learner = await camp.learner()
    for quarter in range(8):
        replies = await asyncio.gather(*(camp.beat(learner, 100 * quarter + device) for device in (0, 1)))
        await camp.wait(15)

    assert is_about(max(each["total_counted_ms"] for each in replies), 7 * 15_000)


async def test_a_lesson_counts_no_more_than_it_is_long(camp: CampSystem) -> None:
    await camp.add_lesson("short", duration_ms=20_000)
    learner = await camp.learner()
    for quarter in range(4):
        shown = await camp.beat(learner, 16 * quarter, lesson="short")
        await camp.wait(15)

    assert shown["counted_ms"] == 20_000


async def test_a_lecture_that_has_not_begun_counts_nothing(camp: CampSystem) -> None:
    begins = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    await camp.add_lesson("lecture", kind="live", starts_at=begins)
    learner = await camp.learner()
    await camp.beat(learner, 0, lesson="lecture")
    await camp.wait(15)

    assert (await camp.beat(learner, 15, lesson="lecture"))["counted_ms"] == 0


async def test_nothing_counts_after_the_camp_has_closed(camp: CampSystem) -> None:
    learner = await camp.learner()
    await camp.wait(6 * 86_400)
    await camp.beat(learner, 0)
    await camp.wait(15)

    assert (await camp.beat(learner, 15))["counted_ms"] == 0
    assert (await camp.enrol(tokens.participant())).json()["code"] == "camp-not-open"


async def test_enrolling_again_changes_nothing(camp: CampSystem) -> None:
    learner = await camp.learner()
    moved = tokens.participant(learner.subject_id, region=tokens.UnitPath(("CN", "110000"), "北京市"))

    again = await camp.enrol(moved)

    assert (again.status_code, again.json()["unit"]["code"]) == (200, "371002")
    own = (await camp.ask("GET", f"/v1/camps/{CAMP}/me", learner)).json()
    assert (own["enrolled"], own["unit"]["code"], own["certificate"]) == (True, "371002", None)


async def test_who_has_no_unit_for_an_entry_cannot_enrol(camp: CampSystem) -> None:
    nobody = await camp.enrol(tokens.participant(region=None))
    not_offered = await camp.enrol(tokens.participant(enterprise=tokens.STATE_GRID), "enterprise")

    assert {reply.json()["code"] for reply in (nobody, not_offered)} == {"entry-not-available"}
    assert nobody.status_code == 403


async def test_who_is_not_enrolled_learns_nothing(camp: CampSystem) -> None:
    body = {"position_ms": 0, "state": "playing"}

    reply = await camp.ask("PUT", f"/v1/lessons/{LESSON}/watch", tokens.participant(), body)

    assert (reply.status_code, reply.json()["code"]) == (409, "not-enrolled")


async def test_hours_stay_when_the_rules_change(camp: CampSystem) -> None:
    learner = await camp.learner()
    await camp.learn(learner)
    before = (await camp.ask("GET", f"/v1/camps/{CAMP}/me", learner)).json()
    rules = {"lesson_hour_minutes": 2, "certificate_hours": 1, "works_per_person": 2}
    await camp.ask("PUT", f"/v1/camps/{CAMP}", camp.administrator, camp_body(rules=rules))

    after = (await camp.ask("GET", f"/v1/camps/{CAMP}/me", learner)).json()

    assert after["total_counted_ms"] == before["total_counted_ms"] > 60_000
    assert after["lesson_hours"] < before["lesson_hours"]
