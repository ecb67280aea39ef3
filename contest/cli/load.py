"""`contest load`: a bounded load of whole sessions on a deployment, in a marked contest of which nothing stays."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any

import httpx
import typer

from contest.cli.connection import DataDir, failed, run
from contest.cli.marked_contest import Deployment, MarkedContest, NotAsExpected, marked_contest, tell

app = typer.Typer(add_completion=False)
MOST_PER_SECOND = 200.0
LONGEST_S = 600
ATTEMPTS = 20
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 3.0
SCORED_WITHIN_S = 120.0
OVER_WITHIN_S = 60.0


@app.command()
def load(
    url: Annotated[str | None, typer.Option(help="Address of the gateway. [default: of the running system]")] = None,
    per_second: Annotated[float, typer.Option(min=0.1, max=MOST_PER_SECOND, help="Sessions that begin a second.")] = 5,
    seconds: Annotated[int, typer.Option(min=1, max=LONGEST_S, help="For how long.")] = 30,
    data_dir: DataDir = None,
) -> None:
    """Begin sessions at a steady rate, whatever the deployment does; refusals are tried again as apps do.

    Prints what each call took, what was refused, and whether every acknowledged hand-in was counted. Exit status 1 when
    one was not. It needs what `contest smoke` needs, and real capacity of the deployment: not while people play.
    """
    try:
        run(_load(Deployment.of(url, data_dir), per_second, seconds))
    except (NotAsExpected, httpx.HTTPError) as failure:
        raise failed(f"load: {failure or type(failure).__name__}") from failure


class Record:
    """Seconds that calls took by kind, and statuses other than success."""

    def __init__(self) -> None:
        self.took: dict[str, list[float]] = defaultdict(list)
        self.refused: Counter[tuple[str, str]] = Counter()
        self.scores: list[int] = []
        self.given_up = 0

    def lines(self) -> Sequence[str]:
        """A table: each kind of call with its number and the times that half, 95 and 99 of 100 stayed below."""
        found = [f"{'':<10}{'calls':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}"]
        for kind, values in self.took.items():
            times = sorted(values)
            marks = "".join(f"{1000 * times[int(share * (len(times) - 1))]:9.1f}" for share in (0.5, 0.95, 0.99))
            found.append(f"{kind:<10}{len(times):>8}{marks}")
        found += [f"{kind}: {count} × {status}" for (kind, status), count in sorted(self.refused.items())]
        return [*found, f"sessions handed in: {len(self.scores)}, given up: {self.given_up}"]


async def _load(deployment: Deployment, per_second: float, seconds: int) -> None:
    async with marked_contest(deployment) as contest:
        record, began = Record(), time.monotonic()
        playing: list[asyncio.Task[None]] = []
        for number in range(max(int(per_second * seconds), 1)):
            await asyncio.sleep(max(began + number / per_second - time.monotonic(), 0))
            playing.append(asyncio.create_task(_play(contest, record)))
        async with asyncio.timeout(OVER_WITHIN_S):
            await asyncio.gather(*playing)
        tell("played", began)
        typer.echo("\n".join(record.lines()))
        began = time.monotonic()
        await contest.wait_until_counted(len(record.scores), sum(record.scores), SCORED_WITHIN_S)
        tell("all of them counted", began)


async def _play(contest: MarkedContest, record: Record) -> None:
    headers = contest.new_participant()

    async def call(kind: str, method: str, path: str, **body: Any) -> Any:
        pause_s = FIRST_PAUSE_S
        for _ in range(ATTEMPTS):
            began = time.monotonic()
            try:
                reply = await contest.client.request(method, path, headers=headers, **body)
                record.took[kind].append(time.monotonic() - began)
                if reply.is_success:
                    return reply.json()
                record.refused[kind, str(reply.status_code)] += 1
                if reply.status_code < HTTPStatus.INTERNAL_SERVER_ERROR and reply.status_code != 429:  # noqa: PLR2004
                    break
            except httpx.TransportError as error:
                record.refused[kind, type(error).__name__] += 1
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
        return None

    session = await call("start", "POST", f"/v1/contests/{contest.id}/sessions", json={"entry": "region"})
    if session is None:
        record.given_up += 1
        return
    place = f"/v1/sessions/{session['id']}"
    for question in session["questions"]:
        choice = [question["options"][0]["token"]]
        await call("save", "PUT", f"{place}/answers/{question['position']}", json={"choice": choice})
    result = await call("hand in", "POST", f"{place}/submission", json={})
    if result is None:
        record.given_up += 1
    else:
        record.scores.append(int(result["score"]))
