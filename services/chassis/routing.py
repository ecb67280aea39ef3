"""Routes that say who may call them, and are checked before a body is read."""

from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from enum import Enum
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import request_response

from services.chassis.shared import shared_of
from services.chassis.tokens import Caller
from services.kit.bodies import JsonRequest
from services.kit.errors import Forbidden, Invalid, Kind, Problem, Unauthenticated

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
LOST = "\N{REPLACEMENT CHARACTER}"
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Audience(Enum):
    """Who a route is for.

    ADMINISTRATOR is one of the whole country. Other roles of organisers are checked against the unit, in the route.
    """

    EVERYONE = "everyone"
    PARTICIPANT = "participant"
    ORGANISER = "organiser"
    ADMINISTRATOR = "administrator"


def audience(who: Audience, *, plain: bool = False, act: str | None = None) -> Callable[[Endpoint], Endpoint]:
    """Declare who may call an endpoint; every route must. A privileged one names the act that the audit records.

    A GET that names one is recorded when it has been answered: answer keys and people's numbers are not read unseen.

    A plain endpoint takes the request and returns a response. FastAPI documents it but adds nothing to its cost, which
    the paths of the opening minute need (`services.chassis.plain`).
    """

    def declare(endpoint: Endpoint) -> Endpoint:
        endpoint.audience = who  # type: ignore[attr-defined]
        endpoint.is_plain = plain  # type: ignore[attr-defined]
        endpoint.act = act  # type: ignore[attr-defined]
        return endpoint

    return declare


class GuardedRoute(APIRoute):
    """A route that refuses callers outside its audience before anything else, so that 401 and 403 precede 422."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self.audience: Audience | None = getattr(endpoint, "audience", None)
        if self.audience is None:
            raise TypeError(f"{endpoint.__name__} declares no audience")
        self.act: str | None = getattr(endpoint, "act", None)
        super().__init__(path, endpoint, **options)
        self.plain: Handler | None = None
        """The guarded endpoint by itself, where it is plain."""
        if getattr(endpoint, "is_plain", False):
            self.plain = self._guarded(endpoint)
            self.app = request_response(self.plain)

    def get_route_handler(self) -> Handler:
        return self._guarded(_with_our_json(super().get_route_handler()))

    def _guarded(self, handler: Handler) -> Handler:
        who, act = self.audience, self.act

        async def open_to_all(request: Request) -> Response:
            _make_writable(request)
            return await handler(request)

        async def guarded(request: Request) -> Response:
            _make_writable(request)
            caller = request.scope["caller"] = _identify(request)
            if who is Audience.PARTICIPANT:
                if not caller.is_participant:
                    raise Forbidden
                return await handler(request)
            if act is None or not caller.grants:
                request.scope["caller"] = await _admit(request, who)
                return await handler(request)
            request.scope["act"] = act
            try:
                request.scope["caller"] = await _admit(request, who)
                reply = await handler(request)
            except ClientDisconnect:
                raise
            except Exception as error:
                await _note(request, error)
                raise
            if request.method == "GET":
                await shared_of(request).journal.read(request)
            return reply

        return open_to_all if who is Audience.EVERYONE else guarded


def router() -> APIRouter:
    return APIRouter(route_class=GuardedRoute)


def add_routes(app: FastAPI, *routers: APIRouter) -> None:
    """Put the routes into the application itself: `include_router` would match every request twice."""
    for each in routers:
        app.router.routes.extend(each.routes)


def issued_at_of(request: Request) -> float:
    """When the caller's token was issued, in seconds since the epoch."""
    return shared_of(request).verifier.issued_at(_token_of(request))


def caller_of(request: Request) -> Caller:
    """Who asks; on every route but those for everyone."""
    caller: Caller = request.scope["caller"]
    return caller


async def _caller(request: Request) -> Caller:
    return caller_of(request)


# FastAPI runs what it depends on in a thread unless that is asynchronous.
CallerOf = Annotated[Caller, Depends(_caller)]


async def admitted_still(request: Request) -> Caller:
    """The caller with the rights that they have by now: a file may have taken minutes to arrive. Raises `Forbidden`."""
    return await _admit(request, None)


def body_of(model: type[BaseModel] | type[msgspec.Struct]) -> dict[str, Any]:
    """`openapi_extra` of a route that parses its body by itself. What the model refers to stands in its place."""
    if issubclass(model, msgspec.Struct):
        _, definitions = msgspec.json.schema_components([model])
        schema: dict[str, Any] = definitions[model.__name__]
    else:
        schema = model.model_json_schema()
        definitions = schema.pop("$defs", {})
    content = {"application/json": {"schema": _resolved(schema, definitions)}}
    return {"requestBody": {"required": needs_body(model), "content": content}}


def file_of(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """`responses` of a route whose answer is a file in one of these types."""
    return {200: {"content": {each: {} for each in media_types}, "description": "The file"}}


def _resolved(part: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(part, dict) and "$ref" in part:
        return _resolved(definitions[part["$ref"].rpartition("/")[2]], definitions)
    if isinstance(part, dict):
        return {name: _resolved(each, definitions) for name, each in part.items()}
    return [_resolved(each, definitions) for each in part] if isinstance(part, list) else part


def needs_body(model: type[BaseModel] | type[msgspec.Struct]) -> bool:
    """Whether there is a body that has to be sent: where every field may be left out, nothing stands for `{}`."""
    if issubclass(model, msgspec.Struct):
        return any(field.required for field in msgspec.structs.fields(model))
    return any(field.is_required() for field in model.model_fields.values())


def header_of(request: Request, name: bytes) -> str:
    """The header of this name in small letters, or nothing. Starlette's own look-up builds its tables each time."""
    for each, value in request.scope["headers"]:
        if each == name:
            found: bytes = value
            return found.decode("latin-1")
    return ""


def _with_our_json(handler: Handler) -> Handler:
    """The body that FastAPI reads, read as everywhere else; FastAPI hides what is wrong with it behind a 400."""

    async def reading(request: Request) -> Response:
        try:
            return await handler(JsonRequest(request.scope, request.receive))
        except HTTPException as error:
            if isinstance(error.__cause__, Problem):
                raise error.__cause__ from None
            raise

    return reading


def _make_writable(request: Request) -> None:
    """PostgreSQL holds no text with U+0000: in a path or a parameter the sign of a lost character stands for it.

    Nothing is called so, so every service answers as it does to any other name that it does not know.
    """
    scope = request.scope
    if "\x00" in scope["path"]:
        values = scope["path_params"].items()
        scope["path_params"] = {
            name: value.replace("\x00", LOST) if isinstance(value, str) else value for name, value in values
        }
    if b"%00" in scope["query_string"]:
        scope["query_string"] = scope["query_string"].replace(b"%00", quote(LOST).encode())


def _identify(request: Request) -> Caller:
    return shared_of(request).verifier.verify(_token_of(request))


def _token_of(request: Request) -> str:
    scheme, _, token = header_of(request, b"authorization").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    return token


async def _admit(request: Request, who: Audience | None) -> Caller:
    """An organiser with the rights that they have now. Raises `Forbidden`."""
    caller = caller_of(request)
    if not caller.grants:
        raise Forbidden
    caller = await shared_of(request).access.newest(caller)
    if not (caller.has_role("administrator", "CN") if who is Audience.ADMINISTRATOR else caller.grants):
        raise Forbidden
    return caller


async def _note(request: Request, error: Exception) -> None:
    """Put a refused act on record, and one that failed inside; for want of the database nothing was decided."""
    journal = shared_of(request).journal
    if isinstance(error, RequestValidationError):
        await journal.refused(request, Invalid.code)
    elif not isinstance(error, Problem):
        # Whatever it was, the caller is told of it and not of what may follow from it here.
        with suppress(Problem):
            await journal.refused(request, Problem.code)
    elif error.kind is not Kind.UNAVAILABLE:
        await journal.refused(request, error.code)
