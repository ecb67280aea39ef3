"""Boards tell their listeners what changed: by server-sent events, over real sockets (R2.9)."""

import asyncio
import resource
import signal
import time
from collections.abc import AsyncIterator

import pytest

from scoring_service.wire.parameters import BoardQuery, board_query
from services.kit import event_stream
from services.kit.database import Database
from services.kit.event_stream import EventStream, Listener
from tests.scoring import builders
from tests.scoring.builders import BEIJING, DAY, LIXIA, SHIZHONG, contest, finished, unit
from tests.scoring.listeners import EVENTS, Client, Served, scoring_process
from tests.scoring.scoring_system import ScoringSystem, keep, record

CONNECTING_AT_ONCE = 100
PATIENCE_S = 5.0


@pytest.fixture
async def served(service_url: str, redis_url: str, database: Database) -> AsyncIterator[Served]:
    await keep(database, contest(), *[unit(path) for path in builders.TREE])
    async with scoring_process(service_url, redis_url) as running:
        yield running


async def test_a_listener_gets_the_board_and_then_the_rows_that_changed(served: Served, database: Database) -> None:
    client = await served.connect()
    await client.until(1)

    await record(database, finished(score=5, path=BEIJING))
    whole, change = await client.until(2)

    assert "content-type: text/event-stream" in client.head.lower()
    assert (whole.name, sorted(whole.codes)) == ("board", ["110000", "370000", "440000"])
    assert (change.name, change.data["version"]) == ("change", whole.data["version"] + 1)
    assert {item["unit"]["code"]: (item["rank"], item["points"]) for item in change.data["items"]} == {
        "110000": (1, 5),
        "370000": (2, 0),
        "440000": (2, 0),
    }


async def test_only_rows_that_differ_are_sent_and_only_for_the_board_that_holds_them(
    served: Served, database: Database
) -> None:
    await record(database, finished(score=5, path=SHIZHONG), finished(score=1, path=LIXIA))
    counties, provinces = await served.connect("?parent=370100"), await served.connect()
    await asyncio.gather(counties.until(1), provinces.until(1))

    await record(database, finished(score=1, path=BEIJING))
    await record(database, finished(score=1, path=LIXIA))

    assert (await counties.until(2))[1].codes == ["370102"]
    assert "110000" in (await provinces.until(2))[1].codes


async def test_whoever_comes_back_gets_one_event_with_the_present_state(served: Served, database: Database) -> None:
    before = await served.connect()
    last_id = (await before.until(1))[0].id
    await before.close()
    for score in (1, 2, 3):
        await record(database, finished(score=score, path=BEIJING))
        await asyncio.sleep(0.3)

    again = await served.connect(last_event_id=last_id)
    (event,) = await again.until(1)
    current = await served.connect(last_event_id=event.id)
    await record(database, finished(score=1, path=BEIJING))
    (news,) = await current.until(1)

    assert (event.name, event.data["items"][0]["points"]) == ("board", 6)
    assert (news.name, news.codes) == ("change", ["110000"])


async def test_a_unit_that_came_or_went_sends_the_whole_board(served: Served, database: Database) -> None:
    client = await served.connect()
    await client.until(1)

    await keep(database, unit(("CN", "120000")))
    event = (await client.until(2))[1]

    assert (event.name, len(event.codes)) == ("board", 4)


async def test_a_new_name_is_told(served: Served, database: Database) -> None:
    client = await served.connect()
    await client.until(1)

    await keep(database, unit(("CN", "110000"), version=2, name="首都"))
    event = (await client.until(2))[1]

    assert [item["unit"]["name"] for item in event.data["items"]] == ["首都"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (EVENTS.replace("safety-month", "unknown"), 404, "contest-not-found"),
        (EVENTS.replace("region", "elsewhere"), 404, "board-not-found"),
        (EVENTS.replace("region", "elsewhere") + "?metric=none", 404, "board-not-found"),
        (f"{EVENTS}?parent=999999", 404, "unit-not-found"),
        (f"{EVENTS}?metric=none", 422, "invalid-request"),
    ],
)
async def test_events_are_refused_as_boards_are(scoring: ScoringSystem, path: str, status: int, code: str) -> None:
    reply = await scoring.client.get(path)

    assert (reply.status_code, reply.json()["code"]) == (status, code)


@pytest.mark.parametrize("listeners", [100, pytest.param(2_000, marks=pytest.mark.long)])
async def test_r2_9_every_listener_sees_a_change_within_two_seconds(
    served: Served, database: Database, listeners: int
) -> None:
    """And all of them are let go at once when the process is told to stop."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    turn = asyncio.Semaphore(CONNECTING_AT_ONCE)

    async def connect() -> Client:
        async with turn:
            client = await served.connect()
            await client.until(1)
            return client

    clients = await asyncio.gather(*[connect() for _ in range(listeners)])
    changed_at = time.monotonic()
    await record(database, finished(score=5, path=SHIZHONG))
    await asyncio.gather(*[client.until(2) for client in clients])
    told = sorted(client.events[1].at - changed_at for client in clients)

    asked_at = time.monotonic()
    served.process.send_signal(signal.SIGTERM)
    for client in clients:
        while await client.read():
            pass
    status = await asyncio.to_thread(served.process.wait, 10)
    stopped_s = time.monotonic() - asked_at

    print(f"{listeners} listeners: median {told[len(told) // 2]:.2f} s, last {told[-1]:.2f} s; end {stopped_s:.2f} s")
    assert {client.events[1].codes[0] for client in clients} == {"370000"}
    assert told[-1] < 2.0
    assert status in (0, -signal.SIGTERM)
    assert stopped_s < 2.0


async def test_a_client_that_goes_away_is_forgotten(scoring: ScoringSystem) -> None:
    """A server drops what is sent after a disconnect without a word, so only listening for it tells."""
    live = scoring.app.state.process.live
    stream = await live.listen("safety-month", "region", _question(), None, "192.0.2.1")
    sent: list[bytes] = []

    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        sent.append(bytes(message.get("body", b"")))  # type: ignore[call-overload]

    async with asyncio.timeout(PATIENCE_S):
        await stream({"type": "http", "path": EVENTS}, receive, send)

    assert live._topics == {}
    assert live._places._boards == {}


async def test_who_lags_too_far_is_let_go_and_holds_nobody_up() -> None:
    slow, quick = Listener(), Listener()
    got = []

    for number in range(event_stream.MOST_WAITING + 1):
        for listener in (slow, quick):
            listener.offer(b"%d" % number)
        got.append(await quick.next())

    assert await slow.next() is None
    assert len(got) == event_stream.MOST_WAITING + 1
    assert not quick.is_over


async def test_a_client_that_takes_nothing_is_dropped_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "SEND_WITHIN_S", 0.05)
    listener, closed = Listener(), []
    listener.offer(b"data: 1\n\n")

    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    stream = EventStream(listener, lambda: closed.append(True))
    async with asyncio.timeout(PATIENCE_S):
        await stream({"type": "http", "path": "/"}, never, never)  # type: ignore[arg-type]

    assert closed == [True]


async def test_an_idle_line_carries_a_comment_now_and_then(scoring: ScoringSystem) -> None:
    live = scoring.app.state.process.live
    stream = await live.listen("safety-month", "region", _question(), None, "192.0.2.1")
    await stream._listener.next()

    live._heartbeat_at -= 60
    await live.step()

    assert await stream._listener.next() == b":\n\n"


def _question() -> BoardQuery:
    return board_query({"date": str(DAY)})
