"""How far a person comes who knows nothing of safety and goes by the form of the options alone."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

Question = Mapping[str, Any]
Group = Sequence[tuple[str, bool]]
Strategy = Callable[[Mapping[str, str]], list[str]]


def longest(options: Mapping[str, str]) -> list[str]:
    most = max(len(text) for text in options.values())
    return [letter for letter, text in options.items() if len(text) == most]


def shortest(options: Mapping[str, str]) -> list[str]:
    least = min(len(text) for text in options.values())
    return [letter for letter, text in options.items() if len(text) == least]


def blunt(words: Sequence[str]) -> Strategy:
    """Shuns options with one of these words, and picks blindly among the rest."""

    def pick(options: Mapping[str, str]) -> list[str]:
        rest = [letter for letter, text in options.items() if not any(word in text for word in words)]
        return rest or list(options)

    return pick


def share_of_hits(questions: Sequence[Question], pick: Strategy) -> float:
    """Of single-choice questions; who wavers between n options hits with one in n."""
    hits = 0.0
    for question in questions:
        picked = pick(question["options"])
        hits += (question["answer"] in picked) / len(picked)
    return hits / len(questions)


class Ear:
    """Naive Bayes over single characters and pairs: how much a text sounds like the right ones that were heard."""

    def __init__(self, heard: Iterable[tuple[str, bool]]) -> None:
        self._grams = {True: Counter[str](), False: Counter[str]()}
        self._texts = Counter[bool]()
        for text, right in heard:
            self._count(text, 1, right=right)

    @contextmanager
    def without(self, texts: Iterable[tuple[str, bool]]) -> Iterator[None]:
        """As if these had not been heard (leave one out)."""
        for text, right in texts:
            self._count(text, -1, right=right)
        yield
        for text, right in texts:
            self._count(text, 1, right=right)

    @property
    def bias(self) -> float:
        """Log odds of being right before a text is heard."""
        return math.log(self._texts[True] / self._texts[False])

    def log_odds(self, text: str) -> float:
        """What the text adds to the bias; positive where it sounds right."""
        return math.fsum(
            math.log((self._grams[True][gram] + 0.5) / (self._texts[True] + 1))
            - math.log((self._grams[False][gram] + 0.5) / (self._texts[False] + 1))
            for gram in _grams(text)
        )

    def _count(self, text: str, times: int, *, right: bool) -> None:
        self._texts[right] += times
        for gram in _grams(text):
            self._grams[right][gram] += times


def share_by_tone(groups: Sequence[Group]) -> float:
    """Share of groups whose right text a guesser finds who was trained on all other groups."""
    ear, hits = Ear(each for group in groups for each in group), 0
    for group in groups:
        with ear.without(group):
            hits += max(group, key=lambda each: ear.log_odds(each[0]))[1]
    return hits / len(groups)


def share_of_sets(groups: Sequence[Group]) -> float:
    """Share of groups of which such a guesser tells every text, right or wrong."""
    ear, hits = Ear(each for group in groups for each in group), 0
    for group in groups:
        with ear.without(group):
            hits += all((ear.bias + ear.log_odds(text) > 0) == right for text, right in group)
    return hits / len(groups)


def share_of_bank(questions: Sequence[Question]) -> float:
    """Of all questions of a bank, each kind guessed in its own way."""
    kinds: defaultdict[str, list[Group]] = defaultdict(list)
    for question in questions:
        kinds[question["kind"]].append(group_of(question))
    shares = {kind: _SHARES[kind](groups) * len(groups) for kind, groups in kinds.items()}
    return math.fsum(shares.values()) / len(questions)


def group_of(question: Question) -> Group:
    """The texts to choose among, each with whether it is right; of a true or false question the stem alone."""
    if question["kind"] == "true_false":
        return [(question["stem"], question["answer"] == "A")]
    return [(text, letter in question["answer"]) for letter, text in question["options"].items()]


_SHARES: Mapping[str, Callable[[Sequence[Group]], float]] = {
    "single_choice": share_by_tone,
    "multiple_choice": share_of_sets,
    "true_false": share_of_sets,
}


def _grams(text: str) -> set[str]:
    return set(_windows(text, 1)) | set(_windows(text, 2))


def _windows(text: str, width: int) -> Iterator[str]:
    return (text[at : at + width] for at in range(len(text) - width + 1))
