"""Near-duplicates: stems that share most of their character pairs (R1.12)."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

SAME_STEM = 0.75
"""Share of character pairs (Jaccard) from which on two stems are taken for the same question."""

MOST_ALIKE = 1_000
"""More than anybody reads; sheets that repeat one stem have millions of pairs."""


@dataclass(frozen=True)
class Comparison:
    """`ids` and `stems` are first those of the rows, which `rows` numbers, then those of the questions known before."""

    rows: Sequence[int]
    ids: Sequence[str]
    stems: Sequence[str]


@dataclass(frozen=True)
class Alike:
    """A row whose stem is nearly that of another question, in the file or in the bank."""

    row: int
    question_id: str
    share: float


@dataclass(frozen=True)
class Likeness:
    """Two of a list of stems, by their places in it, and the share of pairs that they have in common."""

    first: int
    second: int
    share: float


def near_duplicates(stems: Sequence[str]) -> Iterator[Likeness]:
    """Every two stems that are alike, as they are found: of n equal ones there are n² / 2.

    Two sets that share so much have a pair in common among the rarest pairs of each, if only as many of those are
    looked at as one of them could lack (prefix filtering; Chaudhuri, Ganti and Kaushik, 2006). So few are compared.
    """
    sets = [{stem[at : at + 2] for at in range(len(stem) - 1)} or {stem} for stem in stems]
    frequency = Counter(pair for pairs in sets for pair in pairs)
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for second, pairs in enumerate(sets):
        rarest = sorted(pairs, key=lambda pair: (frequency[pair], pair))
        looked_at = rarest[: len(rarest) - math.ceil(SAME_STEM * len(rarest)) + 1]
        for first in sorted({first for pair in looked_at for first in holders[pair]}):
            share = len(sets[first] & pairs) / len(sets[first] | pairs)
            if share >= SAME_STEM:
                yield Likeness(first, second, share)
        for pair in looked_at:
            holders[pair].append(second)


def alike_of(comparison: Comparison) -> list[Alike]:
    """Rows that are like other rows or known questions, in the order of the rows."""
    rows, ids, found = comparison.rows, comparison.ids, []
    # Later places are compared with earlier ones; a pair is told at the later of its rows.
    for each in islice(near_duplicates(comparison.stems), MOST_ALIKE):
        of_row, other = (each.second, each.first) if each.second < len(rows) else (each.first, each.second)
        if of_row < len(rows):
            found.append(Alike(rows[of_row], ids[other], each.share))
    return sorted(found, key=lambda alike: alike.row)
