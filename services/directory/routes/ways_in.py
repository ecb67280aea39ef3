"""The ways of signing in that this deployment offers, and where a request comes from."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from services.directory.domain.credentials import SignInPolicy
from services.directory.outside.sms import SmsProvider
from services.directory.outside.trusted_apps import TrustedApps
from services.directory.outside.wechat import WeChat
from services.kit.passwords import Passwords


@dataclass(frozen=True)
class WaysIn:
    policy: SignInPolicy
    passwords: Passwords
    wechat: WeChat
    trusted_apps: TrustedApps
    sms: SmsProvider | None


async def _ways_in_of(request: Request) -> WaysIn:
    ways_in: WaysIn = request.app.state.ways_in
    return ways_in


async def _address_of(request: Request) -> str:
    """The client's address, as the gateway tells it; what others say of it is not believed."""
    return "" if request.client is None else request.client.host


WaysInOf = Annotated[WaysIn, Depends(_ways_in_of)]
AddressOf = Annotated[str, Depends(_address_of)]
