"""What the routes of the directory take out of their process, and where a request comes from."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from services.directory.domain.attempts import Visit
from services.directory.process import WaysIn, process_of
from services.directory.wire.access_tokens import AccessTokens
from services.kit import problems


async def _ways_in_of(request: Request) -> WaysIn:
    return process_of(request).ways_in


async def _access_tokens_of(request: Request) -> AccessTokens:
    return process_of(request).access_tokens


async def _address_of(request: Request) -> str:
    """The client's address, as the gateway tells it; what others say of it is not believed."""
    return "" if request.client is None else request.client.host


async def _visit_of(request: Request) -> Visit:
    return Visit(await _address_of(request), problems.request_id(request)[:64])


WaysInOf = Annotated[WaysIn, Depends(_ways_in_of)]
AccessTokensOf = Annotated[AccessTokens, Depends(_access_tokens_of)]
AddressOf = Annotated[str, Depends(_address_of)]
VisitOf = Annotated[Visit, Depends(_visit_of)]
