import math
import secrets

from services.directory.domain.credentials import SignInPolicy, code_digest, keyed_digest, throttle_key
from services.directory.domain.errors import SignInMethodUnavailable, SmsLimit, SmsUnavailable
from services.directory.domain.identities import PHONE, network_of
from services.directory.domain.sms import CODE_DIGITS, wait
from services.directory.outside.sms import SmsProvider
from services.directory.queries import sms_codes as queries
from services.kit.database import Database


async def send_sms_code(
    database: Database, policy: SignInPolicy, provider: SmsProvider | None, phone: str, address: str
) -> None:
    """Send a code to a number, known or not (R4.1).

    Raises `SmsLimit` with the seconds to wait, `SmsUnavailable`, `SignInMethodUnavailable`. The code is stored before
    it is sent, so that racing requests are counted; one that could not be sent is taken back.
    """
    if provider is None:
        raise SignInMethodUnavailable
    number = keyed_digest(policy.secret, PHONE, phone)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    requester = throttle_key(policy.secret, PHONE, phone, network_of(address))
    async with database.begin() as transaction:
        await queries.lock_number(transaction, number)
        sent_at, now = await queries.read_sent(transaction, number)
        delay = wait(sent_at, now)
        if delay:
            raise SmsLimit(retry_after_s=math.ceil(delay.total_seconds()))
        row_id = await queries.add_code(transaction, number, code_digest(policy.secret, number, code), requester)
    try:
        await provider.send_code(phone, code)
    except SmsUnavailable:
        async with database.begin() as transaction:
            await queries.withdraw_code(transaction, row_id)
        raise
