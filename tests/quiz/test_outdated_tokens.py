"""Points go where the profile says: a start by a token from before a change of unit is told to refresh (R2.3, R4.2)."""

import uuid
from datetime import UTC, datetime, timedelta

from quiz_service.subscriptions import subscriptions
from quiz_service.use_cases.delivery.publish_digests import DigestSchedule
from services.chassis.subscriptions import handlers
from services.chassis.tokens import Caller
from services.contracts.events import AttributionChanged, encode
from services.kit.consumer import Delivery
from tests.quiz.quiz_system import QuizSystem
from tests.support import tokens


async def leave(quiz: QuizSystem, who: Caller, ago: timedelta) -> None:
    """As the directory tells of it, and as this process hears of it within half a second."""
    at = datetime.now(UTC) - ago
    event = AttributionChanged(event_id=uuid.uuid4(), participant_id=who.subject_id, changed_at=at)
    await handlers(quiz.database, subscriptions(DigestSchedule()))[AttributionChanged.stream](
        [Delivery("1-0", encode(event))]
    )
    await quiz.app.state.process.engine.outdated.refresh()


async def test_a_start_by_a_token_from_before_the_change_is_told_to_refresh(quiz: QuizSystem) -> None:
    contest_id, who = await quiz.contest(), tokens.participant()
    await leave(quiz, who, -timedelta(minutes=1))

    refused = await quiz.start(contest_id, who)
    me = (await quiz.get(f"/v1/contests/{contest_id}/me", who)).json()

    assert (refused.status_code, refused.json()["code"]) == (401, "token-outdated")
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert me["state"] == "open"


async def test_a_token_from_after_the_change_starts(quiz: QuizSystem) -> None:
    contest_id, who, other = await quiz.contest(), tokens.participant(), tokens.participant()
    await leave(quiz, who, timedelta(minutes=1))
    await leave(quiz, other, -timedelta(minutes=1))

    started = await quiz.start(contest_id, who)

    assert started.status_code == 201
    assert started.json()["unit"]["code"] == who.units["region"].code


async def test_a_session_that_runs_is_answered_and_handed_in_by_the_older_token(quiz: QuizSystem) -> None:
    """R1.4: where its points go was decided at its start."""
    contest_id, who = await quiz.contest(), tokens.participant()
    session = (await quiz.start(contest_id, who)).json()
    await leave(quiz, who, -timedelta(minutes=1))

    saved = await quiz.save(session["id"], who, 1, [session["questions"][0]["options"][0]["token"]])
    ended = await quiz.hand_in(session["id"], who)

    assert (saved.status_code, ended.status_code) == (200, 200)


async def test_an_older_change_that_arrives_later_takes_nothing_back(quiz: QuizSystem) -> None:
    contest_id, who = await quiz.contest(), tokens.participant()
    await leave(quiz, who, -timedelta(minutes=1))
    await leave(quiz, who, timedelta(minutes=1))

    assert (await quiz.start(contest_id, who)).status_code == 401
