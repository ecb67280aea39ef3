"""Which questions may be drawn on a day, and which never together (R1.2, R1.12)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from quiz_service.domain.question import Audience, Question

Enemies = Mapping[str, frozenset[str]]
"""By id: the questions that answer this one, or are its variants; always both ways."""


def is_drawn_on(question: Question, day: date, audience: Audience) -> bool:
    """Contests for officials draw every question on the days on which it holds; others none that is for officials."""
    begins, ends = question.valid_from, question.valid_until
    is_meant = question.audience is Audience.PUBLIC or audience is Audience.OFFICIAL
    return is_meant and (begins is None or begins <= day) and (ends is None or day <= ends)


def enemies_of(questions: Iterable[Question]) -> Enemies:
    """Enemies of a bank, the members of a family included. Ids that the bank has not are left out."""
    known = {question.id: question for question in questions}
    families: dict[str, set[str]] = {}
    found: dict[str, set[str]] = {}
    for question in known.values():
        if question.family:
            families.setdefault(question.family, set()).add(question.id)
        for other in known.keys() & set(question.enemies) - {question.id}:
            found.setdefault(question.id, set()).add(other)
            found.setdefault(other, set()).add(question.id)
    for members in families.values():
        for each in members if len(members) > 1 else ():
            found.setdefault(each, set()).update(members - {each})
    return {question_id: frozenset(others) for question_id, others in found.items()}


def most_together(ids: Collection[str], enemies: Enemies) -> int:
    """So many of these a paper can surely have: one of each group of enemies, and all that have none."""
    left, count = set(ids), 0
    while left:
        count += 1
        group = [left.pop()]
        while group:
            others = left & enemies.get(group.pop(), frozenset())
            left -= others
            group.extend(others)
    return count
