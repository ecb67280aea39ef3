"""Results that are final, for everybody: signed, and with the key that the signature is checked by."""

from fastapi import Request
from starlette.responses import Response

from scoring_service.process import process_of
from scoring_service.use_cases.read_final import read_final
from scoring_service.wire.finals import FinalReply, KeysReply, final_reply, keys_reply
from services.chassis.routing import Audience, audience, router
from services.chassis.shared import DatabaseOf
from services.kit import etag

routes = router()
LASTING = {"Cache-Control": "public, max-age=300"}


@routes.get("/v1/bulletins/jwks.json", responses={200: {"model": KeysReply}})
@audience(Audience.EVERYONE)
async def get_result_keys(request: Request) -> Response:
    """The public key of results, as a JWK Set. It is none of those of tokens: who signs results may do only that."""
    signet = process_of(request).signet
    body = keys_reply([signet.public])
    return etag.response(request, body, etag.of(body), LASTING)


@routes.get("/v1/bulletins/{contest_id}/final", responses={200: {"model": FinalReply}})
@audience(Audience.EVERYONE)
async def get_final(request: Request, contest_id: str, database: DatabaseOf) -> Response:
    """The final results: as they were signed (`jws`, RFC 7515), the digest of what was signed, and its content."""
    async with database.begin() as transaction:
        final = await read_final(transaction, contest_id)
    body = final_reply(contest_id, final)
    return etag.response(request, body, etag.of(body), LASTING)
