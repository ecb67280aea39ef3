"""What the answers to a question say of it, version by version (R1.12)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.authoring import Authored
from quiz_service.domain.question import Question
from quiz_service.domain.statistics import ItemStatistics, statistics_of
from quiz_service.queries import banks, statistics


@dataclass(frozen=True)
class VersionStatistics:
    version: int
    question: Question
    statistics: ItemStatistics


async def read_statistics(
    connection: AsyncConnection, bank_id: str, ids: Collection[str]
) -> Mapping[str, Sequence[VersionStatistics]]:
    """By question each version that was ever published, the newest first. Sessions that run are not in it."""
    versions = await banks.read_versions(connection, bank_id, ids)
    revisions = [question.revision for each in versions.values() for _, question in each]
    tallies = await statistics.read(connection, revisions)
    return {
        name: [
            VersionStatistics(version, question, statistics_of(tallies.get(question.revision, {})))
            for version, question in each
        ]
        for name, each in versions.items()
    }


async def read_bank_statistics(
    connection: AsyncConnection, bank_id: str, after: str | None, limit: int
) -> Sequence[tuple[Authored, Sequence[VersionStatistics]]]:
    """Of up to `limit` questions of the bank in the order of ids, from the one after `after` on."""
    page = await banks.list_questions(
        connection, bank_id, state=None, category=None, text=None, after=after, limit=limit
    )
    found = await read_statistics(connection, bank_id, [known.question.id for known in page])
    return [(known, found[known.question.id]) for known in page]
