"""Who may write camps at all; whether the owner is theirs is looked at in each route."""

from typing import Annotated

from fastapi import Depends

from services.chassis.routing import CallerOf
from services.chassis.tokens import Caller
from services.contracts.grants import ADMINISTRATOR, ORGANISER, Reach
from services.kit.errors import Forbidden

WRITERS = (ADMINISTRATOR, ORGANISER)


async def _administrator(caller: CallerOf) -> Caller:
    return _with_role(caller, ADMINISTRATOR)


async def _writer(caller: CallerOf) -> Caller:
    return _with_role(caller, *WRITERS)


def _with_role(caller: Caller, *roles: str) -> Caller:
    if not Reach(caller.grants, roles):
        raise Forbidden
    return caller


# FastAPI calls these before it names faulty parameters, so that 403 comes before 422.
AdministratorOf = Annotated[Caller, Depends(_administrator)]
WriterOf = Annotated[Caller, Depends(_writer)]
