"""Every total and board, recomputed from the ledger (I6)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.ranking import BoardKey, Metric, Period
from scoring_service.queries import copies, figures, verification
from scoring_service.queries.digests import read_digests as bucket_digests
from scoring_service.use_cases.steps.read_board import Board, read_board
from scoring_service.use_cases.steps.verify_finals import verify_final
from services.kit.database import Database

__all__ = ["Difference", "bucket_digests", "verify"]

NOTHING = "0/0/0/0"


@dataclass(frozen=True)
class Difference:
    """What the ledger gives for something, and what is kept or shown of it; None where there is nothing."""

    contest_id: str
    what: str
    which: str
    counted: str | None
    kept: str | None

    def __str__(self) -> str:
        return f"{self.contest_id}, {self.what}: {self.which}: the ledger gives {self.counted}, kept is {self.kept}"


async def verify(
    database: Database, contest_id: str | None = None, public: Mapping[str, str] | None = None
) -> list[Difference]:
    """Whatever disagrees with the ledger, of one contest or of all, at one moment. Takes time in proportion to it.

    `public` is the key that final results are signed by.
    """
    async with database.begin() as transaction:
        await figures.begin_snapshot(transaction)
        contest_ids = [contest_id] if contest_id else await verification.read_contest_ids(transaction)
        found: list[Difference] = []
        for each in contest_ids:
            for what, check in verification.CHECKS.items():
                found += [Difference(each, what, *row) for row in await verification.compare(transaction, each, check)]
            found += await _compare_boards(transaction, each)
            found += [Difference(each, *row) for row in await verify_final(transaction, each, public)]
    return found


async def _compare_boards(transaction: AsyncConnection, contest_id: str) -> list[Difference]:
    contest = await copies.read_contest(transaction, contest_id)
    if contest is None:
        return []
    counted = await verification.read_counted(transaction, contest_id)
    shown: set[str] = set()
    tops = {await figures.read_top(transaction, entry, None) for entry in contest.entries}
    found: list[Difference] = []
    for entry, parent in await verification.read_parents(transaction, contest_id):
        if entry in contest.entries:
            board = await read_board(
                transaction, BoardKey(contest_id, entry, parent, Metric.POINTS, Period.TOTAL, None)
            )
            found += _differing(board, counted)
            shown.update(item.unit.code for item in board.items)
    hidden = sorted(counted.keys() - shown - tops)
    return found + [Difference(contest_id, "unit on a board", code, counted[code], None) for code in hidden]


def _differing(board: Board, counted: Mapping[str, str]) -> Iterator[Difference]:
    for _, unit, _ in board.items:
        shown = f"{unit.points}/{unit.sessions}/{unit.participants}/{unit.full_marks}"
        if shown != counted.get(unit.code, NOTHING):
            what = f"board of {board.key.parent}: points/sessions/participants/full marks"
            yield Difference(board.key.contest_id, what, unit.code, counted.get(unit.code), shown)
