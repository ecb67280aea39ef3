"""HTTP composition root of the reporting service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from reporting_service import tables
from reporting_service.outside.storage import storage_at
from reporting_service.outside.virus_scan import VirusScanner
from reporting_service.queries.below import Snapshots
from reporting_service.queries.copies import has_units_and_contests
from reporting_service.routes import acts, files, forms, overviews, paper, reliefs, reports, scans
from reporting_service.scanning.reader import ScanReader
from reporting_service.settings import Settings
from services.chassis import application
from services.chassis.access import AccessCopy
from services.chassis.audit import Journal
from services.kit.database import Database
from services.kit.printing import Printer, shipped_font

FORM = Path(__file__).with_name("data") / "form.typ"
HOT_CONNECTIONS = 1
"""They look up what the caller may do."""


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()  # from the environment

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        name = f"{settings.instance}-http"
        database = Database(settings.database_url, application_name=name, hot_connections=HOT_CONNECTIONS)
        await database.open()
        app.state.database = database
        app.state.access, app.state.audit = AccessCopy(database, tables.access), Journal(database, tables.audit)
        app.state.storage = storage_at(settings.attachments_url)
        app.state.virus_scanner = VirusScanner(settings.virus_scanner_url)
        app.state.snapshots = Snapshots()
        app.state.printer, app.state.scan_reader = Printer(FORM, shipped_font()), ScanReader()

        async def is_ready() -> bool:
            async with database.begin() as connection:
                return await has_units_and_contests(connection)

        app.state.is_ready = is_ready
        try:
            yield
        finally:
            await database.close()

    routers = [each.routes for each in (forms, reports, acts, paper, files, scans, overviews, reliefs)]
    return application.create("Reporting", settings, routers, lifespan)
