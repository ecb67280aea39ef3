"""The judge of histories finds each kind of fault: a control for every test that lets it decide (I5)."""

import pytest

from tests.faults.history import Books, History, judge

A, B = "session-a", "session-b"


def books(*ledger: tuple[str, int]) -> Books:
    return Books(ledger, {A: 3, B: 0}, {A})


@pytest.mark.parametrize(
    ("ledger", "found"),
    [
        ([(A, 3)], ""),
        ([(A, 3), (B, 0)], ""),
        ([], "acknowledged and is not in the ledger"),
        ([(A, 3), (A, 3)], "2 times"),
        ([(A, 2)], "told 3 points and has 2"),
        ([(A, 3), ("session-c", 0)], "nobody asked for it"),
        ([(A, 3), (B, 1)], "1 points for answers worth 0"),
    ],
)
def test_each_fault_of_the_books_is_found(ledger: list[tuple[str, int]], found: str) -> None:
    """A was acknowledged with three points; of B's hand-in no reply came, so that it may or may not have happened."""
    faults = judge(History(results={A: 3}, asked={A, B}), books(*ledger))

    assert bool(faults) == bool(found)
    assert found in " ".join(faults)


def test_a_reply_that_belonged_to_somebody_else_is_a_fault_of_its_own() -> None:
    assert judge(History(results={A: 3}, asked={A}, wrong=["the result of another session"]), books((A, 3)))
