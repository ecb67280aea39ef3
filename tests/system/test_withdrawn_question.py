"""A withdrawn question moves every board by exactly what it weighed, whoever dies meanwhile (R1.12, R2.4)."""

import json
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.quiz.past import question
from tests.support.contest import ContestSystem
from tests.system.people import Person, eventually, new_contest, organiser, participant

UNITS = ("371002", "371000", "440100", "110101", "370102")
"""Below 370000, 440000 and 110000."""
TOP = {"371002": "370000", "371000": "370000", "370102": "370000", "440100": "440000", "110101": "110000"}
ANSWERS = ("B", "A", None)
"""Right, wrong, none."""


class Played:
    """A contest on a bank of five questions, whose participants have all of them."""

    def __init__(self, system: ContestSystem, folder: Path) -> None:
        self.system = system
        self.bank = f"bank-{uuid.uuid4().hex[:8]}"
        rows = [question(number) for number in range(6)]
        file = folder / "questions.json"
        file.write_text(json.dumps(rows[:5], ensure_ascii=False), encoding="utf-8")
        assert system.run("questions", "import", str(file), "--bank", self.bank).returncode == 0
        self.contest = new_contest(system, bank=self.bank)
        self.reviewer, self.second_reviewer = organiser(system, "reviewer"), organiser(system, "reviewer")
        self.options = {row["stem"]: row["options"] for row in rows}
        self.stems = {row["id"]: row["stem"] for row in rows}
        self.people: list[tuple[str, Person, str]] = []

    def start(self, unit: str) -> tuple[Person, dict[str, Any]]:
        person = participant(self.system, region_unit=unit)
        session = person.start(self.contest).json()
        self.people.append((unit, person, session["id"]))
        return person, session

    def play(self, unit: str, given: str | None) -> None:
        """Answer question q-1 as given and the others right."""
        person, session = self.start(unit)
        self.hand_in(person, session, given)

    def hand_in(self, person: Person, session: dict[str, Any], given: str | None) -> None:
        answers = {}
        for each in session["questions"]:
            letter = given if each["stem"] == self.stems["q-1"] else "B"
            text = self.options[each["stem"]].get(letter)
            answers[str(each["position"])] = [each["token"] for each in each["options"] if each["text"] == text]
        assert person.hand_in(session["id"], answers=answers).status_code == 200

    def withdraw(self, question_id: str, decision: str) -> None:
        body = {"decision": decision, "reason": "答案有误", "accept_repeats": True}
        path = f"/v1/questions/{question_id}/withdraw?bank={self.bank}"
        proposed = self.reviewer.call("POST", path, json=body)
        assert proposed.status_code == 202, proposed.text
        path = f"/v1/withdrawals/{proposed.json()['withdrawal_id']}/approve"
        reply = self.second_reviewer.call("POST", path, json={})
        assert reply.status_code == 200, reply.text

    def is_done(self, question_id: str) -> bool:
        reply = self.reviewer.call("GET", f"/v1/questions/{question_id}?bank={self.bank}")
        return reply.status_code == 200 and reply.json()["withdrawal"]["is_done"]

    def board(self, query: str = "") -> dict[str, tuple[int, int]]:
        """Points and sessions by unit that has any."""
        reply = httpx.get(f"{self.system.url}/v1/leaderboards/{self.contest}/region{query}", timeout=20)
        if reply.status_code != 200:
            return {}
        return {
            item["unit"]["code"]: (item["points"], item["sessions"])
            for item in reply.json()["items"]
            if item["sessions"]
        }

    def results(self) -> dict[str, tuple[int, int]]:
        """What the participants are told, added up by top unit."""
        sums: dict[str, tuple[int, int]] = {}
        for unit, person, session in self.people:
            points, sessions = sums.get(TOP[unit], (0, 0))
            sums[TOP[unit]] = points + person.look(session).json()["score"], sessions + 1
        return sums


@pytest.fixture
def played(system: ContestSystem, tmp_path: Path) -> Played:
    """Three participants of each unit: right, wrong and silent on q-1."""
    game = Played(system, tmp_path)
    for unit in UNITS:
        for given in ANSWERS:
            game.play(unit, given)
    assert eventually(lambda: game.board() == expected(per_unit=13, units=UNITS, people=3), within_s=5), game.board()
    return game


def expected(per_unit: int, units: tuple[str, ...], people: int) -> dict[str, tuple[int, int]]:
    sums: dict[str, tuple[int, int]] = {}
    for unit in units:
        points, sessions = sums.get(TOP[unit], (0, 0))
        sums[TOP[unit]] = points + per_unit, sessions + people
    return sums


@pytest.mark.parametrize(("decision", "per_unit"), [("everyone_right", 15), ("not_counted", 12)])
def test_every_board_moves_by_the_recomputed_amount(
    system: ContestSystem, played: Played, decision: str, per_unit: int
) -> None:
    """R1.12 R2.4 I6: also for a session that was running, and drill-down, day and standings follow."""
    late, session = played.start("110101")
    played.withdraw("q-1", decision)
    played.hand_in(late, session, "A")
    wanted = expected(per_unit, UNITS, 3)
    wanted["110000"] = wanted["110000"][0] + per_unit // 3, wanted["110000"][1] + 1

    moved = eventually(lambda: played.board() == wanted, within_s=20)

    assert moved, (played.board(), wanted)
    assert played.results() == wanted
    assert played.board("?parent=370000") == {
        "371000": (2 * per_unit, 6),
        "370100": (per_unit, 3),
    }
    _, person, own = played.people[1]
    standing = person.call("GET", f"/v1/standings/{played.contest}/me").json()
    assert standing["points"] == person.look(own).json()["score"] == per_unit // 3
    assert eventually(lambda: played.is_done("q-1"), within_s=20)
    verified = system.run("verify", "--contest", played.contest)
    assert verified.returncode == 0, verified.stdout


def test_workers_that_are_killed_in_the_middle_change_nothing(system: ContestSystem, played: Played) -> None:
    """I5 I6: two withdrawals, and both workers killed again and again."""
    played.withdraw("q-1", "everyone_right")
    for kind in ("quiz-worker", "scoring-worker", "quiz-worker"):
        kill(system, kind)
    played.withdraw("q-2", "not_counted")
    for kind in ("scoring-worker", "quiz-worker"):
        eventually(lambda kind=kind: kind in system.children(), within_s=10)
        kill(system, kind)
    wanted = expected(12, UNITS, 3)

    moved = eventually(lambda: played.board() == wanted, within_s=40)

    assert moved, (played.board(), wanted)
    assert played.results() == wanted
    assert eventually(lambda: played.is_done("q-1") and played.is_done("q-2"), within_s=40)
    verified = system.run("verify", "--contest", played.contest)
    assert verified.returncode == 0, verified.stdout


def kill(system: ContestSystem, kind: str) -> None:
    victim = system.children().get(kind)
    if victim is not None:
        victim.kill()
