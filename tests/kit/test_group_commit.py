"""Group commit: one statement at a time for all that wait, and to each its own verdict."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.errors import Unavailable
from services.kit.group_commit import GroupCommit

Item = tuple[int, int]


class Statement:
    """Stands for the database: remembers its batches, refuses negative values as one faulty row would."""

    def __init__(self, *, is_down: bool = False) -> None:
        self.batches: list[list[Item]] = []
        self.is_down = is_down
        self.gate = asyncio.Event()
        self.gate.set()

    async def run(self, items: Sequence[Item], _arrivals: Sequence[float]) -> list[int]:
        self.batches.append(list(items))
        await self.gate.wait()
        if self.is_down:
            raise Unavailable
        if any(value < 0 for _, value in items):
            raise ValueError("faulty row")
        return [value * 10 for _, value in items]


def committer(statement: Statement, most_waiting: int = 1000) -> GroupCommit[Item, int]:
    return GroupCommit("test", statement.run, lambda item: item[0], most_waiting=most_waiting)


async def test_what_arrives_while_a_statement_runs_goes_out_as_the_next_one() -> None:
    statement = Statement()
    statement.gate.clear()
    group = committer(statement)
    tasks = [asyncio.create_task(group.submit((n, n))) for n in range(10)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    statement.gate.set()
    results = await asyncio.gather(*tasks)

    assert results == [n * 10 for n in range(10)]
    assert len(statement.batches) <= 2


async def test_two_writes_to_one_target_go_into_successive_batches_in_order() -> None:
    statement = Statement()
    group = committer(statement)

    await asyncio.gather(*[group.submit((7, value)) for value in (1, 2, 3)])

    assert statement.batches == [[(7, 1)], [(7, 2)], [(7, 3)]]


async def test_a_faulty_item_harms_nobody_else() -> None:
    group = committer(Statement())

    results = await asyncio.gather(*[group.submit((n, n if n != 3 else -1)) for n in range(6)], return_exceptions=True)

    assert [result for n, result in enumerate(results) if n != 3] == [0, 10, 20, 40, 50]
    assert isinstance(results[3], ValueError)


async def test_without_a_database_everybody_is_told_at_once() -> None:
    statement = Statement(is_down=True)
    group = committer(statement)

    results = await asyncio.gather(*[group.submit((n, n)) for n in range(50)], return_exceptions=True)

    assert all(isinstance(result, Unavailable) for result in results)
    assert len(statement.batches) <= 2


async def test_who_waits_behind_a_statement_without_an_answer_is_told_with_it_and_the_next_is_served() -> None:
    """A hung database costs each caller one time-out, not one for every batch before its own."""
    statement = Statement(is_down=True)
    statement.gate.clear()
    group = committer(statement)
    first = asyncio.create_task(group.submit((1, 1)))
    await asyncio.sleep(0)
    behind = [asyncio.create_task(group.submit((1, value))) for value in (2, 3)]
    await asyncio.sleep(0)

    statement.gate.set()
    told = await asyncio.gather(first, *behind, return_exceptions=True)
    statement.is_down = False
    served = await group.submit((1, 4))

    assert [type(each) for each in told] == [Unavailable] * 3
    assert statement.batches == [[(1, 1)], [(1, 4)]]
    assert served == 40


async def test_beyond_the_bound_new_items_are_refused_and_waiting_ones_are_served() -> None:
    statement = Statement()
    statement.gate.clear()
    group = committer(statement, most_waiting=3)
    served = [asyncio.create_task(group.submit((n, n))) for n in range(3)]
    await asyncio.sleep(0)
    queued = [asyncio.create_task(group.submit((n, n))) for n in range(10, 13)]
    await asyncio.sleep(0)

    with pytest.raises(Unavailable):
        await group.submit((99, 99))
    statement.gate.set()

    assert await asyncio.gather(*served, *queued) == [0, 10, 20, 100, 110, 120]


async def test_a_client_that_goes_away_does_not_stop_the_statement() -> None:
    """I16"""
    statement = Statement()
    statement.gate.clear()
    group = committer(statement)
    gone = asyncio.create_task(group.submit((1, 1)))
    stays = asyncio.create_task(group.submit((2, 2)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    gone.cancel()
    statement.gate.set()

    assert await stays == 20
    assert sorted(item for batch in statement.batches for item in batch) == [(1, 1), (2, 2)]


async def test_draining_waits_for_everything_accepted() -> None:
    statement = Statement()
    group = committer(statement)
    tasks = [asyncio.create_task(group.submit((n, n))) for n in range(5)]
    await asyncio.sleep(0)

    await group.drain()

    assert all(task.done() for task in tasks)


@given(items=st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 5)), max_size=40))
async def test_batched_and_one_by_one_give_the_same_verdicts(items: list[Item]) -> None:
    statement = Statement()
    group = committer(statement)

    results = await asyncio.gather(*[group.submit(item) for item in items], return_exceptions=True)

    shown = [result if isinstance(result, int) else None for result in results]
    assert shown == [value * 10 if value >= 0 else None for _, value in items]
    assert all(len({target for target, _ in batch}) == len(batch) for batch in statement.batches)
