"""Grants as the replies carry them."""

from collections.abc import Mapping

from services.directory.domain.organisers import HeldGrant
from services.directory.domain.units import Unit
from services.directory.wire.organisers import GrantReply, UnitName, UnitOfGrant


def grant_reply(held: HeldGrant, units: Mapping[str, Unit]) -> GrantReply:
    """`units` holds those of the path by code."""
    unit = units[held.unit]
    path = [UnitName(code=code, name=units[code].name) for code in unit.path]
    return GrantReply(
        id=held.id, role=held.role, unit=UnitOfGrant(code=unit.code, name=unit.name, entry=unit.entry, path=path)
    )
