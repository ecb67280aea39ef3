"""Callers whose acts a second person has to follow (I21)."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from services.chassis.routing import CallerOf
from services.chassis.shared import shared_of
from services.chassis.tokens import Caller


async def once_known(request: Request, caller: Caller) -> Caller:
    """The caller, once this service has heard who made the account. Raises `Unavailable` where it does not."""
    await shared_of(request).access.arrived(caller)
    return caller


async def _known(request: Request, caller: CallerOf) -> Caller:
    return await once_known(request, caller)


KnownCallerOf = Annotated[Caller, Depends(_known)]
