"""Which trace a request or an event belongs to, and whether that is recorded."""

from random import getrandbits, random, randrange

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import Span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from services.kit import outbox

HEADER = "traceparent"
"""W3C Trace Context; clients write what they like into it."""

_propagator = TraceContextTextMapPropagator()


class Share(RandomIdGenerator):
    """Which traces are recorded: their ids end below a bound, so that every process decides alike. None until set."""

    def __init__(self) -> None:
        self.set(0.0)

    def set(self, share: float) -> None:
        self._share = share
        self._bound = round(share * 2**64)

    def has(self, traceparent: str) -> bool:
        """Whether that trace is recorded; one that begins here is by chance."""
        if outbox.TRACEPARENT.fullmatch(traceparent):
            return int(traceparent[19:35], 16) < self._bound
        return random() < self._share  # noqa: S311 - no secret

    def generate_trace_id(self) -> int:
        return getrandbits(64) << 64 | randrange(self._bound) or 1  # noqa: S311 - likewise


def context_of(traceparent: str) -> Context:
    """What a span continues; nothing where the header is none."""
    return _propagator.extract({HEADER: traceparent}, Context())


def traceparent_of(span: Span) -> str:
    """What others continue; nothing of a span that is none."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier, trace.set_span_in_context(span, Context()))
    return carrier.get(HEADER, "")
