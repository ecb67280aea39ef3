"""The reporting service over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from reporting_service.domain.part_uploads import kinds_with_films
from reporting_service.memory.below import RollUps
from reporting_service.process import Process
from reporting_service.routes import (
    acts,
    campaigns,
    files,
    highlights,
    inbox,
    lines,
    overviews,
    paper,
    part_uploads,
    reliefs,
    reports,
    scans,
    templates,
)
from reporting_service.settings import Settings
from reporting_service.tables import shared
from services.chassis import process
from services.chassis.storage import storage_at
from services.chassis.virus_scan import VirusScanner
from services.kit.database import Database
from services.kit.glyphs import shipped_font
from services.kit.printing import Printer

ROUTES = (
    templates,
    campaigns,
    lines,
    reports,
    acts,
    paper,
    files,
    scans,
    overviews,
    reliefs,
    inbox,
    highlights,
    part_uploads,
)
FORM = Path(__file__).with_name("data") / "form.typ"


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()  # from the environment

    @asynccontextmanager
    async def opening(database: Database) -> AsyncIterator[Process]:
        yield Process(
            database,
            storage_at(settings.attachments_url),
            VirusScanner(settings.virus_scanner_url),
            RollUps(),
            Printer(FORM, shipped_font()),
            kinds_with_films(settings.largest_film_bytes),
        )

    return process.create_app("Reporting", settings, shared, [each.routes for each in ROUTES], opening)
