"""The main job over the gateway, as phones and back offices meet it."""

import asyncio
import json
import time
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from quiz_service.use_cases.contests.shipped_bank import shipped_questions
from tests.support.contest import ContestSystem
from tests.system.people import eventually, new_contest, participant


def points_of(system: ContestSystem, contest: str, unit: str, entry: str = "region") -> dict[str, int]:
    board = httpx.get(f"{system.url}/v1/leaderboards/{contest}/{entry}").json()
    return next(item for item in board["items"] if item["unit"]["code"] == unit)


def test_from_sign_in_to_the_leaderboard(system: ContestSystem) -> None:
    """R1.4 R1.5 R2.1 R2.5 R4.1 R4.2 R5.1"""
    contest = new_contest(system)
    phone = participant(system, "lin", region_unit="371002", enterprise_unit="CE-015")
    session = phone.start(contest).json()
    first, second = (option["token"] for option in session["questions"][0]["options"][:2])
    phone.save(session["id"], 1, [first])
    phone.save(session["id"], 1, [second])
    tablet = participant(system, "lin")

    resumed = tablet.look(session["id"]).json()
    result = tablet.hand_in(session["id"]).json()
    refused = phone.start(contest)

    assert resumed["questions"][0]["saved"] == [second]
    assert resumed["deadline_at"] == session["deadline_at"]
    assert result["state"] == "finished"
    assert all(review["explanation"] for review in result["review"])
    assert (refused.status_code, refused.json()["code"]) == (409, "daily-limit-reached")
    assert datetime.fromisoformat(refused.json()["next_session_at"]) > datetime.fromisoformat(result["finished_at"])
    shown = eventually(lambda: points_of(system, contest, "370000")["sessions"] == 1, within_s=2)
    assert shown
    assert points_of(system, contest, "370000")["points"] == result["score"]


def test_the_enterprise_entry_counts_for_the_enterprise_only(system: ContestSystem) -> None:
    """R2.1 I13"""
    contest = new_contest(system)
    worker = participant(system, region_unit="371002", enterprise_unit="CE-015")
    session = worker.start(contest, "enterprise").json()

    worker.hand_in(session["id"])

    assert eventually(lambda: points_of(system, contest, "CE-015", "enterprise")["sessions"] == 1, within_s=2)
    assert points_of(system, contest, "370000")["sessions"] == 0


def test_points_stay_where_they_were_earned_when_a_participant_moves(system: ContestSystem) -> None:
    """R2.3"""
    contest = new_contest(system)
    mover = participant(system, region_unit="371002")
    session = mover.start(contest).json()
    mover.choose(region_unit="440000")

    mover.hand_in(session["id"])

    assert eventually(lambda: points_of(system, contest, "370000")["sessions"] == 1, within_s=2)
    assert points_of(system, contest, "440000")["sessions"] == 0


def test_an_abandoned_session_is_handed_in_within_five_seconds(system: ContestSystem) -> None:
    """R1.3 I3: nobody looks at it; the board shows that it was counted."""
    contest = new_contest(system, time_limit_seconds=3)
    someone = participant(system, region_unit="110101")
    session = someone.start(contest).json()
    saved = session["questions"][0]["options"][0]["token"]
    someone.save(session["id"], 1, [saved])
    time.sleep(3)

    counted = eventually(lambda: points_of(system, contest, "110000")["sessions"] == 1, within_s=7)
    result = someone.look(session["id"]).json()

    assert counted
    assert result["finish_reason"] == "deadline"
    assert result["finished_at"] == session["deadline_at"]
    assert result["review"][0]["saved"] == [saved]


@pytest.mark.parametrize("people", [25, pytest.param(500, marks=pytest.mark.long)])
async def test_twenty_simultaneous_starts_each_give_one_session_each(system: ContestSystem, people: int) -> None:
    """R1.5 I1: over the gateway, every caller of a participant gets the same session."""
    contest = new_contest(system)
    crowd = [participant(system, region_unit="310000") for _ in range(people)]
    calls = iter([person for person in crowd for _ in range(20)])
    replies: list[httpx.Response] = []

    async def caller() -> None:
        async with httpx.AsyncClient(base_url=system.url, timeout=60) as client:
            for person in calls:
                path = f"/v1/contests/{contest}/sessions"
                replies.append(await client.post(path, json={"entry": "region"}, headers=person.headers))

    await asyncio.gather(*[caller() for _ in range(40)])

    assert {reply.status_code for reply in replies} == {200, 201}
    assert sum(reply.status_code == 201 for reply in replies) == people
    assert len({reply.json()["id"] for reply in replies}) == people


def test_a_poll_that_knows_the_board_costs_a_304(system: ContestSystem) -> None:
    """R2.9"""
    contest = new_contest(system)
    path = f"{system.url}/v1/leaderboards/{contest}/region"
    first = httpx.get(path)

    again = httpx.get(path, headers={"If-None-Match": first.headers["etag"]})

    assert not first.headers["etag"].startswith("W/")
    assert (again.status_code, again.content) == (304, b"")


def test_the_document_of_all_services_is_served_with_a_page(system: ContestSystem) -> None:
    """R5.4"""
    document = httpx.get(f"{system.url}/v1/openapi.json").json()

    assert "/v1/auth/token" in document["paths"]
    assert "/v1/contests/{contest_id}/sessions" in document["paths"]
    assert "/v1/leaderboards/{contest_id}/{entry}" in document["paths"]
    assert httpx.get(f"{system.url}/v1/docs").status_code == 200


def test_refusals_at_the_edge_are_problem_documents(system: ContestSystem) -> None:
    someone = participant(system, region_unit="310000")
    contest = new_contest(system)
    replies = {
        404: someone.call("GET", "/v1/nowhere"),
        401: httpx.get(f"{system.url}/v1/me"),
        413: someone.call("POST", f"/v1/contests/{contest}/sessions", content=b"x" * 200_000),
        422: someone.call("POST", f"/v1/contests/{contest}/sessions", json={"entry": "region", "score": 5}),
    }

    for status, reply in replies.items():
        assert reply.status_code == status
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.json()["status"] == status


def test_internal_addresses_are_not_reachable_from_outside(system: ContestSystem) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        assert httpx.get(system.url + path).status_code == 404


def test_nothing_tells_the_key_before_the_hand_in(system: ContestSystem) -> None:
    """I7: saving right or wrong looks the same."""
    contest = new_contest(system)
    someone = participant(system, region_unit="310000")
    session = someone.start(contest).json()
    question = session["questions"][0]
    replies = [someone.save(session["id"], question["position"], [option["token"]]) for option in question["options"]]
    resumed = someone.look(session["id"])

    shapes = {tuple(sorted(reply.json())) for reply in replies}
    sizes = {len(reply.content) - len(str(reply.json()["remaining_ms"])) for reply in replies}

    assert len(shapes) == 1
    assert len(sizes) == 1
    assert not {"correct", "right_choice", "explanation", "source"} & set(str(resumed.json()).split("'"))


def test_a_question_file_enters_a_bank_whole_or_not_at_all(system: ContestSystem, tmp_path: Path) -> None:
    questions = shipped_questions()[:6]
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(questions, ensure_ascii=False), encoding="utf-8")
    bad.write_text(json.dumps([*questions, {**questions[0], "id": "x", "answer": "Z"}], ensure_ascii=False))

    tried = system.run("questions", "import", str(good), "--bank", "mine", "--dry-run")
    imported = system.run("questions", "import", str(good), "--bank", "mine")
    repeated = system.run("questions", "import", str(good), "--bank", "mine")
    refused = system.run("questions", "import", str(bad), "--bank", "mine")
    counted = system.run("questions", "import", str(good), "--bank", "mine", "--dry-run", "--json")
    faults = system.run("questions", "import", str(bad), "--bank", "mine", "--json")

    assert "6 questions would be added" in tried.stdout
    assert "6 questions were added" in imported.stdout
    assert "0 questions were added, 0 changed, 6 stay" in repeated.stdout
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "row 7, answer" in refused.stderr
    assert (json.loads(counted.stdout)["unchanged"], json.loads(counted.stdout)["dry_run"]) == (6, True)
    assert (faults.returncode, json.loads(faults.stdout)["faults"][0]["code"]) == (1, "not-an-answer")


def test_verify_agrees_with_the_books(system: ContestSystem) -> None:
    """R2.4 I6"""
    verified = system.run("verify")

    assert verified.returncode == 0, verified.stdout
    assert "no difference" in verified.stdout


def test_what_is_no_contest_is_not_verified(system: ContestSystem) -> None:
    verified = system.run("verify", "--contest", "no-such-contest")

    assert (verified.returncode, verified.stdout) == (1, "no-such-contest: there is no such contest\n")
