"""From the last session to signed results, and live boards, over the gateway (R2.9, R2.10)."""

import json
import time
from datetime import timedelta

import httpx

from tests.support.contest import ContestSystem
from tests.system.people import Person, administrator, eventually, new_contest, participant


def test_a_listener_behind_the_gateway_hears_of_a_session_within_two_seconds(system: ContestSystem) -> None:
    """R2.9"""
    contest, person = new_contest(system), participant(system, region_unit="371002")
    session = person.start(contest).json()
    url = f"{system.url}/v1/leaderboards/{contest}/region/events?metric=sessions"

    with httpx.stream("GET", url, timeout=10) as reply:
        lines = reply.iter_lines()
        while not next(lines).startswith("data: "):
            pass
        person.hand_in(session["id"])
        handed_in_at = time.monotonic()
        change = next(line for line in lines if line.startswith("data: "))
        took_s = time.monotonic() - handed_in_at

    rows = json.loads(change.removeprefix("data: "))["items"]
    assert {row["unit"]["code"]: row["sessions"] for row in rows}["370000"] == 1
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert took_s < 2.0


def test_results_become_final_are_signed_and_verified(system: ContestSystem) -> None:
    """R2.10 I5"""
    office = administrator(system)
    contest = new_contest(system, time_limit_seconds=1, closes_in=timedelta(seconds=10))
    handed_in, abandoned = participant(system, region_unit="371002"), participant(system, region_unit="110101")
    handed_in.hand_in(handed_in.start(contest).json()["id"])
    abandoned.start(contest)

    early = office.call("POST", f"/v1/contests/{contest}/finalisation")
    done = eventually(lambda: _finalised(office, contest), within_s=30)
    frozen = eventually(lambda: httpx.get(f"{system.url}/v1/bulletins/{contest}/final").is_success, within_s=10)
    final = httpx.get(f"{system.url}/v1/bulletins/{contest}/final").json()
    reports = {
        form: [office.call("GET", f"/v1/bulletins/{contest}?format={form}").content for _ in range(2)]
        for form in ("xlsx", "csv", "pdf")
    }

    assert (early.status_code, early.json()["code"]) == (409, "contest-not-over")
    assert done
    assert frozen
    assert final["results"]["sessions"] == 2
    assert all(first == again for first, again in reports.values())
    assert "最终结果" in reports["csv"][0].decode("utf-8-sig")
    assert office.call("POST", f"/v1/contests/{contest}/finalisation").json()["sessions"] == 2
    assert system.run("verify", "--contest", contest).stdout == "verified: no difference\n"


def _finalised(office: Person, contest: str) -> bool:
    """A session that was handed in within a moment is flagged, and nobody decides about it here."""
    path = f"/v1/contests/{contest}/finalisation"
    reply = office.call("POST", path)
    if reply.status_code == 409 and reply.json()["code"] == "decisions-open":
        waiting = office.call("POST", f"{path}?dry_run=true").json()["open"]
        reply = office.call("POST", path, json={"despite_open": waiting, "reason": "测试竞赛，不作处理"})
    return reply.status_code == 200
