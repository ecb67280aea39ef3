"""A contest needs a bank that can fill its papers (R1.2, R1.8)."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest
from quiz_service.domain.drawable import enemies_of, is_drawn_on, most_together
from quiz_service.domain.question import Question
from quiz_service.domain.rules import Pools
from quiz_service.domain.strata import strata_of
from quiz_service.queries.catalogue import read_questions
from services.kit.errors import FieldError, Invalid


async def check_bank(transaction: AsyncConnection, contest: Contest) -> None:
    """Raises `Invalid` when the bank is unknown or too small.

    It holds one paper at least, without enemies; a blueprint without repeats for all days, or for each day a pool of
    its own. Only questions that may be drawn on every day count, with the contest's measured difficulties. A rehearsal
    has a paper that the contest never asks.
    """
    rules, days = contest.rules, (contest.first_day, contest.last_day)
    known = await read_questions(transaction, contest.bank_id)
    questions = [each for each in known if all(is_drawn_on(each, day, rules.audience) for day in days)]
    if len(questions) < rules.questions_per_session:
        text = f"题库中只有 {len(questions)} 道可用的题目，不足一次答题。"
        english = f"The bank has {len(questions)} questions, too few for one session."
        raise Invalid(errors=[FieldError("/bank_id", "bank-too-small", text, english)])
    enemies = enemies_of(questions)
    ids = [each.id for each in questions]
    if most_together(ids, enemies) < rules.questions_per_session:
        text = "题库中互斥的题目过多，组不成一份没有互斥题的试卷。"
        english = "Too many questions are enemies of each other: no paper can be filled without two of them."
        raise Invalid(errors=[FieldError("/bank_id", "too-many-enemies", text, english)])
    if rules.blueprint is not None or rules.pools is Pools.BY_DAY:
        _check_rules(contest, questions)
    if rules.rehearsal is not None:
        stems = {each.stem for each in known}
        bank = await read_questions(transaction, rules.rehearsal.bank_id)
        _check_rehearsal(sum(each.stem not in stems for each in bank), rules.questions_per_session)


def _check_rules(contest: Contest, questions: Sequence[Question]) -> None:
    rules, enemies = contest.rules, enemies_of(questions)
    sorts = {each.id: (each.kind, contest.measured.get(each.id, each.difficulty)) for each in questions}
    sizes = Counter(sorts.values())
    strata = strata_of(rules.blueprint, rules.questions_per_session, sizes)
    days = (contest.last_day - contest.first_day).days + 1
    is_large_enough, is_free_enough = strata is not None, True
    for stratum in strata or ():
        ids = [name for name, sort in sorts.items() if stratum.sorts is None or sort in stratum.sorts]
        needed = stratum.count * rules.sessions_per_day
        is_large_enough &= len(ids) // days >= needed
        is_free_enough &= most_together(ids, enemies) // days >= needed
    pointer = "/rules/blueprint" if rules.blueprint is not None else "/rules/pools"
    if not is_large_enough:
        text = f"题库中各类题目不足以在 {days} 天内按此规则组卷且不重复。"
        english = f"The bank cannot fill papers by these rules for {days} days without repeats."
        raise Invalid(errors=[FieldError(pointer, "bank-too-small", text, english)])
    if not is_free_enough:
        text = f"互斥的题目过多，题库不足以在 {days} 天内按此规则组成没有互斥题的试卷。"
        english = f"Too many enemies: the bank cannot fill papers by these rules for {days} days without two of them."
        raise Invalid(errors=[FieldError(pointer, "too-many-enemies", text, english)])


def _check_rehearsal(free: int, needed: int) -> None:
    """`free` questions of its bank are asked by no session of the contest."""
    if free < needed:
        text = f"模拟练习题库中只有 {free} 道竞赛题库以外的题目，不足一次答题。"
        english = f"The rehearsal's bank has {free} questions that the contest does not ask, too few for a paper."
        raise Invalid(errors=[FieldError("/rules/rehearsal/bank_id", "bank-too-small", text, english)])
