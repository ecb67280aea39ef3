"""The hundred works with the most likes, frozen when their camp closed: for everybody, signed, with its key."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from services.camp.domain.work_errors import CampNotFinal
from services.camp.process import process_of
from services.camp.queries import finals
from services.camp.use_cases.steps.find import find_camp
from services.camp.wire.finals import CampFinalReply, CampKeysReply
from services.chassis.routing import Audience, audience, router
from services.chassis.shared import DatabaseOf
from services.kit import etag
from services.kit.signatures import payload_of

routes = router()
LASTING = {"Cache-Control": "public, max-age=300"}


@routes.get("/v1/camps/jwks.json", response_model=CampKeysReply)
@audience(Audience.EVERYONE)
async def get_keys(request: Request) -> Response:
    """The public keys of the results of camps and of their certificates, as a JWK Set."""
    process = process_of(request)
    body = msgspec.json.encode({"keys": [process.signet.public, process.issuer.signet.public]})
    return etag.response(request, body, etag.of(body), LASTING)


@routes.get("/v1/camps/{camp_id}/final", response_model=CampFinalReply)
@audience(Audience.EVERYONE)
async def get_final(request: Request, camp_id: str, database: DatabaseOf) -> Response:
    """The works up to rank 100 as they were signed (`jws`, RFC 7515), the digest of that, and its content."""
    async with database.begin() as transaction:
        await find_camp(transaction, camp_id)
        final = await finals.read(transaction, camp_id)
    if final is None:
        raise CampNotFinal
    results = msgspec.Raw(payload_of(final.jws))
    reply = {"camp_id": camp_id, "digest": final.digest.hex(), "jws": final.jws, "results": results}
    body = msgspec.json.encode(reply)
    return etag.response(request, body, etag.of(body), LASTING)
