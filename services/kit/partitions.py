"""Statements that name the days they work on, over tables that have a partition for each day."""

from datetime import date
from functools import lru_cache

import sqlalchemy as sa

MARK = "ON_DAYS"


@lru_cache(maxsize=256)
def on_days(statement: str, first: date, last: date) -> str:
    """The statement with every `ON_DAYS` turned into bounds, both included: `contest_day ON_DAYS`.

    One day alone becomes an equality, so that keys of that day are read in the order of their index.

    Its plan holds the partitions of these days and no others. With the days as parameters, a plan for any days holds
    every partition, and each run locks them all before it leaves out those that it does not need.
    """
    return statement.replace(MARK, f"= '{first}'" if first == last else f"BETWEEN '{first}' AND '{last}'")


@lru_cache(maxsize=256)
def text_on_days(statement: str, first: date, last: date) -> sa.TextClause:
    """The same for SQLAlchemy."""
    return sa.text(on_days(statement, first, last))
