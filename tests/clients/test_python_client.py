"""The Python client against a running system (R6.9), and against an upstream that fails."""

import itertools
import json
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import httpx
import pytest
from contest_client import ContestClient, NoAnswer, Problem, client_credentials, development, sending
from contest_client.boards import parsed
from contest_client.files import Download, download_of

from tests.support.contest import ContestSystem

CONTEST = "safety-month-2026"
TOKEN = {"access_token": "a.b.c", "token_type": "Bearer", "expires_in": 300}
Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "FIRST_PAUSE_S", 0.001)


def participant(system: ContestSystem) -> ContestClient:
    client = ContestClient(system.url, development(str(uuid.uuid4())))
    client.change_me({"region_unit": "371002"})
    client._sender.tokens.adopt(client.get_me())
    return client


def play(client: ContestClient) -> str:
    session = client.start_session(CONTEST, {"entry": "region"})
    client.hand_in(session["id"], {"answers": {"1": [session["questions"][0]["options"][0]["token"]]}})
    return session["id"]


def play_once(system: ContestSystem) -> None:
    with participant(system) as client:
        play(client)


def test_a_session_is_played_and_a_second_one_refused_with_the_way_to_the_result(system: ContestSystem) -> None:
    with participant(system) as client:
        session_id = play(client)
        with pytest.raises(Problem) as refused:
            client.start_session(CONTEST, {"entry": "region"})
        result = client.get_session(session_id)

    assert (refused.value.status, refused.value.code) == (409, "daily-limit-reached")
    assert refused.value.details["result"] == f"/v1/sessions/{session_id}"
    assert (result["state"], len(result["review"])) == ("finished", 5)


def test_a_back_office_reads_lists_page_by_page_and_files_as_files(system: ContestSystem, tmp_path: Path) -> None:
    added = system.run("organisers", "add", "统计后台", "--unit", "370000", "--role", "organiser", "--json")
    told = json.loads(added.stdout)
    with ContestClient(system.url, client_credentials(told["client_id"], told["client_secret"])) as client:
        units = [unit["code"] for unit in client.pages(client.list_units, parent="370000", limit=5)]
        bulletin = client.download_bulletin(CONTEST, format="csv")
        saved = bulletin.save(tmp_path)

    assert len(units) == len(set(units)) == 16
    assert saved.parent == tmp_path
    assert saved.suffix == ".csv"
    assert saved.read_bytes() == bulletin.content


@pytest.mark.parametrize("way", ["watch_board", "follow"])
def test_a_board_moves_when_somebody_finishes(system: ContestSystem, way: str) -> None:
    with ContestClient(system.url) as client:
        boards = getattr(client, way)(CONTEST, "region", parent="371000")
        first = next(boards)
        player = Thread(target=play_once, args=(system,))
        player.start()
        moved = next(board for board in boards if sessions(board) > sessions(first))
        player.join()

    assert sessions(moved) == sessions(first) + 1
    assert {row["unit"]["code"] for row in moved["items"]} == {row["unit"]["code"] for row in first["items"]}


def sessions(board: dict) -> int:
    return next(row["sessions"] for row in board["items"] if row["unit"]["code"] == "371002")


def test_a_board_that_does_not_exist_is_refused(system: ContestSystem) -> None:
    with ContestClient(system.url, language="en") as client, pytest.raises(Problem, match="contest-not-found"):
        next(client.follow("none", "region"))


def client_of(answers: Answer, grant: dict[str, str] | None = None) -> ContestClient:
    return ContestClient("http://contest", grant, transport=httpx.MockTransport(answers))


def test_a_lost_answer_is_asked_for_again_with_the_same_key() -> None:
    keys = []

    def answers(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["Idempotency-Key"])
        if len(keys) == 1:
            raise httpx.ReadError("lost")
        return httpx.Response(503 if len(keys) == 2 else 200, headers={"Retry-After": "0"}, json={"id": "x"})

    assert client_of(answers).start_session("c", {"entry": "region"}) == {"id": "x"}
    assert len(keys) == 3
    assert len(set(keys)) == 1


def test_a_server_that_stays_away_ends_in_an_error_of_its_own() -> None:
    def answers(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(NoAnswer, match="GET /v1/contests: refused"):
        client_of(answers).list_contests()


def test_a_token_is_renewed_before_it_ends_and_when_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    now = itertools.count(0, 100)
    monkeypatch.setattr("contest_client.tokens.time.monotonic", lambda: float(next(now)))
    signed_in, used = [], []

    def answers(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/auth/token":
            signed_in.append(json.loads(request.content)["grant_type"])
            return httpx.Response(200, json=TOKEN | {"access_token": f"token-{len(signed_in)}"})
        used.append(request.headers["Authorization"].removeprefix("Bearer "))
        return httpx.Response(401 if used == ["token-1"] else 200, json={"items": []})

    client = client_of(answers, client_credentials("id", "secret"))
    for _ in range(5):
        client.list_contests()

    assert used[:2] == ["token-1", "token-2"]
    assert 3 <= len(signed_in) < len(used)
    assert set(signed_in) == {"client_credentials"}


def test_what_is_no_problem_document_is_still_a_problem() -> None:
    client = client_of(lambda _: httpx.Response(404, text="<html>"))

    with pytest.raises(Problem) as refused:
        client.list_contests()

    assert (refused.value.status, refused.value.code) == (404, "internal-error")


def test_a_report_is_waited_for_until_it_is_in_one_of_the_states() -> None:
    states = iter(["draft", "submitted", "accepted"])
    client = client_of(lambda _: httpx.Response(200, json={"state": next(states)}, headers={"ETag": '"7"'}))

    report = client.wait_for_state("r", {"accepted", "returned"}, every_s=0.001)

    assert report["state"] == "accepted"
    assert client.etag == '"7"'


def test_waiting_for_a_state_ends_with_the_state_that_it_is_in() -> None:
    client = client_of(lambda _: httpx.Response(200, json={"state": "draft"}))

    with pytest.raises(TimeoutError, match="report r is draft, not accepted"):
        client.wait_for_state("r", {"accepted"}, within_s=0.01, every_s=0.005)


def test_a_name_that_the_server_gives_cannot_leave_the_folder(tmp_path: Path) -> None:
    said = {"Content-Disposition": "attachment; filename*=UTF-8''..%2F..%2F%E5%BF%AB%E6%8A%A5.csv"}
    file = download_of(httpx.Response(200, content=b"a,b", headers=said))

    assert file.save(tmp_path) == tmp_path / "快报.csv"
    assert Download(b"x", "text/csv", None).save(tmp_path / "own.csv").read_bytes() == b"x"


def test_events_are_read_as_the_standard_says_and_a_cut_one_is_dropped() -> None:
    lines = ["retry: 3000", "", ": hello", "id: 1", "event: board", "data: {", "data:}", "", "data: cut"]

    assert list(parsed(lines)) == [("1", "board", "{\n}")]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("client")


def test_it_is_installed_by_itself_and_its_types_are_strict(elsewhere: Path) -> None:
    source = shutil.copytree(Path(sending.__file__).parents[1], elsewhere / "source")
    wheel = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*wheel, "--target", str(elsewhere), str(source)], check=True)
    wrong = elsewhere / "wrong.py"
    wrong.write_text(
        "from contest_client import ContestClient\n"
        'with ContestClient("http://contest") as contest:\n'
        '    contest.start_session("c", {"entry": "moon"})\n'
        '    contest.get_leaderboard("c", "region", metric="beauty")\n'
        '    contest.list_contests()["items"][0]["colour"]\n'
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file=", str(wrong)]
    checked = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=False)

    assert (elsewhere / "contest_client" / "py.typed").exists()
    assert [line.partition(": error: ")[0] for line in checked.stdout.splitlines()[:-1]] == [
        f"wrong.py:{number}" for number in (3, 4, 5)
    ], checked.stdout
