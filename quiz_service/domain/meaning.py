"""Questions that mean nearly the same, or give away each other's key: likely enemies (R1.12)."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

NEAR = 0.3
"""Cosine of the weights of character pairs; of the shipped bank's pairs above it, half are worth a look."""
FEWEST = 5
"""Characters of a key that say something by themselves."""
MOST_TEXTS = 2_000
"""Of more, every pair takes too long to look at."""
MOST_FOUND = 1_000
COMMON = 0.1
"""Pairs of characters that so many texts have say nothing."""


@dataclass(frozen=True)
class Meaning:
    """A question in a file, by its row, or in the bank, where `row` is None. `key` joins the right options."""

    row: int | None
    id: str
    stem: str
    key: str
    explanation: str
    family: str = ""
    enemies: Sequence[str] = ()

    def is_tied_to(self, other: "Meaning") -> bool:
        """Whether they are known as enemies already."""
        is_variant = bool(self.family) and self.family == other.family
        return is_variant or other.id in self.enemies or self.id in other.enemies


@dataclass(frozen=True)
class Kinship:
    row: int
    code: str
    other: str


def kin_of(questions: Sequence[Meaning]) -> list[Kinship]:
    """Pairs of which one at least is a row, and that are no enemies yet. Work for a workshop."""
    if len(questions) > MOST_TEXTS:
        return []
    return list(islice((*_near(questions), *_giving_away(questions)), MOST_FOUND))


def _near(questions: Sequence[Meaning]) -> Iterator[Kinship]:
    vectors = _vectors([f"{each.stem}{each.key}{each.explanation}" for each in questions])
    holders: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for later, vector in enumerate(vectors):
        shares: defaultdict[int, float] = defaultdict(float)
        for pair, weight in vector.items():
            for earlier, other in holders[pair]:
                shares[earlier] += weight * other
            holders[pair].append((later, weight))
        for earlier, share in sorted(shares.items()):
            if share >= NEAR:
                yield from _told(questions[later], questions[earlier], "near-in-meaning")


def _vectors(texts: Sequence[str]) -> list[dict[str, float]]:
    counts = [Counter(text[at : at + 2] for at in range(len(text) - 1)) for text in texts]
    frequency = Counter(pair for count in counts for pair in count)
    most = max(2, COMMON * len(texts))
    weighed = [
        {pair: n * math.log(len(texts) / frequency[pair]) for pair, n in count.items() if frequency[pair] <= most}
        for count in counts
    ]
    lengths = [math.sqrt(math.fsum(weight * weight for weight in vector.values())) or 1.0 for vector in weighed]
    return [
        {pair: weight / length for pair, weight in vector.items()}
        for vector, length in zip(weighed, lengths, strict=True)
    ]


def _giving_away(questions: Sequence[Meaning]) -> Iterator[Kinship]:
    for asked in questions:
        for telling in questions if len(asked.key) >= FEWEST else ():
            if asked is not telling and asked.key in telling.explanation:
                yield from _told(asked, telling, "key-elsewhere")


def _told(one: Meaning, other: Meaning, code: str) -> Iterator[Kinship]:
    if one.is_tied_to(other):
        return
    if one.row is not None:
        yield Kinship(one.row, code, other.id)
    elif other.row is not None:
        yield Kinship(other.row, code, one.id)
