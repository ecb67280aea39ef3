"""What an endpoint may refuse, found by following its code: every error named in what it can reach.

Methods are followed by their names, because a value does not tell its type: a few codes too many are named, never one
too few. The commands and tests of this project are not followed.
"""

import builtins
import inspect
import sys
from collections.abc import Callable, Iterator
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

from services.kit.errors import Problem

OURS = ("services.", "quiz_service", "scoring_service", "reporting_service", "camp_service")
OUTSIDE = ("services.chassis.storage", "services.chassis.virus_scan")
# Names that every container and connection has lead everywhere and tell nothing.
COMMON = (
    frozenset(dir(builtins))
    | {name for kind in (dict, list, set, str, bytes, tuple, int, object) for name in dir(kind)}
    | {"execute", "read", "write", "begin", "close", "connect", "run", "stop", "start", "send", "wait", "now", "state"}
)


def codes(endpoint: Callable[..., Any], package: str) -> set[str]:
    """Problem codes that the endpoint may answer with; methods are sought among the classes below `package`."""
    seen: set[object] = set()
    found: set[str] = set()
    waiting: list[object] = [inspect.unwrap(endpoint)]
    while waiting:
        thing = waiting.pop()
        if thing in seen:
            continue
        seen.add(thing)
        if isinstance(thing, type) and issubclass(thing, Problem):
            found.add(thing.code)
        else:
            waiting += _named_in(thing, package)
    return found


def _named_in(thing: object, package: str) -> Iterator[object]:
    if isinstance(thing, type):
        functions = [each for each in vars(thing).values() if isinstance(each, FunctionType)]
        # What is only constructed, such as a reply, has nothing to refuse beyond its own checks.
        yield from (each for each in functions if each.__name__.startswith("__"))
    elif isinstance(thing, FunctionType):
        yield from _of_function(thing, package)


def _of_function(function: FunctionType, package: str) -> Iterator[object]:
    names = set(_names(function.__code__))
    modules = []
    for name in names:
        value = function.__globals__.get(name)
        if isinstance(value, ModuleType) and value.__name__.startswith(OURS):
            modules.append(value)
        elif _is_ours(value):
            yield inspect.unwrap(value) if isinstance(value, FunctionType) else value
    for module in modules:
        yield from (value for name in names if _is_ours(value := getattr(module, name, None)))
    for name in names - COMMON - function.__globals__.keys():
        yield from _methods(package).get(name, ())


def _is_ours(value: object) -> bool:
    return isinstance(value, FunctionType | type) and value.__module__.startswith(OURS)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


@cache
def _methods(package: str) -> dict[str, list[FunctionType]]:
    """Methods by name: of the service's own classes, and of those outside that its modules name."""
    named = {
        value
        for name, module in list(sys.modules.items())
        if name.startswith(package)
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ in OUTSIDE
    }
    used = {kind.__module__ for kind in named}
    found: dict[str, list[FunctionType]] = {}
    waiting: list[type] = [object]
    seen: set[type] = set()
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        waiting += type.__subclasses__(kind)
        if str(kind.__module__).startswith(package) or kind.__module__ in used:
            for name, value in vars(kind).items():
                if isinstance(value, FunctionType):
                    found.setdefault(name, []).append(value)
    return found
