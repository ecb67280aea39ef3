"""What one person left under two ids, put under the one that goes on (I19).

Hours of a lesson that both accounts watched count once, as the longer of the two. The enrolment of the account that
ended stays, empty, so that the totals of its units are brought up to date.
"""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

# In one order, so that two merges cannot deadlock; beats and certificates of both wait.
LOCK = sa.text("""
SELECT camp_id, participant_id FROM camp.enrolments WHERE participant_id IN (:ended, :kept) AND NOT is_merged
ORDER BY camp_id, participant_id FOR UPDATE
""")

ENROLMENT = sa.text(
    "UPDATE camp.enrolments SET participant_id = :kept WHERE camp_id = :camp AND participant_id = :ended"
)

WATCHED = sa.text("""
WITH gone AS (
    DELETE FROM camp.watched AS w USING camp.lessons AS l
    WHERE l.id = w.lesson_id AND l.camp_id = :camp AND w.participant_id = :ended RETURNING w.lesson_id, w.counted_ms
)
INSERT INTO camp.watched AS w (participant_id, lesson_id, counted_ms) SELECT :kept, lesson_id, counted_ms FROM gone
ON CONFLICT (participant_id, lesson_id) DO UPDATE SET counted_ms = greatest(w.counted_ms, excluded.counted_ms)
""")

HOURS = sa.text("""
UPDATE camp.enrolments AS e SET is_merged = e.participant_id = :ended, counted_ms = CASE e.participant_id
    WHEN :kept THEN (
        SELECT coalesce(sum(w.counted_ms), 0) FROM camp.watched AS w JOIN camp.lessons AS l ON l.id = w.lesson_id
        WHERE l.camp_id = :camp AND w.participant_id = :kept
    ) ELSE 0 END
WHERE e.camp_id = :camp AND e.participant_id IN (:ended, :kept)
""")

SECOND_CERTIFICATE = sa.text("""
UPDATE camp.certificates AS c SET revoked_at = kit.contest_now(), reason = 'merged'
WHERE c.camp_id = :camp AND c.participant_id = :ended AND c.revoked_at IS NULL AND EXISTS (
    SELECT FROM camp.certificates AS k WHERE k.camp_id = :camp AND k.participant_id = :kept AND k.revoked_at IS NULL
)
""")

CERTIFICATES = sa.text("UPDATE camp.certificates SET participant_id = :kept WHERE participant_id = :ended")
WORKS = sa.text("UPDATE camp.works SET participant_id = :kept WHERE participant_id = :ended")
FILMS = sa.text("UPDATE camp.films SET participant_id = :kept WHERE participant_id = :ended")
COMPLAINTS = sa.text("""
UPDATE camp.complaints AS c SET participant_id = :kept WHERE participant_id = :ended
AND NOT EXISTS (SELECT FROM camp.complaints AS k WHERE k.work_id = c.work_id AND k.participant_id = :kept)
""")


async def move(connection: AsyncConnection, ended_id: UUID, kept_id: UUID) -> None:
    """A repeat finds nothing to do."""
    both = {"ended": ended_id, "kept": kept_id}
    locked = [(row.camp_id, row.participant_id) for row in await connection.execute(LOCK, both)]
    for camp_id in [camp_id for camp_id, participant in locked if participant == ended_id]:
        values = both | {"camp": camp_id}
        has_both = (camp_id, kept_id) in locked
        for statement in _in_camp(is_enrolled_twice=has_both):
            await connection.execute(statement, values)
    for statement in (CERTIFICATES, WORKS, FILMS, COMPLAINTS):
        await connection.execute(statement, both)


def _in_camp(*, is_enrolled_twice: bool) -> Sequence[sa.TextClause]:
    return (WATCHED, HOURS, SECOND_CERTIFICATE) if is_enrolled_twice else (ENROLMENT, WATCHED)
