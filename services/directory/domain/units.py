"""The two trees of units: regions below `CN`, enterprises below `CE`."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from services.directory.domain.errors import UnitCannotMove

REGION = "region"
ENTERPRISE = "enterprise"
ORGANISATION = "organisation"
"""Bureaus, sections and firms below a unit: they report, but are no entrance of the contest."""
ROOTS: Mapping[str, str] = {REGION: "CN", ENTERPRISE: "CE"}
ENTRIES = tuple(ROOTS)

_ENTRY_OF_ROOT = {root: entry for entry, root in ROOTS.items()}
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)


@dataclass(frozen=True)
class Unit:
    """`path` runs from the root down to the unit itself; Chinese names are ordered by `sort_key`."""

    code: str
    name: str
    entry: str
    level: int
    parent: str | None
    path: tuple[str, ...]
    sort_key: str
    is_active: bool
    version: int
    registered_base: int | None


@dataclass(frozen=True)
class Definition:
    """What a source says of a unit. None leaves what is known, and for a new unit: one level below, active, no base."""

    code: str
    name: str
    parent: str | None
    level: int | None = None
    is_active: bool | None = None
    registered_base: int | None = None
    entry: str | None = None


@dataclass(frozen=True)
class ListedUnit:
    """A unit as the public list shows it. `above` are code and name of those over it, the root left out."""

    code: str
    name: str
    entry: str
    level: int
    parent: str | None
    has_children: bool
    above: Sequence[tuple[str, str]] = ()


def is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


def text_of(definition: Definition) -> str:
    """One text for one meaning, to tell later whether a source says something new."""
    return json.dumps(asdict(definition), ensure_ascii=False, sort_keys=True)


def changed_units(
    definitions: Sequence[Definition], known: Mapping[str, Unit], sort_key: Callable[[str], str]
) -> list[Unit]:
    """The units to write, with their new versions; those that are already as defined are left out.

    A definition comes after the one of its parent. Raises `UnitCannotMove`.
    """
    units = dict(known)
    for definition in definitions:
        before = known.get(definition.code)
        units[definition.code] = (
            _new(definition, units, sort_key) if before is None else _changed(before, definition, sort_key)
        )
    return [units[each.code] for each in definitions if units[each.code] != known.get(each.code)]


def _new(definition: Definition, units: Mapping[str, Unit], sort_key: Callable[[str], str]) -> Unit:
    parent = None if definition.parent is None else units[definition.parent]
    level_below = 0 if parent is None else parent.level + 1
    return Unit(
        code=definition.code,
        name=definition.name,
        entry=definition.entry or (_ENTRY_OF_ROOT[definition.code] if parent is None else parent.entry),
        level=level_below if definition.level is None else definition.level,
        parent=definition.parent,
        path=(*(() if parent is None else parent.path), definition.code),
        sort_key=sort_key(definition.name),
        is_active=definition.is_active is not False,
        version=1,
        registered_base=definition.registered_base,
    )


def _changed(before: Unit, definition: Definition, sort_key: Callable[[str], str]) -> Unit:
    if definition.parent != before.parent:
        raise UnitCannotMove(extra={"unit": before.code})
    after = replace(
        before,
        name=definition.name,
        level=before.level if definition.level is None else definition.level,
        sort_key=before.sort_key if definition.name == before.name else sort_key(definition.name),
        is_active=before.is_active if definition.is_active is None else definition.is_active,
        registered_base=before.registered_base if definition.registered_base is None else definition.registered_base,
    )
    return before if after == before else replace(after, version=before.version + 1)
