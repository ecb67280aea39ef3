"""Callers who manage units and organisers."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.chassis.routing import CallerOf
from services.directory.domain.reach import ManagersReach
from services.kit.errors import Forbidden, NotFound


async def _reach_of(caller: CallerOf) -> ManagersReach:
    """Raises `Forbidden` for those whose roles are of another kind."""
    reach = ManagersReach(caller.grants)
    if not reach:
        raise Forbidden
    return reach


ReachOf = Annotated[ManagersReach, Depends(_reach_of)]


def id_of(text: str) -> UUID:
    """Of a path. Raises `NotFound`: what is no id names nobody."""
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error
