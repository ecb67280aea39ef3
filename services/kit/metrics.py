"""Prometheus metrics of a process and a pure ASGI middleware that counts and times requests by route template."""

import time
from collections.abc import Callable
from functools import lru_cache

from prometheus_client import Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUESTS = Counter("contest_requests_total", "HTTP requests by route and status", ["method", "route", "status"])
LATENCY = Histogram(
    "contest_request_seconds",
    "Seconds from arrival to the first byte of the reply",
    ["route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
LOOP_FAILURES = Counter("contest_loop_failures_total", "Steps of background loops that raised", ["loop"])
BATCH_SIZE = Histogram(
    "contest_batch_size",
    "Requests that shared one statement",
    ["statement"],
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
)
STREAM_LAG = Gauge("contest_stream_lag_entries", "Entries not yet read by a consumer group", ["stream", "group"])
PARKED_EVENTS = Counter("contest_parked_events_total", "Events given up after too many deliveries", ["stream", "group"])
LOOP_COMPLETED = Gauge(
    "contest_loop_completed_timestamp_seconds", "When a background loop last completed a step", ["loop"]
)
QUEUE = Gauge("contest_queue_waiting", "Requests that wait for their statement", ["statement"])
OUTBOX_WAITING = Gauge("contest_outbox_waiting_seconds", "Since when rows have been waiting in an outbox", ["outbox"])
CONNECTIONS_USED = Gauge("contest_database_connections_used", "Database connections in use", ["pool"])
CONNECTIONS = Gauge("contest_database_connections", "Database connections that this process may hold", ["pool"])
OUTBOX_RELAYED = Counter("contest_outbox_relayed_total", "Outbox rows moved to their stream", ["stream"])


@lru_cache(maxsize=1024)
def _request_metrics(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """Looking them up by their labels costs more than counting; there are as many as routes and statuses."""
    return REQUESTS.labels(method, route, status), LATENCY.labels(route)


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count a request by its route's template."""
    requests, latency = _request_metrics(method, route, status)
    requests.inc()
    latency.observe(seconds)


class RequestMetrics:
    """Counts after the reply has started; `scope["arrived"]` is the monotonic arrival that deadlines are judged by.

    `arrival` tells it.
    """

    def __init__(self, app: ASGIApp, arrival: Callable[[Scope], float]) -> None:
        self.app = app
        self._arrival = arrival

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()
        scope["arrived"] = self._arrival(scope)

        async def count(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "unknown")
                observe(scope["method"], route, message["status"], time.monotonic() - began)
            await send(message)

        await self.app(scope, receive, count)
