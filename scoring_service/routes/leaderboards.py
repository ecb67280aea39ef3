"""Leaderboards, for everybody."""

import time
from functools import lru_cache
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from scoring_service.domain.ranking import Metric, Period
from scoring_service.process import process_of
from scoring_service.wire.boards import BoardReply
from scoring_service.wire.parameters import DEFAULT_LIMIT, LARGEST_LIMIT, BoardQuery, board_query
from services.chassis.routing import Audience, audience, router
from services.kit import etag
from services.kit.networks import network_of

routes = router()


def _parameter(name: str, schema: dict[str, Any], place: str = "query") -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


BOARD_PARAMETERS = [
    _parameter("contest_id", {"type": "string"}, "path"),
    _parameter("entry", {"enum": ["region", "enterprise"]}, "path"),
    _parameter("parent", {"type": "string"}),
    _parameter("metric", {"enum": list(Metric), "default": Metric.POINTS}),
    _parameter("period", {"enum": list(Period), "default": Period.TOTAL}),
    _parameter("date", {"type": "string", "format": "date"}),
    _parameter("limit", {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT}),
    _parameter("cursor", {"type": "string"}),
]


@routes.get(
    "/v1/leaderboards/{contest_id}/{entry}",
    responses={200: {"model": BoardReply}, 304: {"description": "The client's copy is current"}},
    openapi_extra={"parameters": BOARD_PARAMETERS},
)
@audience(Audience.EVERYONE, plain=True)
async def get_leaderboard(request: Request) -> Response:
    """Units of an entry, or below `parent`, in order; at most 2 s behind, which `Age` tells in seconds.

    `date` chooses the day, or the ISO week that holds it; without it today by the contest's clock.
    """
    boards = process_of(request).boards
    contest_id, entry = request.path_params["contest_id"], request.path_params["entry"]
    seen = await boards.contest(contest_id, entry)
    page = await boards.page(contest_id, entry, seen, _question(request.scope["query_string"]))
    headers = {
        # The gateway shows its copy for this long when this service is away.
        "Cache-Control": "no-cache, stale-if-error=60",
        # The gateway keeps the page for everybody until the running second ends, and hides this header.
        "X-Accel-Expires": f"@{int(time.time())}",
        "Age": str(int(seen.age_s)),
    }
    return etag.response(request, page.body, page.etag, headers)


EVENT_PARAMETERS = [
    *[each for each in BOARD_PARAMETERS if each["name"] not in ("limit", "cursor")],
    {"name": "Last-Event-ID", "in": "header", "required": False, "schema": {"type": "string"}},
]
EVENTS = {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "Server-sent events"}


@routes.get(
    "/v1/leaderboards/{contest_id}/{entry}/events",
    response_class=Response,
    responses={200: EVENTS},
    openapi_extra={"parameters": EVENT_PARAMETERS},
)
@audience(Audience.EVERYONE, plain=True)
async def get_leaderboard_events(request: Request) -> Response:
    """A board as it changes, by server-sent events.

    `board` holds the board with all its rows and comes first, unless `Last-Event-ID` names the present state; `change`
    holds the rows that differ. Both have the members of a board without `next_cursor`. Comments keep the line open.
    """
    boards = process_of(request).boards
    live = process_of(request).live
    contest_id, entry = request.path_params["contest_id"], request.path_params["entry"]
    await boards.contest(contest_id, entry)
    question = _question(request.scope["query_string"])
    address = "" if request.client is None else network_of(request.client.host)
    return await live.listen(contest_id, entry, question, request.headers.get("last-event-id"), address)


@lru_cache(maxsize=4096)
def _question(query_string: bytes) -> BoardQuery:
    return board_query(QueryParams(query_string))
