"""`contest migrate`: roles and schema, and with an option the reference data in the same process."""

import asyncio
import json
import os
import sys
from typing import Annotated

import typer

from contest.cli.connection import database_url, failed
from contest.cli.load_demo import load_example
from contest.cli.load_reference import load_all
from migrations.run import migrate as run_migrations
from services.kit.errors import Refused

app = typer.Typer(add_completion=False)


@app.command()
def migrate(
    and_load_reference: Annotated[bool, typer.Option("--and-load-reference", help="Load it afterwards.")] = False,
    and_load_demo: Annotated[bool, typer.Option("--and-load-demo", help="And the example campaign.")] = False,
) -> None:
    """Bring the database of CONTEST_DATABASE_URL to the newest schema.

    CONTEST_ROLE_PASSWORDS is a JSON object of role names and passwords; roles that exist get the password given.
    """
    passwords = json.loads(os.environ.get("CONTEST_ROLE_PASSWORDS", "{}"))
    if not passwords:
        sys.exit('contest migrate: CONTEST_ROLE_PASSWORDS names no roles, e.g. {"quiz": "…", …}')
    url = database_url(None)

    async def run() -> None:
        await run_migrations(url, passwords)
        if and_load_reference:
            await load_all(url)
        if and_load_demo:
            await load_example(url)

    try:
        asyncio.run(run())
    except Refused as refusal:
        raise failed(f"contest migrate: {refusal}") from refusal
