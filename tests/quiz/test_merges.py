"""One person, one play (I19): two accounts that prove to be one person play once a day."""

import uuid

from quiz_service.subscriptions import subscriptions
from quiz_service.use_cases.delivery.publish_digests import DigestSchedule
from services.chassis.subscriptions import handlers
from services.chassis.tokens import Caller
from services.contracts.events import ParticipantErased, ParticipantsMerged, encode
from services.kit.consumer import Delivery
from tests.quiz.quiz_system import QuizSystem
from tests.support import tokens


async def merge(quiz: QuizSystem, ended: Caller, kept: Caller) -> None:
    """As the directory tells of it, and as this process hears of it within half a second."""
    event = ParticipantsMerged(event_id=uuid.uuid4(), ended_id=ended.subject_id, kept_id=kept.subject_id)
    await handlers(quiz.database, subscriptions(DigestSchedule()))[ParticipantErased.stream](
        [Delivery("1-0", encode(event))]
    )
    await quiz.app.state.process.engine.merges.refresh()


async def test_a_day_that_either_account_played_is_played_for_the_person(quiz: QuizSystem) -> None:
    """I19: the session row stays under the account that ended, and its result is the person's."""
    contest_id = await quiz.contest()
    ended, kept = tokens.participant(), tokens.participant()
    session = (await quiz.start(contest_id, ended)).json()
    await quiz.hand_in(session["id"], ended)
    await merge(quiz, ended, kept)

    start = await quiz.start(contest_id, kept)
    me = (await quiz.get(f"/v1/contests/{contest_id}/me", kept)).json()
    result = await quiz.get(f"/v1/sessions/{session['id']}", kept)
    history = (await quiz.get("/v1/me/sessions", kept)).json()["items"]

    assert (start.status_code, start.json()["code"]) == (409, "daily-limit-reached")
    assert (me["state"], me["session_id"]) == ("done", session["id"])
    assert (result.status_code, result.json()["state"]) == (200, "finished")
    assert [each["id"] for each in history] == [session["id"]]


async def test_a_session_that_ran_when_the_accounts_were_merged_goes_on(quiz: QuizSystem) -> None:
    """I19 R1.4: over a chain of merges, too."""
    contest_id = await quiz.contest()
    first, second, third = (tokens.participant() for _ in range(3))
    session = (await quiz.start(contest_id, first)).json()
    await merge(quiz, first, second)
    await merge(quiz, second, third)

    resumed = await quiz.start(contest_id, third)
    saved = await quiz.save(session["id"], third, 1, [session["questions"][0]["options"][0]["token"]])
    ended = await quiz.hand_in(session["id"], third)
    stranger = await quiz.get(f"/v1/sessions/{session['id']}", tokens.participant())

    assert (resumed.status_code, resumed.json()["id"]) == (200, session["id"])
    assert (saved.status_code, ended.status_code, stranger.status_code) == (200, 200, 404)


async def test_who_has_not_played_today_plays_after_a_merge(quiz: QuizSystem) -> None:
    ended, kept = tokens.participant(), tokens.participant()
    await merge(quiz, ended, kept)

    assert (await quiz.start(await quiz.contest(), kept)).status_code == 201
