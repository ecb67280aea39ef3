"""Who may work on question banks and write contests: a role that is held anywhere admits, the unit is judged later.

What editors write and reviewers propose is decided by a second person, so both act only once it is known here who made
their accounts.
"""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from services.chassis.routing import CallerOf
from services.chassis.second_person import once_known
from services.chassis.tokens import Caller
from services.contracts.grants import ADMINISTRATOR, EDITOR, ORGANISER, REVIEWER, Reach
from services.kit.errors import Forbidden


async def _reader(caller: CallerOf) -> Caller:
    return _with_role(caller, EDITOR, REVIEWER)


async def _editor(request: Request, caller: CallerOf) -> Caller:
    return await once_known(request, editor_of(caller))


def editor_of(caller: Caller) -> Caller:
    return _with_role(caller, EDITOR)


async def _founder(caller: CallerOf) -> Caller:
    return _with_role(caller, EDITOR, ADMINISTRATOR)


async def _reviewer(request: Request, caller: CallerOf) -> Caller:
    return await once_known(request, _with_role(caller, REVIEWER))


async def _administrator(caller: CallerOf) -> Caller:
    return _with_role(caller, ADMINISTRATOR)


def _with_role(caller: Caller, *roles: str) -> Caller:
    if not Reach(caller.grants, roles):
        raise Forbidden
    return caller


def reach_of(caller: Caller, *roles: str) -> Reach:
    """Where the caller acts in one of these roles."""
    return Reach(caller.grants, roles)


async def _manager(caller: CallerOf) -> Caller:
    return _with_role(caller, ADMINISTRATOR, ORGANISER)


async def _keeper(caller: CallerOf) -> Caller:
    return _with_role(caller, EDITOR, REVIEWER, ADMINISTRATOR)


# FastAPI calls these before it names faulty parameters, so that 403 comes before 422.
ReaderOf = Annotated[Caller, Depends(_reader)]
EditorOf = Annotated[Caller, Depends(_editor)]
AdministratorOf = Annotated[Caller, Depends(_administrator)]
FounderOf = Annotated[Caller, Depends(_founder)]
ReviewerOf = Annotated[Caller, Depends(_reviewer)]
ManagerOf = Annotated[Caller, Depends(_manager)]
KeeperOf = Annotated[Caller, Depends(_keeper)]
