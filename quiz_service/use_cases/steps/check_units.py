"""Which units a contest is for, and whether who writes it administers them (R1.6, R4.3)."""

from collections.abc import Collection, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest
from quiz_service.domain.errors import TooManyContests
from quiz_service.queries import units
from services.contracts.grants import ADMINISTRATOR, NATION, ORGANISER, Grant, Reach
from services.kit.errors import FieldError, Forbidden, Invalid

MANAGERS = (ADMINISTRATOR, ORGANISER)


async def reach_over(
    transaction: AsyncConnection, grants: Sequence[Grant], owner_unit: str, roles: Collection[str] = (ADMINISTRATOR,)
) -> Reach:
    """The reach of an administrator, or of other roles. Raises `Forbidden` unless it covers the contest's owner."""
    reach = Reach(grants, roles)
    paths = await units.read_paths(transaction, [owner_unit])
    if not reach.covers(paths.get(owner_unit, ())):
        raise Forbidden
    return reach


async def check_units(transaction: AsyncConnection, reach: Reach, contest: Contest) -> None:
    """Only a national administrator writes a contest for everybody.

    Raises `Forbidden` for a unit outside the reach, then `Invalid` naming each unit that nobody knows.
    """
    wanted = contest.eligible_units
    if wanted is None:
        if not reach.is_national:
            raise Forbidden
        return
    paths = await units.read_paths(transaction, wanted)
    if not all(reach.covers(path) for path in paths.values()):
        raise Forbidden
    unknown = [
        FieldError(f"/eligible_units/{place}", "unknown-unit", f"没有编码为 {code} 的单位。", f"No unit is {code}.")
        for place, code in enumerate(wanted)
        if code not in paths
    ]
    if unknown:
        raise Invalid(errors=unknown)


async def check_share(transaction: AsyncConnection, owner_unit: str) -> None:
    """Every contest costs every process and participant something. Raises `TooManyContests` naming the unit."""
    if (full := await units.full_of_contests(transaction, owner_unit)) is not None:
        raise TooManyContests(extra={"unit": full[0], "most": full[1]})


async def owner_of(transaction: AsyncConnection, grants: Sequence[Grant], contest: Contest, named: str | None) -> str:
    """The unit that the contest belongs to: the one named, else the writer's own, the highest that covers its units.

    Raises `Forbidden` where the writer does not administer it, `Invalid` where nobody knows it.
    """
    reach = Reach(grants, (ADMINISTRATOR,))
    if not reach:
        raise Forbidden
    if named is not None:
        paths = await units.read_paths(transaction, [named])
        if named not in paths and reach.is_national and named != NATION:
            raise Invalid(errors=[FieldError("/owner_unit", "unknown-unit", "没有该单位。", "No such unit.")])
        if not reach.covers(paths.get(named, ())):
            raise Forbidden
        return named
    if reach.is_national:
        return NATION
    covered = await units.read_paths(transaction, contest.eligible_units or ())
    own = await units.read_paths(transaction, reach.units)
    fitting = [unit for unit in own if all(unit in path for path in covered.values())]
    return min(fitting or reach.units, key=lambda unit: (len(own.get(unit, ())), unit))
