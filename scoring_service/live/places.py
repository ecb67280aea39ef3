"""Who may listen to what: places for boards and for listeners, divided so that nobody takes them all (R6.2, I20).

Listening is anonymous, so a share belongs to an address, or to the unit that a board is of.
"""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from enum import Enum

from services.kit.errors import Unavailable

RETRY_AFTER_S = 10
MOST_LISTENERS = 10_000
MOST_OF_ADDRESS = MOST_LISTENERS // 4
"""Carriers put many phones behind one address; the gateway counts finer, and over all processes."""
MOST_OF_UNIT = 24
"""Different boards of one unit: each metric with each period. Past days share these places."""


class Size(Enum):
    """Boards of the nation and of provinces keep their places whatever is asked of smaller ones.

    `boards` are listened to at once, `of_address` of them from one address, by `listeners`. A change of totals reads
    each of them again, so that they are few.
    """

    NATION = (60, 48, MOST_LISTENERS)
    PROVINCE = (100, 30, MOST_LISTENERS * 3 // 4)
    SMALLER = (100, 20, MOST_LISTENERS // 2)

    def __init__(self, boards: int, of_address: int, listeners: int) -> None:
        self.boards, self.of_address, self.listeners = boards, of_address, listeners


@dataclass
class _Board:
    size: Size
    unit: Hashable
    count: int = 0
    by_address: Counter[str] = field(default_factory=Counter)


class Places:
    """The places of one process."""

    def __init__(self) -> None:
        self._boards: dict[Hashable, _Board] = {}

    def take(self, key: Hashable, size: Size, unit: Hashable, address: str) -> Callable[[], None]:
        """A place at the board of this key, which is one of the unit's; returns what gives it back.

        Raises `Unavailable` when there is none, or the share is used up.
        """
        board = self._boards.get(key) or _Board(size, unit)
        if not self._has_place(board, is_new=key not in self._boards, address=address):
            raise Unavailable(retry_after_s=RETRY_AFTER_S)
        self._boards[key] = board
        board.count += 1
        board.by_address[address] += 1

        def leave() -> None:
            board.count -= 1
            board.by_address[address] -= 1
            if not board.by_address[address]:
                del board.by_address[address]
            if not board.count:
                del self._boards[key]

        return leave

    def _has_place(self, board: _Board, *, is_new: bool, address: str) -> bool:
        boards, size = self._boards.values(), board.size
        alike = [each for each in boards if each.size is size]
        if is_new and (len(alike) >= size.boards or sum(each.unit == board.unit for each in boards) >= MOST_OF_UNIT):
            return False
        if not board.by_address[address] and sum(each.by_address[address] > 0 for each in alike) >= size.of_address:
            return False
        return (
            sum(each.count for each in boards) < MOST_LISTENERS
            and sum(each.count for each in alike) < size.listeners
            and sum(each.by_address[address] for each in boards) < MOST_OF_ADDRESS
        )
