"""What the routes of the directory take out of their process, and where a request comes from."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from services.directory.process import WaysIn, process_of
from services.directory.wire.access_tokens import AccessTokens


async def _ways_in_of(request: Request) -> WaysIn:
    return process_of(request).ways_in


async def _access_tokens_of(request: Request) -> AccessTokens:
    return process_of(request).access_tokens


async def _address_of(request: Request) -> str:
    """The client's address, as the gateway tells it; what others say of it is not believed."""
    return "" if request.client is None else request.client.host


WaysInOf = Annotated[WaysIn, Depends(_ways_in_of)]
AccessTokensOf = Annotated[AccessTokens, Depends(_access_tokens_of)]
AddressOf = Annotated[str, Depends(_address_of)]
