"""Budgets, used up before the work that they bound."""

from collections.abc import Sequence
from datetime import timedelta

from services.directory.domain.budgets import Budget
from services.directory.domain.credentials import SignInPolicy, throttle_key
from services.directory.queries import budgets as queries
from services.kit.database import Database


def budget_key(policy: SignInPolicy, purpose: str, network: str, budget: Budget) -> bytes:
    return throttle_key(policy.secret, purpose, f"{budget.window / timedelta(seconds=1):.0f} s", network)


async def use_up(
    database: Database, policy: SignInPolicy, purpose: str, network: str, budgets: Sequence[Budget]
) -> tuple[Budget, int, bool] | None:
    """Count one time in each window, up to the first that is full.

    Returns that one, the seconds until it ends, and whether this is the first time that it refuses; None when all have
    room.
    """
    for budget in budgets:
        spent = await queries.spend(database, budget_key(policy, purpose, network, budget), budget.window)
        if spent.times > budget.most:
            return budget, spent.wait_s, spent.times == budget.most + 1
    return None


async def give_back(
    database: Database, policy: SignInPolicy, purpose: str, network: str, budgets: Sequence[Budget]
) -> None:
    """What was counted last did not happen."""
    for budget in budgets:
        await queries.give_back(database, budget_key(policy, purpose, network, budget))
