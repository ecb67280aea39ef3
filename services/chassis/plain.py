"""Plain routes go first: what carries the opening minute passes none of the framework's layers.

Around an endpoint Starlette and FastAPI put nine of them, from telemetry to exit stacks, which cost as much as the
endpoint. A plain one needs its guard, the problem documents and the metrics only, and gets them here. It is a route of
the application all the same, so it is documented, and every other method on its path is answered as usual
(docs/decisions/0010-plain-routes-go-first.md).
"""

import re
import time
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from fastapi import FastAPI
from starlette.convertors import Convertor, StringConvertor
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from services.chassis.arrival import Gateways
from services.chassis.routing import GuardedRoute, Handler
from services.kit import metrics, problems
from services.kit.errors import Problem

log = structlog.get_logger(__name__)


_JSON_HEADERS = ((b"content-type", b"application/json"), (b"cache-control", b"no-store"))


class PreparedJson(Response):
    """JSON bytes that nobody may keep. Starlette would encode the same headers anew for each reply."""

    def __init__(self, content: bytes, status: int = 200) -> None:
        self.status_code, self.body, self.background = status, content, None
        self.raw_headers = [*_JSON_HEADERS, (b"content-length", b"%d" % len(content))]


class PlainRoute:
    """A route as it is matched: pattern of the path, types of its parts, guarded endpoint."""

    def __init__(self, route: GuardedRoute, handler: Handler) -> None:
        self.path = route.path
        self.handler = handler
        self.methods = frozenset(route.methods or ())
        self._fullmatch = re.compile(route.path_regex.pattern).match
        convertors: Mapping[str, Convertor[Any]] = route.param_convertors
        self._converted = [(n, each.convert) for n, each in convertors.items() if not isinstance(each, StringConvertor)]

    def match(self, path: str) -> dict[str, Any] | None:
        found = self._fullmatch(path)
        if found is None:
            return None
        values: dict[str, Any] = found.groupdict()
        for name, convert in self._converted:
            values[name] = convert(values[name])
        return values


class PlainFirst(FastAPI):
    """An application that answers its plain routes by itself. Those of other origins need CORS and go the long way."""

    def take_plain(self, routes: Iterable[BaseRoute], gateways: Gateways, *, is_open_to_other_origins: bool) -> None:
        plain = [PlainRoute(each, each.plain) for each in routes if isinstance(each, GuardedRoute) and each.plain]
        methods = {method for route in plain for method in route.methods}
        self._plain = {method: [route for route in plain if method in route.methods] for method in methods}
        self._gateways = gateways
        self._minds_origin = is_open_to_other_origins

    def plain_of(self, scope: Scope) -> PlainRoute | None:
        """The plain route that a request means, whose scope then tells all that its endpoint asks for."""
        path = scope["path"]
        for route in self._plain.get(scope["method"], ()):
            values = route.match(path)
            if values is not None:
                if self._minds_origin and any(name == b"origin" for name, _ in scope["headers"]):
                    return None
                scope["app"], scope["route"], scope["path_params"] = self, route, values
                scope["arrived"] = self._gateways.arrival(scope)
                return route
        return None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = self.plain_of(scope) if scope["type"] == "http" else None
        if route is None:
            await super().__call__(scope, receive, send)
            return
        response = await answered(route, Request(scope, receive))
        if response is not None:
            await response(scope, receive, send)


async def answered(route: PlainRoute, request: Request) -> Response | None:
    """The reply, counted. None where nobody is left to read it."""
    began = time.monotonic()
    try:
        response: Response = await route.handler(request)
    except ClientDisconnect:
        return None
    except Problem as error:
        response = problems.response(request, error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets a problem document
        response = problems.defect(request, error)
    metrics.observe(request.scope["method"], route.path, response.status_code, time.monotonic() - began)
    return response
