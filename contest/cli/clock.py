"""`contest clock`: turn the one clock, where the deployment allows it."""

import asyncio
import os
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from contest.cli.connection import database_url
from services.chassis.clock import get_offset, set_offset
from services.kit.database import Database
from services.kit.errors import Unavailable

app = typer.Typer(add_completion=False)
IN_FORCE_AFTER_S = 1.0
"""Every process has looked at the clock by then."""
DATABASE_AWAY_AT_MOST_S = 30.0
DATABASE_ASKED_EVERY_S = 0.5


@app.command()
def clock(
    offset: Annotated[str, typer.Option(help="Difference from real time, e.g. '+1 day', '-2 hours', '0'.")],
    data_dir: Annotated[Path | None, typer.Option(help="Folder of the running system.")] = None,
) -> None:
    """Let the contest's clock run ahead of real time, or behind it. Each call replaces the offset before."""
    url = database_url(data_dir)
    if "CONTEST_DATABASE_URL" in os.environ and os.environ.get("CONTEST_CLOCK_CHANGES") != "1":
        sys.exit("contest clock: this deployment does not allow it (CONTEST_CLOCK_CHANGES=1 would)")
    try:
        print(asyncio.run(turn(url, offset)))
    except DBAPIError:
        sys.exit(f"contest clock: '{offset}' is not an interval, e.g. '+1 day' or '-02:30'")


async def turn(url: str, offset: str) -> str:
    """Set the offset and wait until it is in force everywhere. What the clock shows then.

    Waits for a database that is away: a replay must be able to put the clock back.
    """
    database = Database(url, application_name="clock")
    try:
        now = await _set(database, offset, time.monotonic() + DATABASE_AWAY_AT_MOST_S)
        await asyncio.sleep(IN_FORCE_AFTER_S)
    finally:
        await database.close()
    return now.isoformat(timespec="seconds")


async def _set(database: Database, offset: str, until: float) -> datetime:
    while True:
        try:
            async with database.begin() as transaction:
                return await set_offset(transaction, offset)
        except Unavailable:
            if time.monotonic() > until:
                raise
        await asyncio.sleep(DATABASE_ASKED_EVERY_S)


async def current_offset(url: str) -> str:
    database = Database(url, application_name="clock")
    try:
        async with database.begin() as transaction:
            return await get_offset(transaction)
    finally:
        await database.close()
