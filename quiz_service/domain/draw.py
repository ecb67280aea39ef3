"""The draw: each participant walks a keyed permutation of the bank, so nothing repeats until it is used up (R1.8, I14).

The bank is a ring of seats in which the categories are spread evenly. A participant enters the ring at a keyed place
and takes the next seats session by session; which question of a category stands on its n-th seat is a keyed
permutation of the category. So every question is equally likely on every draw, any `len(ring)` consecutive draws are
different, a session is balanced over the categories, and no history is read.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

ROUNDS = 12
"""Small networks need many: with 6 rounds pairs of draws from 12 questions were measurably uneven."""


@dataclass(frozen=True)
class Seat:
    """The `rank`-th seat of a category of `size` questions."""

    category: str
    rank: int
    size: int


def ring_of(sizes: Mapping[str, int]) -> tuple[Seat, ...]:
    """All seats of a bank, each category spread evenly over the ring."""
    placed = [
        ((rank + 0.5) / size, category, Seat(category, rank, size))
        for category, size in sorted(sizes.items())
        for rank in range(size)
    ]
    return tuple(seat for _, _, seat in sorted(placed, key=lambda each: each[:2]))


def draw(ring: Sequence[Seat], key: bytes, participant: UUID, first_slot: int, count: int) -> list[tuple[str, int]]:
    """Category and index within it for `count` questions from the participant's `first_slot` on.

    `key` is secret and differs by contest. `count` must not exceed the ring, else a session could repeat a question.
    """
    if not 0 < count <= len(ring):
        raise ValueError(f"cannot draw {count} different questions from {len(ring)}")
    entrance = int.from_bytes(hashlib.blake2b(participant.bytes, key=key, digest_size=8).digest(), "big")
    drawn = []
    for slot in range(first_slot, first_slot + count):
        seat = ring[(entrance + slot) % len(ring)]
        drawn.append((seat.category, permute(seat.rank, seat.size, key + participant.bytes + seat.category.encode())))
    return drawn


def draw_standing(
    ring: Sequence[Seat], key: bytes, participant: UUID, first_slot: int, count: int, gone: frozenset[tuple[str, int]]
) -> list[tuple[str, int] | None]:
    """`draw`, but for seats whose question has gone: the seat stays, so that nobody else's draw changes.

    In its place comes the question at the other end of the participant's walk, which a contest shorter than half the
    ring never reaches; if that is gone or drawn too, the one before it. None where the ring has no other left.
    """
    drawn = draw(ring, key, participant, first_slot, count)
    if not gone or gone.isdisjoint(drawn):
        return list(drawn)
    taken = {place for place in drawn if place not in gone}
    standing: list[tuple[str, int] | None] = []
    for slot, place in enumerate(drawn, start=first_slot):
        found: tuple[str, int] | None = place
        if place in gone:
            found = next(
                (each for each in _backwards(ring, key, participant, slot) if each not in gone and each not in taken),
                None,
            )
            taken.update([found] if found else [])
        standing.append(found)
    return standing


def _backwards(ring: Sequence[Seat], key: bytes, participant: UUID, slot: int) -> Iterator[tuple[str, int]]:
    mirrored = len(ring) - 1 - slot % len(ring)
    for back in range(len(ring)):
        yield draw(ring, key, participant, (mirrored - back) % len(ring), 1)[0]


def permute(number: int, size: int, seed: bytes) -> int:
    """The image of `number` under a permutation of `range(size)` that depends on `seed`.

    A Feistel network over the next even power of two, walked until it lands inside (Black and Rogaway, 2002).
    """
    half_bits = max((size - 1).bit_length() + 1, 2) // 2
    half_size = 1 << half_bits
    table = hashlib.shake_256(seed).digest(ROUNDS * half_size)
    while True:
        left, right = number >> half_bits, number & (half_size - 1)
        for start in range(0, ROUNDS * half_size, half_size):
            left, right = right, left ^ (table[start + right] & (half_size - 1))
        number = left << half_bits | right
        if number < size:
            return number
