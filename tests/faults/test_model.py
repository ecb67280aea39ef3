"""Whatever participants, clock, workers and Redis do, in any order: I1 to I6 hold after each step."""

import asyncio
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from services.chassis.tokens import Caller
from services.kit import consumer
from services.kit.consumer import Consumer, Delivery
from tests.faults.world import World
from tests.support import tokens

MILLISECOND = timedelta(milliseconds=1)
PEOPLE = st.integers(0, 2)
PLACES = [None, "before XADD", "after XADD", "before commit", "after commit"]
SHORT = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],  # a failure is a list of steps already, and a shorter one takes minutes
    suppress_health_check=list(HealthCheck),
)
LONG = settings(SHORT, max_examples=300, stateful_step_count=60, derandomize=False, print_blob=True)


@dataclass
class Known:
    """A session as its participant knows it. `score` is None while nobody was told that it is finished."""

    paper: list[Any]
    deadline_at: datetime
    saved: dict[int, list[str]] = field(default_factory=dict)
    score: int | None = None


class Contest(RuleBasedStateMachine):
    """`world` is the same for all examples; each has participants of its own."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.people: list[Caller] = []
        self.sessions: dict[str, Known] = {}
        self.own: list[list[str]] = [[], [], []]
        self.may_forget = False
        self.is_lost = False
        self.verified = -1

    @initialize(may_forget=st.booleans())
    def arrive(self, may_forget: bool) -> None:  # noqa: FBT001
        self.people = [tokens.participant() for _ in range(3)]
        self.may_forget = may_forget
        self.world.crash = None

    @rule(who=PEOPLE, racing=st.integers(1, 3))
    def start(self, who: int, racing: int) -> None:
        """I1: however many starts race, there is one running session."""
        quiz, caller = self.world.quiz, self.people[who]
        replies = self._all([quiz.start(self.world.contest, caller) for _ in range(racing)])
        statuses = {reply.status_code for reply in replies}
        if statuses == {409}:
            assert replies[0].json()["code"] == "daily-limit-reached"
            return
        assert statuses <= {200, 201}, [reply.text for reply in replies]
        assert len({reply.json()["id"] for reply in replies}) == 1
        session = replies[0].json()
        if session["id"] in self.sessions:
            self._compare_paper(session)
        else:
            assert [reply.status_code for reply in replies].count(201) == 1
            deadline_at = datetime.fromisoformat(session["deadline_at"])
            self.sessions[session["id"]] = Known(_paper(session), deadline_at)
            self.own[who].append(session["id"])

    @rule(who=PEOPLE, position=st.integers(1, 5), choice=st.integers(0, 1))
    def save(self, who: int, position: int, choice: int) -> None:
        """I2"""
        for session_id in self.own[who][-1:]:
            known = self.sessions[session_id]
            chosen = [known.paper[position - 1][1][choice]]
            reply = self._one(self.world.quiz.save(session_id, self.people[who], position, chosen))
            if reply.status_code == 200:
                assert known.score is None
                assert datetime.fromisoformat(reply.json()["server_time"]) <= known.deadline_at
                known.saved[position] = chosen
            else:
                assert reply.json()["code"] == "session-finished", reply.text

    @rule(who=PEOPLE)
    def come_back(self, who: int) -> None:
        """I4"""
        for session_id in self.own[who][-1:]:
            reply = self._one(self.world.quiz.get(f"/v1/sessions/{session_id}", self.people[who])).json()
            if reply["state"] == "in_progress":
                self._compare_paper(reply)
            else:
                self._compare_result(reply)

    @rule(who=PEOPLE, position=st.integers(1, 5), times=st.integers(1, 2))
    def hand_in(self, who: int, position: int, times: int) -> None:
        """I10: told once, told the same ever after; what is given counts only while there is time."""
        for session_id in self.own[who][-1:]:
            known = self.sessions[session_id]
            given = {str(position): [known.paper[position - 1][1][0]]}
            replies = self._all([self.world.quiz.hand_in(session_id, self.people[who], given) for _ in range(times)])
            result = replies[0].json()
            assert {reply.status_code for reply in replies} == {200}
            if known.score is None and result["finish_reason"] == "submitted":
                known.saved[position] = given[str(position)]
            for reply in replies:
                self._compare_result(reply.json())

    @rule(seconds=st.sampled_from([5, 60, 200]))
    def time_goes_by(self, seconds: int) -> None:
        self._one(self.world.turn_clock(seconds))

    @rule()
    def sweep(self) -> None:
        self._one(self.world.sweep())

    @rule(crash=st.sampled_from(PLACES[:3]))
    def relay(self, crash: str | None) -> None:
        self.world.crash = crash
        self._one(self.world.relay())

    @rule(crash=st.sampled_from([None, *PLACES[3:]]))
    def score(self, crash: str | None) -> None:
        self.world.crash = crash
        self._one(self.world.score())

    @rule(seed=st.integers(0, 9))
    def events_come_twice_and_in_another_order(self, seed: int) -> None:
        self._one(self.world.deliver_again(seed))

    @precondition(lambda self: self.may_forget)
    @rule()
    def redis_forgets(self) -> None:
        self.is_lost = True
        self._one(self.world.redis.flushdb())

    @invariant()
    def the_books_are_right(self) -> None:
        """I1, I3, I5, I6"""
        stored = {str(row["id"]): row for row in self._read("quiz.sessions", "id", "finished_at, deadline_at")}
        ledger = self._read("scoring.ledger", "session_id", "points")
        assert stored.keys() == self.sessions.keys()
        assert len({row["session_id"] for row in ledger}) == len(ledger)
        for row in ledger:
            known = self.sessions[str(row["session_id"])]
            session = stored[str(row["session_id"])]
            assert session["finished_at"] <= session["deadline_at"] < known.deadline_at + MILLISECOND
            assert known.score in {None, row["points"]}
        if len(ledger) != self.verified:
            assert self._one(self.world.differences()) == []
            self.verified = len(ledger)

    def teardown(self) -> None:
        """I5: once nothing crashes any more, every finished session is in the ledger."""
        if self.people:
            ids = [UUID(each) for each in self.sessions]
            self._one(self.world.settle(ids, is_resent=self.is_lost))
            finished = {row["id"] for row in self._read("quiz.sessions", "id", "finished_at") if row["finished_at"]}
            assert {row["session_id"] for row in self._read("scoring.ledger", "session_id", "points")} == finished
            self.the_books_are_right()

    def _read(self, table: str, key: str, columns: str) -> list[dict[str, Any]]:
        persons = [caller.subject_id for caller in self.people]
        statement = f"SELECT {key}, {columns} FROM {table} WHERE participant_id = ANY (:persons)"
        return self._one(self.world.rows(statement, persons=persons))

    def _compare_paper(self, session: dict[str, Any]) -> None:
        known = self.sessions[session["id"]]
        assert _paper(session) == known.paper
        assert datetime.fromisoformat(session["deadline_at"]) == known.deadline_at
        saved = {each["position"]: each["saved"] for each in session["questions"] if each["saved"] is not None}
        assert saved == known.saved

    def _compare_result(self, result: dict[str, Any]) -> None:
        known = self.sessions[result["id"]]
        assert {each["position"]: each["saved"] for each in result["review"] if each["saved"]} == known.saved
        assert result["score"] == sum(1 for each in result["review"] if each["saved"] == each["right_choice"])
        assert known.score in {None, result["score"]}
        if result["finish_reason"] == "deadline":
            assert datetime.fromisoformat(result["finished_at"]) == known.deadline_at
        known.score = result["score"]

    def _one(self, work: Any) -> Any:
        async def run() -> Any:
            return await work

        return self.world.run(run())

    def _all(self, work: Sequence[Awaitable[Any]]) -> list[Any]:
        async def run() -> list[Any]:
            return await asyncio.gather(*work)

        return self.world.run(run())


def _paper(session: dict[str, Any]) -> list[Any]:
    return [(each["stem"], [option["token"] for option in each["options"]]) for each in session["questions"]]


@pytest.fixture
def world(postgres_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(consumer, "BLOCK_MS", 1)
    with World(postgres_url, redis_url) as world:
        yield world


@pytest.fixture
def contest(world: World) -> Contest:
    """The same machine, to be led by hand through the steps in which a planted defect shows."""
    contest: Contest = type("Here", (Contest,), {"world": world})()
    contest.arrive(may_forget=False)
    return contest


def test_the_invariants_hold_after_each_step(world: World) -> None:
    run_state_machine_as_test(type("Here", (Contest,), {"world": world}), settings=SHORT)


@pytest.mark.long
def test_the_invariants_hold_after_each_of_many_steps(world: World) -> None:
    run_state_machine_as_test(type("Here", (Contest,), {"world": world}), settings=LONG)


class AcknowledgesFirst(Consumer):
    """The planted defect: what is acknowledged before it is committed is lost in a crash between."""

    async def _process(self, deliveries: Sequence[Delivery]) -> None:
        await self._redis.xack(self._stream, self._group, *[delivery.entry_id for delivery in deliveries])
        await super()._process(deliveries)


@pytest.mark.parametrize("is_planted", [False, True])
def test_a_worker_that_acknowledges_before_its_commit_is_caught(
    contest: Contest, monkeypatch: pytest.MonkeyPatch, *, is_planted: bool
) -> None:
    if is_planted:
        monkeypatch.setattr("tests.faults.world.Consumer", AcknowledgesFirst)
    finish_one(contest)
    contest.relay(None)
    contest.score("before commit")

    with caught(is_planted):
        contest.teardown()


@pytest.mark.parametrize("is_planted", [False, True])
def test_a_ledger_without_its_unique_key_is_caught(contest: Contest, *, is_planted: bool) -> None:
    if is_planted:
        contest.world.run(contest.world.execute("ALTER TABLE scoring.ledger DROP CONSTRAINT ledger_pkey"))
    finish_one(contest)
    contest.relay(None)
    contest.score("after commit")

    with caught(is_planted):
        contest.teardown()


@pytest.mark.parametrize("is_planted", [False, True])
def test_a_record_without_the_daily_rule_is_caught(contest: Contest, *, is_planted: bool) -> None:
    daily_rule = "ALTER TABLE quiz.sessions DROP CONSTRAINT sessions_once_per_participant_and_day"
    if is_planted:
        contest.world.run(contest.world.execute(daily_rule))

    with caught(is_planted):
        contest.start(0, racing=3)


def finish_one(contest: Contest) -> None:
    contest.start(0, racing=1)
    contest.hand_in(0, position=1, times=1)


def caught(is_planted: bool) -> AbstractContextManager[object]:  # noqa: FBT001
    return pytest.raises(AssertionError) if is_planted else nullcontext()
