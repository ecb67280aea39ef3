"""Whatever anonymous listeners do, the boards that everybody wants keep their places (R6.2, I20)."""

import asyncio
from collections.abc import Callable

import pytest

from scoring_service.live import places
from scoring_service.live.listeners import LiveBoards
from scoring_service.live.places import MOST_OF_ADDRESS, MOST_OF_UNIT, Places, Size
from scoring_service.wire.parameters import board_query
from services.kit.errors import Unavailable
from services.kit.event_stream import EventStream
from tests.scoring.builders import CONTEST, DAY, unit
from tests.scoring.scoring_system import ScoringSystem

HERE, THERE = "192.0.2.1", "198.51.100.7"


def small(place: Places, number: int, address: str = HERE, of_unit: str = "") -> Callable[[], None]:
    return place.take(("small", number), Size.SMALLER, of_unit or number, address)


async def listen(live: LiveBoards, address: str, **query: str) -> EventStream:
    return await live.listen(CONTEST, "region", board_query(query), None, address)


async def test_i20_two_hundred_listeners_to_two_hundred_boards_shut_nobody_out_of_the_nations(
    scoring: ScoringSystem,
) -> None:
    """From one address and from many: counties with other metrics, and days gone by of every unit."""
    live: LiveBoards = scoring.app.state.process.live
    counties = [("CN", "370000", "370100", f"3701{number}") for number in range(20, 80)]
    await scoring.keep(*[unit(path) for path in counties], *[unit((*path, f"{path[-1]}01")) for path in counties])
    floods = [{"parent": path[-1], "metric": metric} for path in counties for metric in ("points", "sessions")]
    floods += [{"period": "day", "date": f"2026-05-{day:02}", "metric": "sessions"} for day in range(1, 32)]
    floods += [{"period": "day", "date": f"2026-04-{day:02}", "parent": "370000"} for day in range(1, 31)]
    refused = 0
    for number, query in enumerate([*floods, *floods]):
        try:
            await listen(live, f"203.0.113.{number % 200}", **query)
        except Unavailable:
            refused += 1

    await listen(live, HERE)
    await listen(live, HERE, metric="participants", period="week")
    await listen(live, HERE, parent="370000")

    assert refused > 100
    assert len(live._topics) == Size.SMALLER.boards + 3


def test_i20_one_address_has_a_share_of_the_boards_and_others_have_theirs() -> None:
    place = Places()
    for number in range(Size.SMALLER.of_address):
        small(place, number)

    with pytest.raises(Unavailable):
        small(place, 1_000)

    small(place, 5)
    small(place, 1_000, THERE)


def test_i20_who_joins_the_boards_of_others_has_no_more_places_than_who_comes_first() -> None:
    place = Places()
    for number in range(Size.SMALLER.of_address + 1):
        small(place, number, f"203.0.113.{number}")
    for number in range(Size.SMALLER.of_address):
        small(place, number)

    with pytest.raises(Unavailable):
        small(place, Size.SMALLER.of_address)


def test_i20_the_past_days_of_one_unit_share_its_places() -> None:
    place = Places()
    for number in range(MOST_OF_UNIT):
        small(place, number, f"203.0.113.{number}", of_unit="370100")

    with pytest.raises(Unavailable):
        small(place, 1_000, of_unit="370100")

    small(place, 1_000, of_unit="370200")


def test_i20_one_address_does_not_take_every_line_to_a_board() -> None:
    place = Places()
    lines = [place.take("nation", Size.NATION, "CN", HERE) for _ in range(MOST_OF_ADDRESS)]

    with pytest.raises(Unavailable) as refused:
        place.take("nation", Size.NATION, "CN", HERE)
    place.take("nation", Size.NATION, "CN", THERE)
    lines[0]()

    assert refused.value.retry_after_s == places.RETRY_AFTER_S
    place.take("nation", Size.NATION, "CN", HERE)


def test_i20_listeners_to_small_boards_leave_half_of_the_lines_to_the_large_ones() -> None:
    place = Places()
    for number in range(Size.SMALLER.listeners):
        small(place, number % 15, f"address {number // 500}")

    with pytest.raises(Unavailable):
        small(place, 1, "another")

    place.take("nation", Size.NATION, "CN", "another")


def test_a_place_that_is_given_back_is_as_if_it_had_never_been_taken() -> None:
    place = Places()
    taken = [small(place, number) for number in range(Size.SMALLER.of_address)] + [small(place, 1)]

    for leave in taken:
        leave()

    assert place._boards == {}


async def test_a_board_that_does_not_exist_keeps_no_place(scoring: ScoringSystem) -> None:
    live: LiveBoards = scoring.app.state.process.live

    for number in range(40):
        reply = await scoring.client.get(f"/v1/leaderboards/{CONTEST}/region/events?parent=nowhere-{number}")
        assert reply.status_code == 404

    assert live._places._boards == {}


async def test_a_listener_that_is_cancelled_while_its_board_is_read_keeps_no_place(
    scoring: ScoringSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    live: LiveBoards = scoring.app.state.process.live

    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(live._boards, "board", never)
    waiting = asyncio.create_task(listen(live, HERE, period="day", date=str(DAY)))
    await asyncio.sleep(0.05)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    assert live._places._boards == {}
