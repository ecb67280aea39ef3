"""`contest up`: the whole system on this machine."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from contest.embedded import system
from contest.embedded.folder import default_data_dir

app = typer.Typer(add_completion=False)


@app.command()
def up(
    port: Annotated[int, typer.Option(help="Port of the gateway on 127.0.0.1.", min=1, max=65535)] = 8080,
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Folder that keeps everything (CONTEST_DATA_DIR or .contest).", show_default=False),
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Number of quiz processes.", min=1, max=64)] = None,
) -> None:
    """Run PostgreSQL, Valkey, every service and the gateway until Ctrl-C.

    CONTEST_DATABASE_URL and CONTEST_REDIS_URL name external servers to be used instead of the embedded ones.
    """
    sys.exit(system.run(system.UpOptions(port=port, data_dir=data_dir or default_data_dir(), workers=workers)))
