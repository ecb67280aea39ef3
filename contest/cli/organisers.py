"""`contest organisers`: who acts for a unit."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from contest.cli.connection import DataDir, database_url, opened, run
from services.chassis import audit
from services.chassis.audit import OPERATOR
from services.contracts.grants import ROLES
from services.directory import tables
from services.directory.domain.organisers import CLIENT, ClientCredentials
from services.directory.use_cases.organisers import add_organiser as use_case

app = typer.Typer(help="Organisers: back offices that act for a unit.", no_args_is_help=True, add_completion=False)


@app.callback()
def _organisers() -> None:
    """Keep `add` a command of its own while it is the only one."""


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Name of the organiser, as others will read it.")],
    unit: Annotated[str, typer.Option(help="Code of the unit that the organiser acts for.")],
    role: Annotated[str, typer.Option(help=f"One of {', '.join(ROLES)}.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print client_id and client_secret as JSON only.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Add a back office; its client id and secret are shown this once."""
    credentials = run(add_organiser(database_url(data_dir), name, unit, role))
    if as_json:
        typer.echo(json.dumps(asdict(credentials)))
        return
    typer.echo(f"client id      {credentials.client_id}")
    typer.echo(f"client secret  {credentials.client_secret}")
    typer.echo("The secret is not stored and cannot be shown again.", err=True)


async def add_organiser(url: str, name: str, unit: str, role: str) -> ClientCredentials:
    """Raises `Problem` for an unknown unit or role."""
    async with opened(url) as database, database.begin() as transaction:
        appointment = await use_case.add_organiser(transaction, name, unit, role, CLIENT, None)
        await audit.record(
            transaction, tables.audit, audit.Entry(OPERATOR, "organiser.appoint", str(appointment.organiser.id))
        )
    if not isinstance(appointment.way_in, ClientCredentials):
        raise TypeError("a client has credentials")
    return appointment.way_in
