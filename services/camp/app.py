"""The camp service over HTTP."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.camp.process import Process
from services.camp.queries.hot_beats import Beaten, HotBeat, beat
from services.camp.routes import board, camps, certificates, films, finals, flags, learning, lessons, reviews, works
from services.camp.settings import Settings
from services.camp.tables import shared
from services.camp.use_cases.works.freeze_top import PURPOSE
from services.chassis import process
from services.chassis.certificates import FORM, Issuer
from services.chassis.certificates import PURPOSE as CERTIFICATES
from services.chassis.storage import storage_at
from services.chassis.virus_scan import VirusScanner
from services.kit.database import Database
from services.kit.glyphs import shipped_font
from services.kit.group_commit import GroupCommit
from services.kit.printing import Printer
from services.kit.signatures import Signet

ROUTERS = (
    finals.routes,
    camps.routes,
    lessons.routes,
    learning.routes,
    certificates.routes,
    board.routes,
    works.routes,
    reviews.routes,
    flags.routes,
    films.routes,
)

NUMBER_PREFIX = "XLY"
"""训练营. Numbers of the contest's certificates begin otherwise, and are the quiz service's."""

HOT_CONNECTIONS = 2
"""Beats run one statement at a time; one more for look-ups."""


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()  # from the environment

    @asynccontextmanager
    async def opening(database: Database) -> AsyncIterator[Process]:
        issuer = Issuer("camp", NUMBER_PREFIX, Signet(settings.secret, CERTIFICATES))

        async def run(beats: Sequence[HotBeat], _arrivals: Sequence[float]) -> list[Beaten | None]:
            return await beat(database, beats)

        beats = GroupCommit[HotBeat, Beaten | None]("beat", run, lambda each: each.participant_id)
        yield Process(
            database,
            Printer(FORM, shipped_font()),
            Signet(settings.secret, PURPOSE),
            issuer,
            storage_at(settings.films_url),
            VirusScanner(settings.virus_scanner_url),
            settings.largest_film_bytes,
            beats,
        )
        await beats.drain()

    return process.create_app("Camp", settings, shared, ROUTERS, opening, hot_connections=HOT_CONNECTIONS)
