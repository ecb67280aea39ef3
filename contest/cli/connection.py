"""How commands reach the database of a running system, and how they end."""

import asyncio
import os
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from contest.embedded import deployment
from contest.embedded.errors import StartRefused
from contest.embedded.folder import default_data_dir
from services.kit.database import Database
from services.kit.errors import Problem, Unavailable

DataDir = Annotated[
    Path | None,
    typer.Option(
        help="Folder of the running system (CONTEST_DATA_DIR or .contest). CONTEST_DATABASE_URL goes first.",
        show_default=False,
    ),
]

Result = TypeVar("Result")


def database_url(data_dir: Path | None) -> str:
    """The owner's URL: from the environment, or of the system that runs on the folder. Exits with 1 when none does."""
    given = os.environ.get("CONTEST_DATABASE_URL")
    if given:
        return given
    return running(data_dir).admin_database_url


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = Database(url, application_name="contest-cli", pool_size=1)
    try:
        yield database
    finally:
        await database.close()


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """The result of a command's work. What it refuses is told in plain words, and the exit status is 1."""
    try:
        return asyncio.run(work)
    except Unavailable as error:
        raise failed("The database does not answer.") from error
    except Problem as error:
        sentences = [f"{fault.pointer.removeprefix('/')}: {fault.en}" for fault in error.errors]
        raise failed("\n".join(sentences) or error.en) from error


def failed(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(1)


def gateway_url(data_dir: Path | None) -> str:
    """Where the system that runs on the folder answers. Exits with 1 when none does."""
    return running(data_dir).gateway_url


def running(data_dir: Path | None) -> deployment.Deployment:
    """The system that runs on the folder. Exits with 1 when none does."""
    try:
        return deployment.load(data_dir or default_data_dir())
    except StartRefused as refusal:
        raise failed(str(refusal)) from refusal
