"""Organisers' sign-ins: counted before they are believed, and on record whatever comes of them (R4.3, I15).

What is typed as a name is not kept, because passwords are typed there too: the record has the account's id, and a keyed
digest of the network that is the same for the same network.
"""

from uuid import UUID

from services.chassis import audit
from services.directory import tables
from services.directory.domain.attempts import Attempt
from services.directory.domain.credentials import TRIES, SignInPolicy, is_credential_text, throttle_key
from services.directory.domain.errors import TooManyTries
from services.directory.queries import budgets
from services.directory.queries.organisers import find_account
from services.kit.database import Database
from services.kit.errors import Problem
from services.kit.networks import network_of

ACT = "organiser.sign-in"
UNKNOWN = "unknown"


async def check_address(database: Database, policy: SignInPolicy, attempt: Attempt) -> None:
    """Raises `TooManyTries` where an address has failed too often with whatever names."""
    spent = await budgets.read_spent(database, _of_address(policy, attempt))
    if spent.times >= policy.failures_of_address.most:
        raise TooManyTries(retry_after_s=spent.wait_s)


def key_of(policy: SignInPolicy, attempt: Attempt) -> bytes:
    """Of the tries of one name from one address."""
    return throttle_key(policy.secret, attempt.method, attempt.name, network_of(attempt.visit.address))


async def lock_out(database: Database, policy: SignInPolicy, attempt: Attempt, times: int, wait_s: int) -> TooManyTries:
    """What the caller is told; on record once, for the first one too many."""
    if times == TRIES.most + 1:
        await _note(database, policy, attempt, None, TooManyTries.code)
    return TooManyTries(retry_after_s=wait_s)


async def failed(database: Database, policy: SignInPolicy, attempt: Attempt, problem: Problem) -> Problem:
    """Count and record a failure; returns the problem to raise."""
    await budgets.spend(database, _of_address(policy, attempt), policy.failures_of_address.window)
    await _note(database, policy, attempt, None, problem.code)
    return problem


async def noted(database: Database, policy: SignInPolicy, attempt: Attempt, problem: Problem) -> Problem:
    """Record a sign-in that stops here though nothing was guessed; returns the problem to raise."""
    await _note(database, policy, attempt, None, problem.code)
    return problem


async def succeeded(database: Database, policy: SignInPolicy, attempt: Attempt, organiser_id: UUID) -> None:
    await budgets.forget_spent(database, key_of(policy, attempt))
    await _note(database, policy, attempt, organiser_id, audit.DONE)


async def _note(
    database: Database, policy: SignInPolicy, attempt: Attempt, organiser_id: UUID | None, outcome: str
) -> None:
    network = throttle_key(policy.secret, "seen at sign-in", "", network_of(attempt.visit.address)).hex()[:16]
    async with database.begin() as transaction:
        meant = organiser_id
        if meant is None and is_credential_text(attempt.name):
            meant = await find_account(transaction, attempt.name)
        actor = UNKNOWN if organiser_id is None else str(organiser_id)
        target = f"{meant or UNKNOWN} by {attempt.method} from {network}"
        entry = audit.Entry(actor, ACT, target, outcome, attempt.visit.request_id)
        await audit.record(transaction, tables.audit, entry)


def _of_address(policy: SignInPolicy, attempt: Attempt) -> bytes:
    return throttle_key(policy.secret, "failed sign-ins", "", network_of(attempt.visit.address))
