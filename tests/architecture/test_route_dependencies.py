"""FastAPI runs a dependency that is not asynchronous in a thread, which costs far more than such a one does itself."""

import inspect
from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from contest.cli.openapi import application
from services.processes import PROCESSES


def needed(dependant: Dependant) -> Iterator[Dependant]:
    for each in dependant.dependencies:
        yield each
        yield from needed(each)


def test_no_dependency_of_a_route_takes_a_thread() -> None:
    found = {
        f"{name} {each.call}"
        for name, process in PROCESSES.items()
        if process.is_gateway_upstream
        for route in application(process.factory).routes
        if isinstance(route, APIRoute)
        for each in needed(route.dependant)
        if not inspect.iscoroutinefunction(each.call)
    }

    assert found == set()
