"""Certificates of participation: issued to who played, confirmed to everybody, printed for their owner."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from quiz_service.process import process_of
from quiz_service.queries import certificates
from quiz_service.use_cases.learning.issue_certificate import issue_certificate
from quiz_service.use_cases.steps.read_record import read_record
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
PREFIX = "JS"
"""竞赛. Other numbers are those of the camp service, and the gateway tells them apart by this."""
PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


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
    engine = process_of(request).engine
    contest = await engine.catalogue.contest(contest_id)
    body = await parse_model(request, CertificateBody)
    accounts = [caller.subject_id, *engine.merges.ended_into(caller.subject_id)]
    async with database.begin() as connection:
        record = await read_record(engine, connection, caller.subject_id, contest)

    async def write() -> Response:
        async with database.begin() as transaction:
            new = new_number(PREFIX), body.name
            issued, is_new = await issue_certificate(transaction, contest, record, accounts, new)
            if body.keep is not None:
                await certificates.keep(transaction, issued.number, is_kept=body.keep)
        content = IssuedReply.of(issued).model_dump_json()
        return Response(content, 201 if is_new else 200, media_type="application/json")

    return await shielded(write())


@routes.get("/v1/certificates/JS{serial}", response_model=CertificateReply)
@audience(Audience.EVERYONE)
async def get_certificate(serial: str, database: DatabaseOf) -> CertificateReply:
    """Whether there is such a certificate, since when, and whether it is good; nothing of whose it is."""
    async with database.begin() as transaction:
        found = await certificates.read(transaction, PREFIX + serial)
    if found is None:
        raise CertificateNotFound
    return CertificateReply.of(found, "contest")


@routes.get("/v1/certificates/JS{serial}/certificate.pdf", response_class=Response, responses=PDF)
@audience(Audience.PARTICIPANT)
async def get_certificate_pdf(request: Request, serial: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """The certificate on paper, for its owner alone; everybody else's does not exist."""
    process = process_of(request)
    accounts = {caller.subject_id, *process.engine.merges.ended_into(caller.subject_id)}
    async with database.begin() as transaction:
        found = await certificates.read(transaction, PREFIX + serial)
    if found is None or found.participant_id not in accounts or found.revoked_at is not None:
        raise CertificateNotFound
    title = (await process.engine.catalogue.contest(found.of)).title
    order = process.printer.order(paper(request, found, "参与证书", f"您积极参加“{title}”，完成规定的答题，特发此证。"))
    content = await files_of(request).make(caller, print_pdf, order)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{found.number}.pdf"'}
    return Response(content, headers=headers, media_type="application/pdf")
