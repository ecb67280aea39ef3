"""How often something may be done within a window."""

import math
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Budget:
    """So many times in a window, which begins with the first of them and is not moved by later ones."""

    most: int
    window: timedelta


@dataclass(frozen=True)
class Spent:
    """The number of times in the present window, and the seconds until it ends."""

    times: int
    left_s: float

    @property
    def wait_s(self) -> int:
        return max(math.ceil(self.left_s), 1)
