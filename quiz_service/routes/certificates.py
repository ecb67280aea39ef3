"""Certificates of participation: issued to who played, confirmed to everybody, revoked by the contest's owner."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from quiz_service.process import process_of
from quiz_service.queries.certificates import STORE
from quiz_service.routes.editors import ManagerOf
from quiz_service.use_cases.learning.issue_certificate import issue_certificate
from quiz_service.use_cases.steps.check_units import MANAGERS, reach_over
from quiz_service.use_cases.steps.read_record import read_record
from services.chassis.acts import Done, perform
from services.chassis.certificate_acts import find_certificate, find_own_certificate, reissue, revoke
from services.chassis.certificate_page import DOCUMENTED, PARAMETERS, page
from services.chassis.certificates import (
    CertificateBody,
    CertificateKeysReply,
    CertificateNotFound,
    CertificateReply,
    IssuedReply,
    ReissueBody,
    RevocationBody,
    paper,
)
from services.chassis.routing import Audience, CallerOf, audience, body_of, router
from services.chassis.shared import DatabaseOf, files_of
from services.chassis.tokens import Caller
from services.kit import etag
from services.kit.bodies import parse_model
from services.kit.database import shielded
from services.kit.printing import print_pdf

routes = router()
PREFIX = "JS"
PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}
LASTING = {"Cache-Control": "public, max-age=300"}


@routes.get("/v1/contests/jwks.json", response_model=CertificateKeysReply)
@audience(Audience.EVERYONE)
async def get_certificate_keys(request: Request) -> Response:
    """The public key of the certificates of contests, as a JWK Set."""
    body = msgspec.json.encode({"keys": [process_of(request).issuer.signet.public]})
    return etag.response(request, body, etag.of(body), LASTING)


@routes.post(
    "/v1/contests/{contest_id}/certificate",
    status_code=201,
    response_model=IssuedReply,
    responses={200: {"model": IssuedReply, "description": "Issued before"}},
    openapi_extra=body_of(CertificateBody),
)
@audience(Audience.PARTICIPANT)
async def post_certificate(request: Request, contest_id: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """The certificate of participation, once the contest's thresholds are reached; a repeat gets the same one."""
    await request.body()
    process = process_of(request)
    engine, issuer = process.engine, process.issuer
    contest = await engine.catalogue.contest(contest_id)
    body = await parse_model(request, CertificateBody)
    accounts = _accounts_of(request, caller)
    async with database.begin() as connection:
        record = await read_record(engine, connection, caller.subject_id, contest)

    async def write() -> Response:
        async with database.begin() as transaction:
            issued, is_new = await issue_certificate(transaction, contest, record, accounts, body.name, issuer)
            if body.keep is not None:
                await STORE.keep(transaction, issued.number, is_kept=body.keep)
        return IssuedReply.response(issued, is_new=is_new)

    return await shielded(write())


@routes.post(
    "/v1/certificates/JS{serial}/reissue",
    status_code=201,
    response_model=IssuedReply,
    responses={200: {"model": IssuedReply, "description": "It bears this name"}},
    openapi_extra=body_of(ReissueBody),
)
@audience(Audience.PARTICIPANT)
async def post_reissue(request: Request, serial: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """A certificate with another name, and another number; the former one is revoked."""
    await request.body()

    async def write() -> Response:
        async with database.begin() as transaction:
            accounts, issuer = _accounts_of(request, caller), process_of(request).issuer
            former = await find_own_certificate(transaction, STORE, PREFIX + serial, accounts)
            body = await parse_model(request, ReissueBody)
            issued, is_new = await reissue(transaction, STORE, issuer, former, accounts, body.name)
        return IssuedReply.response(issued, is_new=is_new)

    return await shielded(write())


@routes.post(
    "/v1/certificates/JS{serial}/revoke", response_model=CertificateReply, openapi_extra=body_of(RevocationBody)
)
@audience(Audience.ORGANISER, act="certificate.revoke")
async def post_revocation(request: Request, serial: str, caller: ManagerOf) -> Response:
    """End a certificate with a reason, for the owner of its contest. There is no other for its holder."""

    async def work(transaction: AsyncConnection) -> Done:
        found = await find_certificate(transaction, STORE, PREFIX + serial, locked=True)
        contest = await process_of(request).engine.catalogue.contest(found.of)
        await reach_over(transaction, caller.grants, contest.owner_unit, MANAGERS)
        body = await parse_model(request, RevocationBody)
        ended = await revoke(transaction, STORE, found, body.reason, caller.subject_id)
        reply = CertificateReply.of(ended, "contest").model_dump_json()
        change = {"reason": [found.reason, ended.reason]}
        return Done(Response(reply, media_type="application/json"), found.number, change)

    return await perform(request, work)


@routes.get("/v1/certificates/JS{serial}", response_model=CertificateReply)
@audience(Audience.EVERYONE)
async def get_certificate(serial: str, database: DatabaseOf) -> CertificateReply:
    """Whether there is such a certificate, since when, and whether it is good; nothing of whose it is."""
    async with database.begin() as transaction:
        return CertificateReply.of(await find_certificate(transaction, STORE, PREFIX + serial), "contest")


@routes.get(
    "/certificates/JS{serial}", response_class=Response, responses=DOCUMENTED, openapi_extra={"parameters": PARAMETERS}
)
@audience(Audience.EVERYONE)
async def get_certificate_page(request: Request, serial: str, database: DatabaseOf) -> Response:
    """The same as a page, for whoever scans the QR code of a certificate."""
    async with database.begin() as transaction:
        found = await STORE.read(transaction, PREFIX + serial)
    return page(request, PREFIX + serial, found)


@routes.get("/v1/certificates/JS{serial}/certificate.pdf", response_class=Response, responses=PDF)
@audience(Audience.PARTICIPANT)
async def get_certificate_pdf(request: Request, serial: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """The certificate on paper, for its owner alone; everybody else's does not exist. What was signed is attached."""
    process = process_of(request)
    async with database.begin() as transaction:
        found = await STORE.read(transaction, PREFIX + serial)
    if found is None or found.participant_id not in _accounts_of(request, caller) or found.revoked_at is not None:
        raise CertificateNotFound
    title = (await process.engine.catalogue.contest(found.of)).title
    order = process.printer.order(paper(request, found, "参与证书", f"您积极参加“{title}”，完成规定的答题，特发此证。"))
    content = await files_of(request).make(caller, print_pdf, order)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{found.number}.pdf"'}
    return Response(content, headers=headers, media_type="application/pdf")


def _accounts_of(request: Request, caller: Caller) -> Sequence[UUID]:
    """All of the person, the one that asks first."""
    return [caller.subject_id, *process_of(request).engine.merges.ended_into(caller.subject_id)]
