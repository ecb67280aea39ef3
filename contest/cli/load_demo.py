"""`contest load-demo`: the example of the notice, a city's month with its forms and reporting lines."""

import asyncio

import typer

from contest.cli.connection import DataDir, database_url, opened
from reporting_service.use_cases.campaigns.load_campaign import load_demo as load_campaigns

app = typer.Typer(add_completion=False)


@app.command()
def load_demo(data_dir: DataDir = None) -> None:
    """Load the example campaign of Weihai, which obliges real units; where it is there already, nothing changes."""
    asyncio.run(load_example(database_url(data_dir)))


async def load_example(url: str) -> None:
    async with opened(url) as database, database.begin() as transaction:
        await load_campaigns(transaction)
