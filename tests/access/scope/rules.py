"""Who may do what to which unit, in a few rules that the routes share."""

from collections.abc import Callable

from tests.access.scope.world import World

OK, FORBIDDEN, MISSING, REFUSED = "ok", "forbidden", "missing", "refused"
"""`REFUSED` as `MISSING`: the same as for a unit that does not exist, but that a row of many named it."""
Rule = Callable[[World, str, str, str], str]
"""World, role, unit of the role, unit that is asked for → what the answer has to be."""


def national(role: str, node: str) -> bool:
    return (role, node) == ("administrator", "CN")


def covers(world: World, role: str, node: str, target: str) -> str:
    """Organisers and administrators, for their unit and below."""
    if role not in ("organiser", "administrator"):
        return FORBIDDEN
    is_inside = target in world.paths and (national(role, node) or node in world.paths[target])
    return OK if is_inside else MISSING


def imports_units(world: World, role: str, node: str, target: str) -> str:
    found = covers(world, role, node, target)
    return REFUSED if found == MISSING else found


def sees_progress(world: World, role: str, node: str, target: str) -> str:
    """The same, but other roles are told of nothing either."""
    found = covers(world, role, node, target)
    return MISSING if found == FORBIDDEN else found


def is_above(world: World, role: str, node: str, target: str) -> str:
    """Nobody manages what belongs to their equals."""
    found = covers(world, role, node, target)
    return MISSING if found == OK and target == node and not national(role, node) else found


def opens_accounts(world: World, role: str, node: str, target: str) -> str:
    """Administrators manage the other accounts of their unit as well, organisers only those below it."""
    found = covers(world, role, node, target)
    return FORBIDDEN if found == OK and target == node and role == "organiser" else found


def reads_forms(world: World, role: str, node: str, target: str) -> str:
    if role != "reporter" and not national(role, node):
        return FORBIDDEN
    return OK if target in world.paths and (national(role, node) or node in world.paths[target]) else MISSING


def fills_forms(world: World, role: str, node: str, target: str) -> str:
    found = reads_forms(world, role, node, target)
    return FORBIDDEN if found == OK and target != node and not national(role, node) else found


def decides_forms(world: World, role: str, node: str, target: str) -> str:
    found = reads_forms(world, role, node, target)
    if found == OK and not national(role, node):
        path = world.paths[target]
        return OK if node == (path[-2] if len(path) > 1 else "CN") else FORBIDDEN
    return found


def scans_forms(world: World, role: str, node: str, target: str) -> str:
    """Who fills the form, and whom it is sent to."""
    found = decides_forms(world, role, node, target)
    return fills_forms(world, role, node, target) if found == FORBIDDEN else found


def sees_obligations(world: World, role: str, node: str, target: str) -> str:
    """Of the own unit and of those that report to it."""
    found = reads_forms(world, role, node, target)
    if found == OK and not national(role, node) and target != node and world.paths[target][-2] != node:
        return MISSING
    return found


def _at_the_shipped_bank(roles: tuple[str, ...], role: str, node: str) -> str:
    """It belongs to the nation, so only national editors and reviewers meet it."""
    if role not in roles and not national(role, node):
        return FORBIDDEN
    return OK if node == "CN" else MISSING


def reads_questions(_world: World, role: str, node: str, _target: str) -> str:
    return _at_the_shipped_bank(("editor", "reviewer"), role, node)


def edits_questions(_world: World, role: str, node: str, _target: str) -> str:
    return _at_the_shipped_bank(("editor",), role, node)


def reviews_questions(_world: World, role: str, node: str, _target: str) -> str:
    return _at_the_shipped_bank(("reviewer",), role, node)


def decides_withdrawals(_world: World, role: str, node: str, _target: str) -> str:
    """One that does not exist."""
    return MISSING if role == "reviewer" or national(role, node) else FORBIDDEN


def reads_some_questions(_world: World, role: str, node: str, _target: str) -> str:
    return OK if role in ("editor", "reviewer") or national(role, node) else FORBIDDEN


def makes_some_banks(_world: World, role: str, _node: str, _target: str) -> str:
    return OK if role in ("editor", "administrator") else FORBIDDEN


def lists_banks(_world: World, role: str, node: str, _target: str) -> str:
    return OK if role in ("editor", "reviewer", "administrator") or national(role, node) else FORBIDDEN


def administers_something(_world: World, role: str, _node: str, _target: str) -> str:
    """Of which units follows from the body."""
    return OK if role == "administrator" else FORBIDDEN


def writes_lessons(_world: World, role: str, node: str, _target: str) -> str:
    """The shipped camp belongs to the whole country."""
    return OK if role in ("administrator", "organiser") and node == "CN" else FORBIDDEN


def manages_some_certificate(_world: World, role: str, _node: str, _target: str) -> str:
    """There is none."""
    return MISSING if role in ("administrator", "organiser") else FORBIDDEN


def reviews_works(world: World, role: str, node: str, target: str) -> str:
    """Of their unit and below."""
    if role not in ("reviewer", "organiser", "administrator"):
        return FORBIDDEN
    return OK if target in world.paths and (national(role, node) or node in world.paths[target]) else MISSING


def in_the_campaign(_world: World, role: str, _node: str, _target: str) -> str:
    """Every unit stands in its lines."""
    return OK if role in ("administrator", "organiser", "reporter") else MISSING


def of_own_work(world: World, role: str, node: str, target: str) -> str:
    """Notable work, by the reporter of the unit itself."""
    found = reads_forms(world, role, node, target)
    if national(role, node):
        return OK
    return MISSING if found == OK and target != node else found


def finds_no_work(_world: World, role: str, node: str, _target: str) -> str:
    """There is none."""
    return MISSING if role == "reporter" or national(role, node) else FORBIDDEN


def of_own(world: World, role: str, node: str, _target: str) -> str:
    """Where no unit is named, organisers are shown what they manage."""
    return covers(world, role, node, node)


def decides_flags(world: World, role: str, node: str, target: str) -> str:
    if not national(role, node):
        return FORBIDDEN
    return OK if target in world.paths else MISSING


def only_national(_world: World, role: str, node: str, _target: str) -> str:
    return OK if national(role, node) else FORBIDDEN
