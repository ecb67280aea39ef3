"""`contest load-reference`: what every deployment starts with."""

import asyncio

import typer

from contest.cli.connection import database_url
from quiz_service.use_cases.contests.load_shipped_contest import load_shipped_contest
from reporting_service.use_cases.campaigns.load_campaign import load_shipped
from services.camp.use_cases.load_shipped_camp import load_shipped_camp
from services.directory.use_cases.units.load_units import load_units
from services.kit.database import Database

app = typer.Typer(add_completion=False)
STATEMENT_TIMEOUT_MS = 60_000


@app.command()
def load_reference() -> None:
    """Load units, the shipped question bank, contest, forms and camp. Repeats change nothing."""
    asyncio.run(load_all(database_url(None)))


async def load_all(url: str) -> None:
    database = Database(url, application_name="load-reference", statement_timeout_ms=STATEMENT_TIMEOUT_MS)
    try:
        async with database.begin() as transaction:
            await load_units(transaction)
        async with database.begin() as transaction:
            await load_shipped_contest(transaction)
        async with database.begin() as transaction:
            await load_shipped(transaction)
        async with database.begin() as transaction:
            await load_shipped_camp(transaction)
    finally:
        await database.close()
