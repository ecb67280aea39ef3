"""Server-sent events (HTML Living Standard §9.2): one source, many listeners, each of whom may lag by a few events."""

import asyncio
import signal
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import structlog
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

log = structlog.get_logger(__name__)

MOST_WAITING = 16
SEND_WITHIN_S = 10.0
RETRY_MS = 3_000
HEARTBEAT = b":\n\n"


def event(name: str, data: bytes, event_id: str) -> bytes:
    """`data` is one line, as JSON is."""
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (event_id.encode(), name.encode(), data)


class Listener:
    """The events that one client has yet to get. They are shared between all, so a slow client holds references only.

    Whoever lags by more than `MOST_WAITING` is let go: it comes back and gets the state as it is then.
    """

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._news = asyncio.Event()
        self.is_over = False

    def offer(self, content: bytes) -> None:
        if len(self._waiting) >= MOST_WAITING:
            self.end()
        self._waiting.append(content)
        self._news.set()

    def end(self) -> None:
        self.is_over = True
        self._news.set()

    async def next(self) -> bytes | None:
        """What to send next, or None at the end."""
        while not self._waiting and not self.is_over:
            self._news.clear()
            await self._news.wait()
        return None if self.is_over else self._waiting.popleft()


class EventStream(Response):
    """The reply that follows a listener until either side ends it. `on_close` is called in any case."""

    media_type = "text/event-stream"

    def __init__(self, listener: Listener, on_close: Callable[[], None]) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._listener = listener
        self._on_close = on_close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A server drops what is sent after the client has gone, without a word.
        gone = asyncio.create_task(_disconnected(receive))
        gone.add_done_callback(lambda _: self._listener.end())
        try:
            start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            await _send(send, start)
            await _send(send, _part(b"retry: %d\n\n" % RETRY_MS))
            while (content := await self._listener.next()) is not None:
                await _send(send, _part(content))
            await _send(send, {"type": "http.response.body"})
        except TimeoutError:
            log.info("slow listener dropped", path=scope["path"])
        finally:
            gone.cancel()
            self._on_close()


@contextmanager
def told_to_stop(notice: Callable[[], None]) -> Iterator[None]:
    """Call `notice` at SIGTERM or SIGINT: the server waits for open replies before it ends the lifespan.

    The handlers that were there follow.
    """
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(notice)
        earlier = before[signal.Signals(number)]
        if callable(earlier):
            earlier(number, frame)
        else:
            signal.signal(number, earlier)
            signal.raise_signal(number)

    for number in before:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _part(content: bytes) -> Message:
    return {"type": "http.response.body", "body": content, "more_body": True}


async def _send(send: Send, message: Message) -> None:
    async with asyncio.timeout(SEND_WITHIN_S):
        await send(message)
