"""A contest needs a bank that can fill its papers (R1.2, R1.8)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest
from quiz_service.domain.papers import strata_of
from quiz_service.domain.rules import Pools
from quiz_service.queries import banks
from services.kit.errors import FieldError, Invalid


async def check_bank(transaction: AsyncConnection, contest: Contest) -> None:
    """Raises `Invalid` when the bank is unknown or too small.

    It holds one paper at least; a blueprint without repeats for all days, or for each day a pool of its own.
    """
    rules = contest.rules
    available = await banks.count_questions(transaction, contest.bank_id)
    if available < rules.questions_per_session:
        text = f"题库中只有 {available} 道可用的题目，不足一次答题。"
        english = f"The bank has {available} questions, too few for one session."
        raise Invalid(errors=[FieldError("/bank_id", "bank-too-small", text, english)])
    if rules.blueprint is None and rules.pools is Pools.WHOLE_BANK:
        return
    sizes = await banks.count_sorts(transaction, contest.bank_id)
    strata = strata_of(rules.blueprint, rules.questions_per_session, sizes)
    days = (contest.last_day - contest.first_day).days + 1
    for stratum in strata or ():
        size = sum(n for sort, n in sizes.items() if stratum.sorts is None or sort in stratum.sorts)
        if size // days < stratum.count * rules.sessions_per_day:
            strata = None
    if not strata:
        pointer = "/rules/blueprint" if rules.blueprint is not None else "/rules/pools"
        text = f"题库中各类题目不足以在 {days} 天内按此规则组卷且不重复。"
        english = f"The bank cannot fill papers by these rules for {days} days without repeats."
        raise Invalid(errors=[FieldError(pointer, "bank-too-small", text, english)])
