"""Certificates: issued to learners, confirmed to everybody, printed for their owner, revoked by the camp's owner."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.camp.process import process_of
from services.camp.queries.certificates import STORE, read_title
from services.camp.routes.writers import WRITERS, WriterOf
from services.camp.use_cases.issue_certificate import issue_certificate
from services.camp.use_cases.steps.admit import admit_to_owner
from services.camp.use_cases.steps.find import find_camp
from services.chassis.acts import Done, perform
from services.chassis.certificate_acts import find_certificate, find_own_certificate, reissue, revoke
from services.chassis.certificate_page import DOCUMENTED, PARAMETERS, page
from services.chassis.certificates import (
    CertificateBody,
    CertificateNotFound,
    CertificateReply,
    IssuedReply,
    ReissueBody,
    RevocationBody,
    paper,
)
from services.chassis.routing import Audience, CallerOf, audience, body_of, router
from services.chassis.shared import DatabaseOf, files_of
from services.kit.bodies import parse_model
from services.kit.database import shielded
from services.kit.printing import print_pdf

routes = router()
PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


@routes.post(
    "/v1/camps/{camp_id}/certificate",
    status_code=201,
    response_model=IssuedReply,
    responses={200: {"model": IssuedReply, "description": "Issued before"}},
    openapi_extra=body_of(CertificateBody),
)
@audience(Audience.PARTICIPANT)
async def post_certificate(request: Request, camp_id: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """The certificate of completion, once there are hours enough; a repeat gets the same one."""
    await request.body()
    issuer = process_of(request).issuer

    async def write() -> Response:
        async with database.begin() as transaction:
            camp = await find_camp(transaction, camp_id)
            body = await parse_model(request, CertificateBody)
            issued, is_new = await issue_certificate(transaction, camp, caller.subject_id, body.name, issuer)
            if body.keep is not None:
                await STORE.keep(transaction, issued.number, is_kept=body.keep)
        return IssuedReply.response(issued, is_new=is_new)

    return await shielded(write())


@routes.post(
    "/v1/certificates/{number}/reissue",
    status_code=201,
    response_model=IssuedReply,
    responses={200: {"model": IssuedReply, "description": "It bears this name"}},
    openapi_extra=body_of(ReissueBody),
)
@audience(Audience.PARTICIPANT)
async def post_reissue(request: Request, number: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """A certificate with another name, and another number; the former one is revoked."""
    await request.body()

    async def write() -> Response:
        async with database.begin() as transaction:
            accounts, issuer = [caller.subject_id], process_of(request).issuer
            former = await find_own_certificate(transaction, STORE, number, accounts)
            body = await parse_model(request, ReissueBody)
            issued, is_new = await reissue(transaction, STORE, issuer, former, accounts, body.name)
        return IssuedReply.response(issued, is_new=is_new)

    return await shielded(write())


@routes.post("/v1/certificates/{number}/revoke", response_model=CertificateReply, openapi_extra=body_of(RevocationBody))
@audience(Audience.ORGANISER, act="certificate.revoke")
async def post_revocation(request: Request, number: str, caller: WriterOf) -> Response:
    """End a certificate with a reason, for the owner of its camp. There is no other for its holder."""

    async def work(transaction: AsyncConnection) -> Done:
        found = await find_certificate(transaction, STORE, number, locked=True)
        camp = await find_camp(transaction, found.of)
        await admit_to_owner(transaction, caller.grants, camp.owner_unit, WRITERS)
        body = await parse_model(request, RevocationBody)
        ended = await revoke(transaction, STORE, found, body.reason, caller.subject_id)
        reply = CertificateReply.of(ended, "camp").model_dump_json()
        change = {"reason": [found.reason, ended.reason]}
        return Done(Response(reply, media_type="application/json"), number, change)

    return await perform(request, work)


@routes.get("/v1/certificates/{number}", response_model=CertificateReply)
@audience(Audience.EVERYONE)
async def get_certificate(number: str, database: DatabaseOf) -> CertificateReply:
    """Whether there is such a certificate, since when, and whether it is good; nothing of whose it is."""
    async with database.begin() as transaction:
        return CertificateReply.of(await find_certificate(transaction, STORE, number), "camp")


@routes.get(
    "/certificates/{number}", response_class=Response, responses=DOCUMENTED, openapi_extra={"parameters": PARAMETERS}
)
@audience(Audience.EVERYONE)
async def get_certificate_page(request: Request, number: str, database: DatabaseOf) -> Response:
    """The same as a page, for whoever scans the QR code of a certificate."""
    async with database.begin() as transaction:
        found = await STORE.read(transaction, number)
    return page(request, number, found)


@routes.get("/v1/certificates/{number}/certificate.pdf", response_class=Response, responses=PDF)
@audience(Audience.PARTICIPANT)
async def get_certificate_pdf(request: Request, number: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """The certificate on paper, for its owner alone; everybody else's does not exist. What was signed is attached."""
    async with database.begin() as transaction:
        found = await STORE.read(transaction, number)
        if found is None or found.participant_id != caller.subject_id or found.revoked_at is not None:
            raise CertificateNotFound
        title = await read_title(transaction, found.of)
    text = f"您已完成“{title}”的全部学时，成绩合格，准予结业。"
    order = process_of(request).printer.order(paper(request, found, "结业证书", text))
    content = await files_of(request).make(caller, print_pdf, order)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{found.number}.pdf"'}
    return Response(content, headers=headers, media_type="application/pdf")
