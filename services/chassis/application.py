"""What every process has: problem documents, health, metrics, optional CORS."""

import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import prometheus_client
import structlog
from fastapi import APIRouter, FastAPI
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from services.chassis import routing
from services.chassis.arrival import Gateways
from services.chassis.plain import PlainFirst
from services.chassis.settings import ProcessSettings
from services.kit import problems
from services.kit.errors import Refused
from services.kit.metrics import RequestMetrics

log = structlog.get_logger(__name__)

Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]
Check = Callable[[], Awaitable[bool]]


def create(title: str, settings: ProcessSettings, routers: Sequence[APIRouter], lifespan: Lifespan) -> FastAPI:
    """An HTTP service. `lifespan` sets `app.state.is_ready`."""
    app = PlainFirst(
        title=title,
        version="1",
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_frozen(lifespan),
        separate_input_output_schemas=False,
        # It would tell addresses with their parameters, which name people. Ours are in services.chassis.tracing.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    problems.install(app)
    routing.add_routes(app, *routers)
    gateways = Gateways(settings.gateway_addresses)
    app.take_plain(app.router.routes, gateways, is_open_to_other_origins=bool(settings.allowed_origins))
    app.router.routes.extend(_own_routes())
    app.add_middleware(RequestMetrics, arrival=gateways.arrival)
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"],
            expose_headers=["ETag", "Age", "Retry-After", "X-Request-ID", "Content-Disposition", "Server-Time"],
        )
    return app


def create_worker(lifespan: Lifespan) -> Starlette:
    """A process without an API: its loops run in the lifespan."""
    return Starlette(routes=_own_routes(), lifespan=_frozen(lifespan))


def _own_routes() -> list[Route]:
    return [Route("/healthz", _healthz), Route("/readyz", _readyz), Route("/metrics", _metrics)]


def _frozen(lifespan: Lifespan) -> Lifespan:
    """Keep what start-up built out of every later garbage collection."""

    @asynccontextmanager
    async def wrapped(app: Any) -> AsyncIterator[None]:
        try:
            async with lifespan(app):
                gc.collect()
                gc.freeze()
                yield
        except Refused as refusal:
            log.critical("will not start", reason=str(refusal))
            raise

    return wrapped


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("ok\n")


async def _readyz(request: Request) -> Response:
    """Ready when the process could serve a request now; an answer of 503 keeps it out of rotation."""
    is_ready: Check = request.app.state.is_ready
    try:
        ready = await is_ready()
    except Exception as error:  # noqa: BLE001 - whatever it is, the process is not ready
        reason = str(error) if isinstance(error, Refused) else type(error).__name__
        return JSONResponse({"ready": False, "reason": reason}, 503)
    return JSONResponse({"ready": ready}, 200 if ready else 503)


async def _metrics(_request: Request) -> Response:
    return Response(prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_LATEST)
