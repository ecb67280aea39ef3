"""Prometheus metrics of a process and a pure ASGI middleware that counts and times requests by route template."""

import time
from bisect import bisect_left
from collections import Counter as Counts
from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate

from prometheus_client import REGISTRY, Counter, Gauge, Histogram
from prometheus_client.metrics_core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
LOOP_FAILURES = Counter("contest_loop_failures_total", "Steps of background loops that raised", ["loop"])
BATCH_SIZE = Histogram(
    "contest_batch_size",
    "Requests that shared one statement",
    ["statement"],
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
)
STREAM_LAG = Gauge("contest_stream_lag_entries", "Entries not yet read by a consumer group", ["stream", "group"])
PARKED_EVENTS = Counter("contest_parked_events_total", "Events given up after too many deliveries", ["stream", "group"])
OUTBOX_RELAYED = Counter("contest_outbox_relayed_total", "Outbox rows moved to their stream", ["stream"])


class Requests(Collector):
    """Counts in the event loop's only thread; the library's own metrics take a lock and all bounds for each request."""

    def __init__(self) -> None:
        self._counts: Counts[tuple[str, str, str]] = Counts()
        # By route: how many up to each bound and beyond the last, and all seconds.
        self._seconds: defaultdict[str, tuple[list[int], list[float]]] = defaultdict(
            lambda: ([0] * (len(BOUNDS_S) + 1), [0.0])
        )

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request by its route's template."""
        self._counts[method, route, str(status)] += 1
        places, total = self._seconds[route]
        places[bisect_left(BOUNDS_S, seconds)] += 1
        total[0] += seconds

    def collect(self) -> Iterable[Metric]:
        counter = CounterMetricFamily(
            "contest_requests", "HTTP requests by route and status", labels=["method", "route", "status"]
        )
        for labels, count in self._counts.items():
            counter.add_metric(labels, count)
        histogram = HistogramMetricFamily(
            "contest_request_seconds", "Seconds from arrival to the first byte of the reply", labels=["route"]
        )
        bounds = [*map(str, map(float, BOUNDS_S)), "+Inf"]
        for route, (places, total) in self._seconds.items():
            histogram.add_metric([route], list(zip(bounds, accumulate(places), strict=True)), total[0])
        return counter, histogram


REQUESTS = Requests()
REGISTRY.register(REQUESTS)


class RequestMetrics:
    """Counts after the reply has started; `scope["arrived"]` is the monotonic arrival that deadlines are judged by."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        arrived = scope["arrived"] = time.monotonic()

        async def count(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "unknown")
                REQUESTS.observe(scope["method"], route, message["status"], time.monotonic() - arrived)
            await send(message)

        await self.app(scope, receive, count)
