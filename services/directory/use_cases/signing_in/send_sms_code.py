import math
import secrets

import structlog
from prometheus_client import Counter

from services.directory.domain.credentials import SignInPolicy, code_digest, keyed_digest, throttle_key
from services.directory.domain.errors import SignInMethodUnavailable
from services.directory.domain.identities import PHONE
from services.directory.domain.sms import CODE_DIGITS, SmsBudgets, wait
from services.directory.domain.sms_errors import SmsAddressLimit, SmsLimit, SmsTotalReached, SmsUnavailable
from services.directory.outside.sms import SmsProvider
from services.directory.queries import sms_codes as queries
from services.directory.use_cases.steps.use_up import give_back, use_up
from services.kit.database import Database
from services.kit.networks import network_of

OF_ADDRESS, OF_ALL = "sms of an address", "sms of all"
REFUSED = Counter("contest_sms_refused_total", "Codes that were not sent because a budget was used up", ["budget"])

log = structlog.get_logger(__name__)


async def send_sms_code(
    database: Database,
    policy: SignInPolicy,
    provider: SmsProvider | None,
    budgets: SmsBudgets,
    phone: str,
    address: str,
) -> None:
    """Send a code to a number, known or not (R4.1).

    Raises `SmsAddressLimit`, `SmsLimit` and `SmsTotalReached` with the seconds to wait, `SmsUnavailable`,
    `SignInMethodUnavailable`. The code is stored before it is sent, so that racing requests are counted; one that could
    not be sent is taken back.
    """
    if provider is None:
        raise SignInMethodUnavailable
    full = await use_up(database, policy, OF_ADDRESS, network_of(address), budgets.per_address)
    if full is not None:
        REFUSED.labels("address").inc()
        raise SmsAddressLimit(retry_after_s=full[1])
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    row_id = await _store(database, policy, phone, code, address)
    try:
        await _spend_of_all(database, policy, budgets)
        try:
            await provider.send_code(phone, code)
        except SmsUnavailable:
            await give_back(database, policy, OF_ALL, "", budgets.total)
            raise
    except (SmsTotalReached, SmsUnavailable):
        async with database.begin() as transaction:
            await queries.withdraw_code(transaction, row_id)
        raise


async def _store(database: Database, policy: SignInPolicy, phone: str, code: str, address: str) -> int:
    """Returns the id of the row. Raises `SmsLimit`."""
    number = keyed_digest(policy.secret, PHONE, phone)
    requester = throttle_key(policy.secret, PHONE, phone, network_of(address))
    async with database.begin() as transaction:
        await queries.lock_number(transaction, number)
        delay = wait(*await queries.read_sent(transaction, number))
        if delay:
            raise SmsLimit(retry_after_s=math.ceil(delay.total_seconds()))
        return await queries.add_code(transaction, number, code_digest(policy.secret, number, code), requester)


async def _spend_of_all(database: Database, policy: SignInPolicy, budgets: SmsBudgets) -> None:
    full = await use_up(database, policy, OF_ALL, "", budgets.total)
    if full is None:
        return
    budget, left_s, is_first = full
    REFUSED.labels("all").inc()
    if is_first:
        log.error("paid messages used up", most=budget.most, window_s=budget.window.total_seconds(), left_s=left_s)
    raise SmsTotalReached(retry_after_s=left_s)
