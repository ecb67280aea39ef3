"""The schema as the code knows it, and everything that a database holds."""

from collections.abc import Mapping

import asyncpg
import sqlalchemy as sa

from quiz_service import tables as quiz
from reporting_service import tables as reporting
from scoring_service import tables as scoring
from services.camp import tables as camp
from services.directory import tables as directory

SCHEMAS = ("directory", "quiz", "scoring", "reporting", "camp")

# Tables and columns in which PostgreSQL notes what vacuum, analyze and the writing of a password do at any time.
STATISTICS = ("pg_statistic", "pg_statistic_ext_data")
UNSTEADY = [
    *("relpages", "reltuples", "relallvisible", "relallfrozen", "relfrozenxid", "relminmxid"),
    *("datfrozenxid", "datminmxid", "rolpassword"),
]


def metadata() -> list[sa.MetaData]:
    return [directory.metadata, quiz.metadata, scoring.metadata, reporting.metadata, camp.metadata]


async def everything_in(connection: asyncpg.Connection) -> Mapping[str, list[str]]:
    """The rows of every table, those of PostgreSQL's own catalogue included, by the name of the table."""
    tables = await connection.fetch(
        "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' AND relpersistence = 'p' "
        "AND relnamespace <> 'information_schema'::regnamespace AND relnamespace <> 'pg_toast'::regnamespace "
        "AND relname <> ALL ($1) ORDER BY 1",
        STATISTICS,
    )
    return {
        name: [
            row
            for (row,) in await connection.fetch(
                f"SELECT (to_jsonb(each) - $1::text[])::text FROM {name} AS each ORDER BY 1", UNSTEADY
            )
        ]
        for (name,) in tables
    }
