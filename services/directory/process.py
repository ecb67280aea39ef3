"""What an HTTP process of the directory holds."""

from dataclasses import dataclass

from starlette.requests import Request

from services.chassis import process
from services.directory.domain.credentials import SignInPolicy
from services.directory.domain.participants import Allowance
from services.directory.domain.sms import SmsBudgets
from services.directory.memory.units import KnownUnits
from services.directory.outside.sms import SmsProvider
from services.directory.outside.trusted_apps import TrustedApps
from services.directory.outside.wechat import WeChat
from services.directory.outside.wechat_phones import WeChatPhones
from services.directory.wire.access_tokens import AccessTokens
from services.directory.wire.sign_in import KeySet
from services.kit.passwords import Passwords


@dataclass(frozen=True)
class WaysIn:
    """The ways of signing in that this deployment offers."""

    policy: SignInPolicy
    passwords: Passwords
    wechat: WeChat
    trusted_apps: TrustedApps
    sms: SmsProvider | None
    wechat_phones: WeChatPhones
    sms_budgets: SmsBudgets


@dataclass(frozen=True)
class Process(process.Process):
    """`reply_key` seals stored answers that hold secrets; `setup_page` is where set-up links lead."""

    ways_in: WaysIn
    access_tokens: AccessTokens
    allowance: Allowance
    public_keys: KeySet
    reply_key: bytes
    setup_page: str
    units: KnownUnits


def process_of(request: Request) -> Process:
    found: Process = process.process_of(request)
    return found
