"""Stamped prints that were scanned: which version each is of, and what was changed on paper (R3.11)."""

from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from reporting_service.domain.access import Right, reach_of
from reporting_service.domain.filing import Filing
from reporting_service.domain.media import SCANS
from reporting_service.domain.scans import version_of
from reporting_service.routes.reports import id_of
from reporting_service.routes.uploads import UPLOAD, keep, uploaded
from reporting_service.scanning import reader
from reporting_service.use_cases.paper.attach_scan import attach_scan
from reporting_service.use_cases.paper.print_report import print_versions
from reporting_service.use_cases.steps.read_report import read_report
from reporting_service.wire.scans import ScanReply
from services.chassis.routing import Audience, CallerOf, audience, router
from services.chassis.shared import DatabaseOf, files_of

routes = router()


@routes.post(
    "/v1/reports/{report_id}/scans", status_code=201, responses={201: {"model": ScanReply}}, openapi_extra=UPLOAD
)
@audience(Audience.ORGANISER, act="report.scan")
async def post_scan(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """The scanned pages of a stamped print, as JPEG, PNG or PDF in the field `file`.

    The QR code tells the version; blanks that look otherwise than its print are listed, and the scan is kept as an
    attachment of that version. 422 says what a page is that is no print of this report.
    """
    async with database.begin() as transaction:
        filing = await read_report(transaction, reach_of(caller.grants), id_of(report_id), Right.SCAN)
        prints = await print_versions(transaction, filing)
    async with uploaded(request, SCANS) as upload:
        reading = await reader.read(files_of(request), caller, upload.file, upload.media_type, prints)
        found = version_of(reading, prints, str(filing.report.id))

        async def attach(transaction: AsyncConnection, locked: Filing) -> tuple[UUID, BaseModel]:
            attachment = await attach_scan(
                transaction,
                locked,
                caller.subject,
                name=upload.name,
                media_type=upload.media_type,
                size=upload.size,
                digest=upload.digest,
                version=found.version,
                reading=reading,
            )
            return attachment.id, ScanReply.of(locked, found, reading, attachment)

        return await keep(request, upload, filing.report.id, Right.SCAN, attach)
