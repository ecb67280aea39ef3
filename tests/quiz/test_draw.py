"""The draw: uniform, balanced, without repeats, and the options in an order that tells nothing (I14)."""

import uuid
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from quiz_service.domain.draw import draw, permute, ring_of
from quiz_service.domain.options import Tokens, mask_of

SIZES = {"a": 57, "b": 57, "c": 57, "d": 57, "e": 57, "f": 57}
KEY = b"k" * 32


def test_thirty_days_of_five_questions_repeat_nothing() -> None:
    """R1.8"""
    ring = ring_of(SIZES)

    for _ in range(200):
        participant = uuid.uuid4()
        drawn = [place for day in range(30) for place in draw(ring, KEY, participant, day * 5, 5)]
        assert len(set(drawn)) == 150


@given(
    sizes=st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 70), min_size=1),
    participant=st.uuids(),
    first=st.integers(0, 5000),
)
def test_nothing_repeats_until_the_bank_is_used_up(sizes: dict[str, int], participant: uuid.UUID, first: int) -> None:
    """R1.8 I14"""
    ring = ring_of(sizes)

    drawn = draw(ring, KEY, participant, first, len(ring))

    assert sorted(drawn) == sorted((category, index) for category, size in sizes.items() for index in range(size))


@given(size=st.integers(1, 700), seed=st.binary(min_size=1, max_size=8))
def test_a_permutation_reaches_every_number_once(size: int, seed: bytes) -> None:
    assert sorted(permute(number, size, seed) for number in range(size)) == list(range(size))


def test_every_question_is_equally_likely() -> None:
    """R1.2 I14: chi-square over 100,000 draws; 341 degrees of freedom, the limit is beyond p = 0.0001."""
    ring = ring_of(SIZES)
    counts: Counter[tuple[str, int]] = Counter()
    for number in range(20_000):
        counts.update(draw(ring, KEY, uuid.UUID(int=number), 35, 5))

    expected = 100_000 / len(ring)
    chi_square = sum((counts[seat.category, seat.rank] - expected) ** 2 / expected for seat in ring)

    assert chi_square < 445


def test_pairs_of_days_are_spread_as_well() -> None:
    """I14: what a participant met on the first day says nothing of the second."""
    ring = ring_of({"a": 12, "b": 12})
    pairs: Counter[tuple[object, object]] = Counter()
    for number in range(60_000):
        first, second = draw(ring, KEY, uuid.UUID(int=number), 0, 3), draw(ring, KEY, uuid.UUID(int=number), 3, 3)
        pairs[first[0], second[1]] += 1

    expected = 60_000 / len(pairs)
    chi_square = sum((count - expected) ** 2 / expected for count in pairs.values())

    assert chi_square < len(pairs) + 5 * (2 * len(pairs)) ** 0.5


def test_a_session_is_balanced_over_the_categories() -> None:
    """R1.8"""
    ring = ring_of(SIZES)

    for number in range(500):
        categories = {category for category, _ in draw(ring, KEY, uuid.UUID(int=number), 10, 5)}
        assert len(categories) == 5


def test_two_contests_draw_differently() -> None:
    ring = ring_of(SIZES)
    participant = uuid.uuid4()

    assert draw(ring, KEY, participant, 0, 50) != draw(ring, b"other" * 6, participant, 0, 50)


def test_option_order_does_not_depend_on_the_key() -> None:
    """R1.9 I14: each of four options comes first in a quarter of the sessions."""
    first = Counter(min(range(4), key=Tokens(KEY, uuid.UUID(int=n), 1).of(1, 4).__getitem__) for n in range(40_000))

    assert all(abs(count - 10_000) < 450 for count in first.values())


@given(session=st.uuids(), position=st.integers(1, 50), chosen=st.sets(st.integers(0, 7)))
def test_tokens_lead_back_to_their_options(session: uuid.UUID, position: int, chosen: set[int]) -> None:
    tokens = Tokens(KEY, session, 50)
    shown = tokens.of(position)

    mask = mask_of(shown, [shown[index] for index in chosen])

    assert mask == sum(1 << index for index in chosen)
    assert mask_of(tokens.of(position % 50 + 1), shown[:1]) is None


@given(session=st.uuids(), position=st.integers(1, 50))
def test_a_place_has_the_same_tokens_however_many_are_asked_for(session: uuid.UUID, position: int) -> None:
    assert Tokens(KEY, session, position).of(position) == Tokens(KEY, session, 50).of(position)
