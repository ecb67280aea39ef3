"""`contest smoke`: plays a marked contest of its own on a deployment, and takes every trace of it away again."""

import time
from typing import Annotated

import httpx
import typer

from contest.cli.connection import DataDir, failed, run
from contest.cli.marked_contest import (
    Deployment,
    MarkedContest,
    NotAsExpected,
    answered,
    marked_contest,
    remove_leftovers,
    tell,
)

app = typer.Typer(add_completion=False)
SCORED_WITHIN_S = 30.0


@app.command()
def smoke(
    url: Annotated[str | None, typer.Option(help="Address of the gateway. [default: of the running system]")] = None,
    people: Annotated[int, typer.Option(min=1, max=50, help="How many play.")] = 3,
    clean: Annotated[
        bool, typer.Option("--clean", help="Only remove what a test that ended badly has left, when none runs.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Open a contest nobody is told of, play it, see it counted, remove it. Exit status 1 when anything differs.

    Needs the owner's database (CONTEST_DATABASE_URL) and the keys that sign tokens (CONTEST_TOKEN_SIGNING_KEYS), or a
    system that runs on this machine. The audit keeps its records of it.
    """
    deployment = Deployment.of(url, data_dir)
    if clean:
        typer.echo(f"smoke: traces of {run(remove_leftovers(deployment))} contests were removed")
        return
    try:
        run(_smoke(deployment, people))
    except (NotAsExpected, httpx.HTTPError) as failure:
        raise failed(f"smoke: {failure or type(failure).__name__}") from failure
    typer.echo("smoke: all is well, nothing is left")


async def _smoke(deployment: Deployment, people: int) -> None:
    async with marked_contest(deployment) as contest:
        began = time.monotonic()
        scores = [await _play(contest) for _ in range(people)]
        tell(f"{people} sessions played", began)
        began = time.monotonic()
        await contest.wait_until_counted(people, sum(scores), SCORED_WITHIN_S)
        tell("counted on the board", began)


async def _play(contest: MarkedContest) -> int:
    """Start, save each answer, look, hand in twice; the score."""
    client, headers = contest.client, contest.new_participant()
    start = client.post(f"/v1/contests/{contest.id}/sessions", json={"entry": "region"}, headers=headers)
    session = (await answered(start)).json()
    place = f"/v1/sessions/{session['id']}"
    chosen = {str(each["position"]): [each["options"][0]["token"]] for each in session["questions"]}
    for position, choice in chosen.items():
        await answered(client.put(f"{place}/answers/{position}", json={"choice": choice}, headers=headers))
    resumed = (await answered(client.get(place, headers=headers))).json()
    if {str(each["position"]): each["saved"] for each in resumed["questions"]} != chosen:
        raise NotAsExpected("a saved answer is not there")
    result = (await answered(client.post(f"{place}/submission", json={}, headers=headers))).json()
    again = (await answered(client.post(f"{place}/submission", json={}, headers=headers))).json()
    if result["score"] != again["score"]:
        raise NotAsExpected("a repeated hand-in has another score")
    return int(result["score"])
