"""Certificates: issued to learners, confirmed to everybody, printed for their owner."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.camp.process import process_of
from services.camp.queries import certificates
from services.camp.use_cases.issue_certificate import issue_certificate
from services.camp.use_cases.steps.find import find_camp
from services.chassis.certificates import (
    CertificateBody,
    CertificateNotFound,
    CertificateReply,
    IssuedReply,
    new_number,
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
PREFIX = "XLY"
"""训练营. Numbers of the contest's certificates begin otherwise, and are the quiz service's."""


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

    async def write() -> Response:
        async with database.begin() as transaction:
            camp = await find_camp(transaction, camp_id)
            body = await parse_model(request, CertificateBody)
            issued, is_new = await issue_certificate(
                transaction, camp, caller.subject_id, body.name, new_number(PREFIX)
            )
            if body.keep is not None:
                await certificates.keep(transaction, issued.number, is_kept=body.keep)
        content = IssuedReply.of(issued).model_dump_json()
        return Response(content, 201 if is_new else 200, media_type="application/json")

    return await shielded(write())


@routes.get("/v1/certificates/{number}", response_model=CertificateReply)
@audience(Audience.EVERYONE)
async def get_certificate(number: str, database: DatabaseOf) -> CertificateReply:
    """Whether there is such a certificate, since when, and whether it is good; nothing of whose it is."""
    async with database.begin() as transaction:
        found = await certificates.read(transaction, number)
    if found is None:
        raise CertificateNotFound
    return CertificateReply.of(found, "camp")


@routes.get("/v1/certificates/{number}/certificate.pdf", response_class=Response, responses=PDF)
@audience(Audience.PARTICIPANT)
async def get_certificate_pdf(request: Request, number: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """The certificate on paper, for its owner alone; everybody else's does not exist."""
    async with database.begin() as transaction:
        found = await certificates.read(transaction, number)
        if found is None or found.participant_id != caller.subject_id or found.revoked_at is not None:
            raise CertificateNotFound
        title = await certificates.read_title(transaction, found.of)
    text = f"您已完成“{title}”的全部学时，成绩合格，准予结业。"
    order = process_of(request).printer.order(paper(request, found, "结业证书", text))
    content = await files_of(request).make(caller, print_pdf, order)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{found.number}.pdf"'}
    return Response(content, headers=headers, media_type="application/pdf")
