"""A participant's own rank and percentile (R2.8)."""

from datetime import timedelta
from uuid import UUID

from pydantic import TypeAdapter

from scoring_service.wire.standing import StandingReply
from tests.scoring.builders import BEIJING, CONTEST, DAY, contest, finished, new_id
from tests.scoring.scoring_system import ScoringSystem
from tests.support import tokens

ONE_DAY = timedelta(days=1)


async def standing(scoring: ScoringSystem, person: UUID, contest_id: str = CONTEST) -> dict[str, object]:
    reply = await scoring.get(f"/v1/standings/{contest_id}/me", tokens.participant(person))
    assert reply.status_code == 200, reply.text
    body: dict[str, object] = reply.json()
    TypeAdapter(StandingReply).validate_python(body)
    return body


async def test_r2_8_rank_is_one_plus_those_with_more_points(scoring: ScoringSystem) -> None:
    best, equal, other, last = (new_id() for _ in range(4))
    await scoring.record(finished(best, 5), finished(equal, 3), finished(other, 3), finished(last, 0))

    found = [await standing(scoring, person) for person in (best, equal, other, last)]

    assert [each["rank"] for each in found] == [1, 2, 2, 4]
    assert [each["percentile"] for each in found] == [75.0, 25.0, 25.0, 0.0]
    assert {each["of"] for each in found} == {4}


async def test_r2_8_points_add_up_over_days_and_units(scoring: ScoringSystem) -> None:
    person = new_id()
    await scoring.record(finished(person, 4, day=DAY), finished(person, 2, day=DAY + ONE_DAY, path=BEIJING))

    own = await standing(scoring, person)

    assert (own["points"], own["sessions"]) == (6, 2)
    assert own["by_day"] == [
        {"date": "2026-06-10", "points": 4, "sessions": 1},
        {"date": "2026-06-11", "points": 2, "sessions": 1},
    ]


async def test_before_the_first_session_one_stands_behind_all_with_points(scoring: ScoringSystem) -> None:
    await scoring.record(finished(score=5), finished(score=0))

    own = await standing(scoring, new_id())

    assert own == {
        "points": 0,
        "sessions": 0,
        "rank": 2,
        "of": 2,
        "percentile": 0.0,
        "streak_days": 0,
        "by_day": [],
    }


async def test_a_streak_lasts_until_a_day_has_passed_without_a_session(scoring: ScoringSystem) -> None:
    person = new_id()
    await scoring.record(*[finished(person, day=DAY - days * ONE_DAY) for days in (0, 1, 2, 4)])

    lengths = []
    for today in (DAY, DAY + ONE_DAY, DAY + 2 * ONE_DAY):
        await scoring.set_today(today)
        lengths.append((await standing(scoring, person))["streak_days"])

    assert lengths == [3, 3, 0]


async def test_a_standing_is_of_one_contest(scoring: ScoringSystem) -> None:
    person = new_id()
    await scoring.keep(contest("other"))
    await scoring.record(finished(person, 5), finished(score=1, contest_id="other"))

    own = await standing(scoring, person, "other")

    assert (own["points"], own["rank"], own["of"]) == (0, 2, 1)


async def test_an_unknown_contest_is_404_and_a_stranger_401(scoring: ScoringSystem) -> None:
    unknown = await scoring.get("/v1/standings/unknown/me", tokens.participant())
    stranger = await scoring.client.get(f"/v1/standings/{CONTEST}/me")
    organiser = await scoring.get(f"/v1/standings/{CONTEST}/me", tokens.organiser())

    assert (unknown.status_code, stranger.status_code, organiser.status_code) == (404, 401, 403)
