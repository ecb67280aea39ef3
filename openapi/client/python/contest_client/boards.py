"""Boards that move: watched by their entity tag, or followed by server-sent events."""

import json
import time
from collections.abc import Iterable, Iterator
from typing import Any, cast

import httpx

from contest_client.models import ScoringBoardReply, ScoringBoardRow
from contest_client.problems import NoAnswer, Problem, problem_of
from contest_client.sending import Sender, pause

PATH = "/v1/leaderboards/{contest_id}/{entry}"
# The server sends a sign of life every 15 s.
SILENCE_S = 40.0
SELDOM_S = 60.0


def watch_board(
    sender: Sender, contest_id: str, entry: str, every_s: float, query: dict[str, Any]
) -> Iterator[ScoringBoardReply]:
    """The board now and after each change; what has not changed costs an empty answer."""
    tag: str | None = None
    while True:
        path = {"contest_id": contest_id, "entry": entry}
        answer = sender.send("GET", PATH, path, query=query, headers={"If-None-Match": tag})
        if answer.status_code != httpx.codes.NOT_MODIFIED:
            tag = answer.headers.get("ETag")
            yield cast("ScoringBoardReply", answer.json())
        time.sleep(every_s)


def follow(sender: Sender, contest_id: str, entry: str, query: dict[str, Any]) -> Iterator[ScoringBoardReply]:
    """The board now and within a second or so of each change. Lost connections are taken up where they ended.

    Raises `Problem` when there is no such board, and `NoAnswer` when the server stays away for about ten minutes.
    """
    board: ScoringBoardReply | None = None
    last: str | None = None
    faults = 0
    while True:
        try:
            for event in _events(sender, f"/v1/leaderboards/{contest_id}/{entry}/events", query, last):
                last, name, data = event
                heard = cast("ScoringBoardReply", json.loads(data))
                board = heard if name == "board" or board is None else merged(board, heard)
                faults = 0
                yield board
        except httpx.TransportError as fault:
            faults += 1
            if faults > 15:
                raise NoAnswer(str(fault)) from fault
            time.sleep(min(pause(faults), SELDOM_S))
        except Problem as refusal:
            if refusal.retry_after_s is None:
                raise
            time.sleep(pause(0, refusal.retry_after_s))


def _events(sender: Sender, url: str, query: dict[str, Any], last: str | None) -> Iterator[tuple[str | None, str, str]]:
    """Id, name and data of each event (HTML Living Standard §9.2.6)."""
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last} if last else {})
    parameters = {name: str(value) for name, value in query.items() if value is not None}
    timeout = httpx.Timeout(10.0, read=SILENCE_S)
    with sender.http.stream("GET", url, params=parameters, headers=headers, timeout=timeout) as answer:
        if answer.status_code != httpx.codes.OK:
            answer.read()
            raise problem_of(answer)
        yield from parsed(answer.iter_lines())


def parsed(lines: Iterable[str]) -> Iterator[tuple[str | None, str, str]]:
    """Events out of the lines of a stream; one that is cut off is none."""
    event_id: str | None = None
    name, data = "message", list[str]()
    for line in lines:
        key, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if data:
                yield event_id, name, "\n".join(data)
            name, data = "message", []
        elif key == "id":
            event_id = value
        elif key == "event":
            name = value
        elif key == "data":
            data.append(value)


def merged(board: ScoringBoardReply, change: ScoringBoardReply) -> ScoringBoardReply:
    """The board with the rows that changed, in the order of the board."""
    news = {row["unit"]["code"]: row for row in change["items"]}
    rows = [news.get(row["unit"]["code"], row) for row in board["items"]]
    return cast("ScoringBoardReply", {**board, **change, "items": sorted(rows, key=_place)})


def _place(row: ScoringBoardRow) -> tuple[float, int, str]:
    return (row["rank"] or float("inf"), -row["sessions"], row["unit"]["code"])
