"""What the shipped bank measures: `python -m tests.quiz.bank_report`; the tests of the bank hold the limits (R1.7)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from quiz_service.domain.similarity import near_duplicates
from quiz_service.use_cases.contests.shipped_bank import shipped_addresses, shipped_pictures, shipped_questions
from tests.quiz import guessing
from tests.quiz.guessing import Question

TITLE = re.compile("《[^》]+》")
KINDS = ("single_choice", "multiple_choice", "true_false")


def counts(bank: Sequence[Question]) -> Iterator[str]:
    """By category: questions, kinds, difficulties, truths."""
    for category in sorted({question["category"] for question in bank}):
        own = [question for question in bank if question["category"] == category]
        kinds = Counter(question["kind"] for question in own)
        levels = Counter(question["difficulty"] for question in own)
        truths = Counter(question["answer"] for question in own if question["kind"] == "true_false")
        yield f"{category}: {len(own)}, kinds {[kinds[each] for each in KINDS]}, levels {sorted(levels.items())}"
        yield f"  true {truths['A']}, false {truths['B']}"


def shapes(bank: Sequence[Question]) -> Iterator[str]:
    """Positions of single keys, sizes of multiple ones, families, sources."""
    letters = Counter(question["answer"] for question in bank if question["kind"] == "single_choice")
    sizes = Counter(len(question["answer"]) for question in bank if question["kind"] == "multiple_choice")
    families = Counter(question["family"] for question in bank if "family" in question)
    yield f"keys of single choice: {sorted(letters.items())}"
    yield "keys of multiple choice: " + ", ".join(
        f"{n}: {count / sizes.total():.0%}" for n, count in sorted(sizes.items())
    )
    yield f"variants: {families.total()} in {len(families)} families"
    yield f"sources: {len({question['source'] for question in bank})}"
    yield f"near-duplicates: {len(list(near_duplicates([question['stem'] for question in bank])))}"


def evidence(bank: Sequence[Question]) -> Iterator[str]:
    """How many sources can be read under an address, and how many questions show a picture."""
    addressed = sum("address" in question for question in bank)
    yield f"addresses: {addressed} of {len(bank)} ({addressed / len(bank):.0%}), {len(shipped_addresses())} documents"
    yield f"pictures: {len(shipped_pictures())}"
    without = Counter(_document_of(question["source"]) for question in bank if "address" not in question)
    yield "without an address: " + ", ".join(f"{name} {count}" for name, count in without.most_common())


def _document_of(source: str) -> str:
    """The first one that has a title."""
    found = TITLE.search(source)
    return found[0] if found else source


def guesses(bank: Sequence[Question]) -> Iterator[str]:
    """What knows nothing and goes by form: rules of thumb, and a guesser trained on all other questions."""
    singles = [question for question in bank if question["kind"] == "single_choice"]
    for name, rule in (("longest", guessing.longest), ("shortest", guessing.shortest)):
        yield f"single choice by the {name} option: {guessing.share_of_hits(singles, rule):.1%}"
    for kind in KINDS:
        own = [question for question in bank if question["kind"] == kind]
        yield f"{kind} by wording: {guessing.share_of_bank(own):.1%}"
    yield f"all by wording: {guessing.share_of_bank(bank):.1%}"


if __name__ == "__main__":
    rows = shipped_questions()
    print(*counts(rows), *shapes(rows), *evidence(rows), *guesses(rows), sep="\n")
