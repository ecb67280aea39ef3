"""Boards of units, for everybody."""

from starlette.requests import Request
from starlette.responses import Response

from services.camp.domain.board import Metric
from services.camp.use_cases.read_board import read_board
from services.camp.wire.board import DEFAULT_LIMIT, LARGEST_LIMIT, BoardReply, asked, board_reply
from services.chassis.routing import Audience, audience, router
from services.chassis.shared import DatabaseOf
from services.kit import etag

routes = router()
LIMIT = {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT}
PARAMETERS = [
    {"name": "parent", "in": "query", "required": False, "schema": {"type": "string"}},
    {"name": "metric", "in": "query", "required": False, "schema": {"enum": list(Metric), "default": Metric.LEARNERS}},
    {"name": "limit", "in": "query", "required": False, "schema": LIMIT},
    {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}},
]


@routes.get(
    "/v1/camps/{camp_id}/board/{entry}",
    responses={200: {"model": BoardReply}, 304: {"description": "The client's copy is current"}},
    openapi_extra={"parameters": PARAMETERS},
)
@audience(Audience.EVERYONE)
async def get_board(request: Request, camp_id: str, entry: str, database: DatabaseOf) -> Response:
    """Units of an entry, or below `parent`, in order; some seconds behind."""
    async with database.begin() as transaction:
        question = asked(request.query_params)
        board = await read_board(transaction, camp_id, entry, question.parent, question.metric)
    body = board_reply(board, entry, question)
    return etag.response(request, body, etag.of(body), {"Cache-Control": "no-cache"})
