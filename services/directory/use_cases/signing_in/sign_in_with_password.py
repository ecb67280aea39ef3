from datetime import datetime

from services.contracts.grants import ADMINISTRATOR
from services.directory.domain.attempts import Attempt
from services.directory.domain.credentials import SignInPolicy
from services.directory.domain.organisers import Organiser
from services.directory.domain.second_factor_errors import SecondFactorRequired
from services.directory.use_cases.steps import attempts
from services.directory.use_cases.steps.prove_password import prove_password
from services.directory.use_cases.steps.second_factor import check_second_factor
from services.kit.database import Database
from services.kit.passwords import Passwords


async def sign_in_with_password(
    database: Database,
    policy: SignInPolicy,
    passwords: Passwords,
    password: str,
    second_factor: str | None,
    attempt: Attempt,
) -> tuple[Organiser, datetime]:
    """The organiser with this name, password and, where they have one, second factor, and the real time (R4.3).

    Raises what `prove_password` and `check_second_factor` raise, and `SecondFactorRequired` for administrators without
    one where the deployment asks for it.
    """
    organiser, now = await prove_password(database, policy, passwords, password, attempt)
    has_one = await check_second_factor(database, policy, organiser.id, second_factor, attempt)
    is_administrator = any(held.role == ADMINISTRATOR for held in organiser.grants)
    if policy.is_second_factor_required and is_administrator and not has_one:
        raise await attempts.noted(database, policy, attempt, SecondFactorRequired())
    await attempts.succeeded(database, policy, attempt, organiser.id)
    return organiser, now
