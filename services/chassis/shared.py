"""What the chassis works with at each request, opened once for an HTTP process."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from services.chassis.access import AccessCopy
from services.chassis.audit import Journal
from services.chassis.files import Files
from services.chassis.tables import ServiceTables
from services.chassis.tokens import Verifier
from services.kit.database import Database


@dataclass(frozen=True)
class Shared:
    database: Database
    verifier: Verifier
    access: AccessCopy
    journal: Journal
    tables: ServiceTables
    files: Files


def shared_of(request: Request) -> Shared:
    shared: Shared = request.app.state.shared
    return shared


def files_of(request: Request) -> Files:
    return shared_of(request).files


async def _database_of(request: Request) -> Database:
    return shared_of(request).database


DatabaseOf = Annotated[Database, Depends(_database_of)]
