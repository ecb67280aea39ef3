"""OpenTelemetry: the way of one request through HTTP, group commit, SQL, outbox, stream and consumer.

Imported only where `CONTEST_TRACES_URL` names a collector. The few functions through which everything goes are wrapped
then, as OpenTelemetry's own instrumentations do it, so that nothing of it exists in a process that is not traced
(docs/decisions/0090-traces-are-wrapped-around.md).
"""

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import INVALID_SPAN, Link, Span, SpanKind, Status, StatusCode
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.chassis.trace_context import HEADER, Share, context_of, traceparent_of
from services.kit import outbox
from services.kit.consumer import Consumer, Delivery
from services.kit.database import Database
from services.kit.group_commit import GroupCommit
from services.kit.outbox import Relay, StreamEntry

UNTRACED = frozenset(("/healthz", "/readyz", "/metrics"))
FAILED = 500

_tracer = trace.get_tracer("contest")
_share = Share()
_waiting: dict[int, Span] = {}
"""What waits for a batch, by the identity of the item."""


def traced(make_app: Callable[[], ASGIApp], url: str, share: float, service: str, instance: str) -> ASGIApp:
    """The application, and with it everything in this process, sends its spans to the collector at `url`.

    `share` of all traces are recorded. What a client wants of its own does not matter.
    """
    _share.set(share)
    resource = Resource.create({"service.name": service, "service.instance.id": instance})
    provider = TracerProvider(sampler=ALWAYS_ON, resource=resource, id_generator=_share)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))
    trace.set_tracer_provider(provider)
    _wrap(GroupCommit, "submit", _submit)
    _wrap(GroupCommit, "_settle", _settle)
    _wrap(Database, "fetch", _fetch)
    _wrap(outbox, "publish", _publish)
    _wrap(Relay, "_add", _add)
    _wrap(Consumer, "_process", _process)
    _trace_transactions()
    return Requests(make_app(), provider)


class Requests:
    """A span for each request, named by its route; what is caused by it finds the span in the header `traceparent`."""

    def __init__(self, app: ASGIApp, provider: TracerProvider) -> None:
        self._app = app
        self._provider = provider

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, self._last(send))
            return
        given = dict(scope["headers"]).get(HEADER.encode(), b"").decode("latin-1")
        if scope["path"] in UNTRACED or not _share.has(given):
            await self._app(scope, receive, send)
        else:
            with _current(scope["method"], context_of(given), SpanKind.SERVER) as span:
                await self._answer(scope, receive, send, span)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, span: Span) -> None:
        others = [(name, value) for name, value in scope["headers"] if name != HEADER.encode()]
        scope["headers"] = [*others, (HEADER.encode(), traceparent_of(span).encode())]

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                span.set_attribute("http.response.status_code", message["status"])
                if message["status"] >= FAILED:
                    span.set_status(Status(StatusCode.ERROR))
            await send(message)

        await self._app(scope, receive, note)
        route = getattr(scope.get("route"), "path", "unknown")
        span.update_name(f"{scope['method']} {route}")
        span.set_attribute("http.route", route)

    def _last(self, send: Send) -> Send:
        """The server ends as soon as the application has: send what is left before it says so."""

        async def flushing(message: Message) -> None:
            if message["type"] == "lifespan.shutdown.complete":
                await asyncio.to_thread(self._provider.force_flush)
            await send(message)

        return flushing


async def _submit(
    submit: Callable[..., Awaitable[Any]], commit: GroupCommit[Any, Any], item: Any, arrived: float | None = None
) -> Any:
    if not trace.get_current_span().is_recording():
        return await submit(commit, item, arrived)
    with _current(f"group commit of {type(item).__name__}") as span:
        _waiting[id(item)] = span
        try:
            return await submit(commit, item, arrived)
        finally:
            del _waiting[id(item)]


async def _settle(settle: Callable[..., Awaitable[None]], commit: GroupCommit[Any, Any], batch: Sequence[Any]) -> None:
    with _shared("batch", [_waiting[id(each.item)] for each in batch if id(each.item) in _waiting]):
        await settle(commit, batch)


async def _fetch(fetch: Callable[..., Awaitable[Any]], database: Database, statement: str, *values: object) -> Any:
    with _asked("SQL", _of_statement(statement)):
        return await fetch(database, statement, *values)


async def _publish(
    publish: Callable[..., Awaitable[None]],
    connection: AsyncConnection,
    table: sa.Table,
    entries: Sequence[StreamEntry],
) -> None:
    cause = traceparent_of(trace.get_current_span())
    await publish(connection, table, [replace(each, traceparent=each.traceparent or cause) for each in entries])


async def _add(add: Callable[..., Awaitable[None]], relay: Relay, entries: Sequence[StreamEntry]) -> None:
    spans = [_begin(f"publish {each.stream}", SpanKind.PRODUCER, each.traceparent) for each in entries]
    causes = [traceparent_of(span) or each.traceparent for each, span in zip(entries, spans, strict=True)]
    with _ending(spans):
        await add(relay, [replace(each, traceparent=cause) for each, cause in zip(entries, causes, strict=True)])


async def _process(process: Callable[..., Awaitable[None]], consumer: Consumer, deliveries: Sequence[Delivery]) -> None:
    spans = [_begin("consume", SpanKind.CONSUMER, each.traceparent) for each in deliveries]
    with _ending(spans), _shared("batch", spans):
        await process(consumer, deliveries)


@contextmanager
def _shared(name: str, spans: Sequence[Span]) -> Iterator[None]:
    """What is done for several at once: a child of the first that is recorded, and linked with the others."""
    recorded = [span for span in spans if span.is_recording()]
    if not recorded:
        with trace.use_span(INVALID_SPAN):  # not that of whoever happened to start this task
            yield
        return
    links = [Link(each.get_span_context()) for each in recorded[1:]]
    attributes = {"messaging.batch.message_count": len(spans)}
    context = trace.set_span_in_context(recorded[0])
    with _current(name, context, links=links, attributes=attributes) as span:
        for each in recorded[1:]:
            each.add_link(span.get_span_context())
        yield


@contextmanager
def _current(
    name: str, context: Context | None = None, kind: SpanKind = SpanKind.INTERNAL, **options: Any
) -> Iterator[Span]:
    """An error is named by its type: its text may hold what somebody sent."""
    options |= {"record_exception": False, "set_status_on_exception": False}
    with _tracer.start_as_current_span(name, context, kind, **options) as span:
        try:
            yield span
        except Exception as error:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


@contextmanager
def _ending(spans: Sequence[Span]) -> Iterator[None]:
    try:
        yield
    finally:
        for span in spans:
            span.end()


def _trace_transactions() -> None:
    begin = Database.begin

    @asynccontextmanager
    async def traced_begin(database: Database) -> AsyncIterator[AsyncConnection]:
        with _asked("transaction", {}):
            async with begin(database) as connection:
                yield connection

    def before(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _is_many: bool) -> None:  # noqa: FBT001 - SQLAlchemy's signature
        if trace.get_current_span().is_recording():
            context.span = _tracer.start_span("SQL", kind=SpanKind.CLIENT, attributes=_of_statement(statement))

    def after(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _is_many: bool) -> None:  # noqa: FBT001 - likewise
        if (span := getattr(context, "span", None)) is not None:
            span.end()

    setattr(Database, begin.__name__, traced_begin)
    sa.event.listen(Engine, "before_cursor_execute", before)
    sa.event.listen(Engine, "after_cursor_execute", after)


def _asked(name: str, attributes: dict[str, str]) -> AbstractContextManager[object]:
    """What a request or an event asks PostgreSQL for; the looks of loops belong to none."""
    if not trace.get_current_span().is_recording():
        return nullcontext()
    return _current(name, kind=SpanKind.CLIENT, attributes=attributes)


def _of_statement(statement: str) -> dict[str, str]:
    """Values travel beside the statement, so it names nobody."""
    return {"db.system.name": "postgresql", "db.query.text": statement}


def _begin(name: str, kind: SpanKind, traceparent: str) -> Span:
    return _tracer.start_span(name, context_of(traceparent), kind) if _share.has(traceparent) else INVALID_SPAN


def _wrap(owner: Any, name: str, around: Callable[..., Awaitable[Any]]) -> None:
    original = getattr(owner, name)

    @functools.wraps(original)
    async def wrapped(*values: Any, **named: Any) -> Any:
        return await around(original, *values, **named)

    setattr(owner, name, wrapped)
