"""`contest replay`: a contest month with many participants, over HTTP, and then the books are checked."""

import asyncio
import json
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from contest.cli import clock, organisers
from contest.cli.connection import DataDir, database_url, gateway_url
from contest.cli.replay_client import Participant, Player, ReplayFailed
from contest.cli.replay_report import Day, report
from contest.cli.verify import differences
from contest.embedded.folder import default_data_dir

app = typer.Typer(add_completion=False)
ZONE = ZoneInfo("Asia/Shanghai")
CONNECTIONS = 48
SETTLED_AFTER_S = 30.0
EMPLOYED = 0.4
console = Console(stderr=True)


@app.command()
def replay(
    participants: Annotated[int, typer.Option(min=1, max=100_000, help="How many take part.")] = 300,
    days: Annotated[int, typer.Option(min=1, max=60, help="How many days the contest lasts.")] = 30,
    seed: Annotated[int, typer.Option(help="The same seed makes the same choices.")] = 1,
    url: Annotated[str | None, typer.Option(help="Address of the gateway. [default: the running system's]")] = None,
    data_dir: DataDir = None,
    report_file: Annotated[
        Path | None,
        typer.Option("--report", help="Where the HTML report goes. [default: the data folder, or here]"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Play a contest of its own day by day, print both boards and verify. The clock is turned, then restored.

    A report with charts is left as one HTML file.
    """
    database = database_url(data_dir)
    address = url or gateway_url(data_dir)
    try:
        figures, boards, by_day = asyncio.run(_replay(database, address, participants, days, seed))
    except ReplayFailed as failure:
        sys.exit(f"contest replay: {failure}")
    place = report_file or _place(data_dir) / f"{figures['contest']}.html"
    place.write_text(report(figures, boards, by_day), encoding="utf-8")
    console.print(f"report: {place}", soft_wrap=True)
    if as_json:
        print(json.dumps(figures | {"boards": boards}, ensure_ascii=False))
    else:
        _show(figures, boards)
    if figures["differences"]:
        sys.exit(1)


def _place(data_dir: Path | None) -> Path:
    folder = data_dir or default_data_dir()
    return folder if folder.is_dir() else Path()


async def _replay(
    database: str, address: str, participants: int, days: int, seed: int
) -> tuple[dict[str, Any], dict[str, Any], list[Day]]:
    started = time.monotonic()
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    offset_before = await clock.current_offset(database)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=30) as http:
        contest_id = f"replay-{seed}-{int(time.time())}"
        player = Player(http, contest_id, contest_id)
        try:
            await clock.turn(database, "0")
            await _create_contest(player, database, contest_id, days)
            people = await _cast(player, participants, seed)
            by_day = await _play_days(player, database, people, days)
            boards = await _settled_boards(player, contest_id, people)
        finally:
            await clock.turn(database, offset_before)
    found = await differences(database, contest_id)
    figures = {
        "contest": contest_id,
        "participants": participants,
        "days": days,
        "sessions": sum(sum(who.sessions.values()) for who in people),
        "points": sum(sum(who.points.values()) for who in people),
        "repeated_calls": player.repeated_calls,
        "seconds": round(time.monotonic() - started, 1),
        "differences": found,
    }
    return figures, boards, by_day


async def _create_contest(player: Player, database: str, contest_id: str, days: int) -> None:
    client = await organisers.add_organiser(database, "contest replay", "CN", "administrator")
    body = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": client.client_secret}
    token = (await player.call("POST", "/v1/auth/token", 200, json=body)).json()["access_token"]
    today = datetime.now(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    shipped = (await player.call("GET", "/v1/contests/safety-month-2026", 200)).json()
    contest = {
        "id": contest_id,
        "title": f"竞赛重演 {contest_id}",
        "opens_at": today.isoformat(),
        "closes_at": (today + timedelta(days=days)).isoformat(),
        "time_zone": "Asia/Shanghai",
        "rules": shipped["rules"],
        "entries": ["region", "enterprise"],
        "bank_id": shipped["bank_id"],
    }
    # The reply may be lost; with the key, the repeat gets it again instead of a conflict with itself.
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": contest_id}
    await player.call("POST", "/v1/contests", 201, json=contest, headers=headers)


async def _cast(player: Player, participants: int, seed: int) -> list[Participant]:
    rng = random.Random(seed)  # noqa: S311 - a play, not a secret
    regions = [unit["code"] for unit in await _units(player, "region")]
    for parent in rng.sample(regions, 6):
        regions += [unit["code"] for unit in await _units(player, "region", parent)]
    enterprises = [unit["code"] for unit in await _units(player, "enterprise")]
    people = [
        Participant(
            number,
            random.Random(f"{seed}-{number}"),  # noqa: S311
            region=rng.choice(regions),
            enterprise=rng.choice(enterprises) if rng.random() < EMPLOYED else None,
        )
        for number in range(participants)
    ]
    await _for_all(people, player.join)
    return people


async def _units(player: Player, entry: str, parent: str | None = None) -> list[dict[str, Any]]:
    query = {"entry": entry, **({"parent": parent} if parent else {})}
    items: list[dict[str, Any]] = (await player.call("GET", "/v1/units", 200, params=query)).json()["items"]
    return items


async def _play_days(player: Player, database: str, people: list[Participant], days: int) -> list[Day]:
    by_day, before = [], Counter[str]()
    columns = (TextColumn("day {task.fields[day]}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("replay", total=days * len(people), day=1)
        # The last minutes before midnight would carry a day's sessions over into the next one.
        ahead = timedelta(minutes=-10) if _is_late() else timedelta()
        for day in range(days):
            await clock.turn(database, f"{day * 86_400 + int(ahead.total_seconds())} seconds")
            progress.update(task, day=day + 1)

            async def play(who: Participant) -> None:
                await player.play(who)
                progress.advance(task)

            await _for_all(people, play)
            now = Counter[str]()
            for who in people:
                now.update(who.sessions)
            by_day.append(Day(day + 1, now["region"] - before["region"], now["enterprise"] - before["enterprise"]))
            before = now
        await clock.turn(database, f"{(days - 1) * 86_400 + int(ahead.total_seconds()) + 160} seconds")
        await _for_all(people, player.collect_abandoned)
    return by_day


def _is_late() -> bool:
    now = datetime.now(UTC).astimezone(ZONE)
    return now.hour == 23 and now.minute >= 50  # noqa: PLR2004


async def _for_all(people: list[Participant], act: Any) -> None:
    waiting = iter(people)

    async def work() -> None:
        for who in waiting:
            await act(who)

    async with asyncio.TaskGroup() as group:
        for _ in range(CONNECTIONS):
            group.create_task(work())


async def _settled_boards(player: Player, contest_id: str, people: list[Participant]) -> dict[str, Any]:
    """Both boards, once they hold what the participants know. Raises `ReplayFailed` when they never do."""
    expected = {
        entry: (sum(who.points[entry] for who in people), sum(who.sessions[entry] for who in people))
        for entry in ("region", "enterprise")
    }
    until = time.monotonic() + SETTLED_AFTER_S
    while True:
        boards = {
            entry: (await player.call("GET", f"/v1/leaderboards/{contest_id}/{entry}", 200)).json()
            for entry in expected
        }
        shown = {
            entry: tuple(sum(item[name] for item in board["items"]) for name in ("points", "sessions"))
            for entry, board in boards.items()
        }
        if shown == expected:
            return boards
        if time.monotonic() > until:
            raise ReplayFailed(f"boards show {shown}, the participants know {expected} (points, sessions)")
        await asyncio.sleep(0.5)


def _show(figures: dict[str, Any], boards: dict[str, Any]) -> None:
    out = Console()
    for entry, title in (("region", "地区"), ("enterprise", "中央企业")):
        table = Table(
            "名次", "代码", "名称", "积分", "参与人数", "答题人次", "平均分", title=f"{title}排行榜（前 15 名）"
        )
        for item in boards[entry]["items"][:15]:
            values = (item["rank"], item["unit"]["code"], item["unit"]["name"], item["points"], item["participants"])
            table.add_row(*[str(value) for value in (*values, item["sessions"], item["average_score"])])
        out.print(table)
    out.print(
        f"{figures['sessions']} sessions of {figures['participants']} participants on {figures['days']} days, "
        f"{figures['points']} points, {figures['repeated_calls']} repeated calls, {figures['seconds']} s"
    )
    out.print("verified: no difference" if not figures["differences"] else "\n".join(figures["differences"]))
