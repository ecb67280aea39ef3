"""Callers who manage units and organisers."""

from typing import Annotated

from fastapi import Depends

from services.chassis.routing import CallerOf
from services.directory.domain.reach import ManagersReach
from services.kit.errors import Forbidden


async def _reach_of(caller: CallerOf) -> ManagersReach:
    """Raises `Forbidden` for those whose roles are of another kind."""
    reach = ManagersReach(caller.grants)
    if not reach:
        raise Forbidden
    return reach


ReachOf = Annotated[ManagersReach, Depends(_reach_of)]
