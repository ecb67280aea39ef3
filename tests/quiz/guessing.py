"""How far a person comes who knows nothing of safety and goes by the form of the options alone."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Question = Mapping[str, Any]
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


def share_by_tone(texts: Sequence[Sequence[tuple[str, bool]]]) -> float:
    """Share of groups whose right text a trained guesser finds by its characters alone.

    Naive Bayes over single characters and pairs, trained on all other groups (leave one out). A group holds the texts
    to choose among, each with whether it is right.
    """
    seen = {True: Counter[str](), False: Counter[str]()}
    sizes = Counter[bool]()
    for text, right in (each for group in texts for each in group):
        seen[right].update(_grams(text))
        sizes[right] += 1
    hits = 0
    for group in texts:
        for text, right in group:
            seen[right].subtract(_grams(text))
            sizes[right] -= 1
        best = max(group, key=lambda each: _log_odds(each[0], seen, sizes))
        hits += best[1]
        for text, right in group:
            seen[right].update(_grams(text))
            sizes[right] += 1
    return hits / len(texts)


def _log_odds(text: str, seen: Mapping[bool, Counter[str]], sizes: Mapping[bool, int]) -> float:
    return math.fsum(
        math.log((seen[True][gram] + 0.5) / (sizes[True] + 1))
        - math.log((seen[False][gram] + 0.5) / (sizes[False] + 1))
        for gram in _grams(text)
    )


def _grams(text: str) -> set[str]:
    return set(_windows(text, 1)) | set(_windows(text, 2))


def _windows(text: str, width: int) -> Iterator[str]:
    return (text[at : at + width] for at in range(len(text) - width + 1))
