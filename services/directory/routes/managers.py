"""Callers who manage units and organisers."""

from typing import Annotated

from fastapi import Depends

from services.chassis.routing import CallerOf
from services.directory.domain.reach import Reach
from services.kit.errors import Forbidden


async def _reach_of(caller: CallerOf) -> Reach:
    """Raises `Forbidden` for those whose roles are of another kind."""
    reach = Reach((grant.role, grant.unit) for grant in caller.grants)
    if not reach:
        raise Forbidden
    return reach


ReachOf = Annotated[Reach, Depends(_reach_of)]
