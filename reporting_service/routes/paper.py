"""Reports on paper and in spreadsheets."""

import asyncio
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from reporting_service.domain.access import reach_of
from reporting_service.files import spreadsheets
from reporting_service.process import process_of
from reporting_service.routes.reports import id_of
from reporting_service.use_cases.paper.print_report import print_report
from reporting_service.use_cases.steps.read_report import read_report
from services.chassis.routing import Audience, CallerOf, audience, file_of, router
from services.chassis.shared import DatabaseOf, files_of
from services.kit.printing import print_pdf, qr

routes = router()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {}}, "description": "The form as it is stamped"}
}


@routes.get("/v1/reports/{report_id}/print.pdf", response_class=Response, responses=PDF)
@audience(Audience.ORGANISER)
async def get_print(
    request: Request, caller: CallerOf, database: DatabaseOf, report_id: str, *, blank: bool = False
) -> Response:
    """The official table with its blanks filled; `blank=true` gives the empty form. 503 without the font."""
    async with database.begin() as transaction:
        below = process_of(request).roll_ups.read_below
        filing = await read_report(transaction, reach_of(caller.grants), id_of(report_id))
        form, seal = await print_report(transaction, below, filing, is_blank=blank)
    printer = process_of(request).printer
    content = await files_of(request).make(caller, print_pdf, printer.order({**form, "qr": qr(seal or "")}))
    return as_file(content, "application/pdf", f"{form['title']}.pdf")


def as_file(content: bytes, media_type: str, name: str) -> Response:
    return Response(content, headers=as_file_headers(name), media_type=media_type)


def as_file_headers(name: str) -> dict[str, str]:
    """Of a download that no browser takes for a page."""
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }


@routes.get("/v1/reports/{report_id}/sheet.xlsx", response_class=Response, responses=file_of(XLSX))
@audience(Audience.ORGANISER)
async def get_sheet(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """The report as a spreadsheet that can be filled in and brought back."""
    async with database.begin() as transaction:
        below = process_of(request).roll_ups.read_below
        filing = await read_report(transaction, reach_of(caller.grants), id_of(report_id), below=below)
    content = await asyncio.to_thread(spreadsheets.xlsx, filing)
    return as_file(content, XLSX, f"{filing.template.title_zh}.xlsx")


@routes.get("/v1/reports/{report_id}/sheet.csv", response_class=Response, responses=file_of("text/csv"))
@audience(Audience.ORGANISER)
async def get_csv(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """The report as CSV, for other programs."""
    async with database.begin() as transaction:
        below = process_of(request).roll_ups.read_below
        filing = await read_report(transaction, reach_of(caller.grants), id_of(report_id), below=below)
    return as_file(spreadsheets.csv_text(filing), "text/csv; charset=utf-8", f"{filing.template.title_zh}.csv")
