"""`contest verify` recomputes what the camp keeps: whatever is edited behind its back is named (R6.11)."""

import pytest
import sqlalchemy as sa

from services.camp.queries import finals
from services.camp.use_cases.steps.find import find_camp
from services.camp.use_cases.verify import verify
from services.camp.use_cases.works.freeze_top import PURPOSE, freeze_top
from services.kit.signatures import Signet
from tests.camp.camp_system import CAMP, OTHER_LESSON, CampSystem
from tests.support import tokens

SIGNET = Signet("5a" * 32, PURPOSE)
EDITS = {
    "hours": ("UPDATE camp.enrolments SET counted_ms = counted_ms + 1", "ms by lessons"),
    "a lesson": ("UPDATE camp.watched SET counted_ms = counted_ms + 1", "ms by lessons"),
    "a like that was added": (
        "INSERT INTO camp.likes SELECT id, gen_random_uuid(), now() FROM camp.works",
        "likes counted",
    ),
    "a counter": ("UPDATE camp.like_counts SET likes = likes + 5 WHERE likes > 0", "likes counted"),
    "a certificate": ("UPDATE camp.certificates SET earned_ms = earned_ms + 600000", "earned by"),
    "a board": ("UPDATE camp.unit_totals SET works = 7 WHERE unit_code = '371000'", "by a recount"),
    "what was signed": ("UPDATE camp.finals SET digest = '\\x00'", "do not have their digest"),
}


async def _live(camp: CampSystem) -> None:
    """Something of everything: learners, a certificate, works, likes, frozen results."""
    learner, other = await camp.learner(), await camp.learner()
    await camp.learn(learner)
    await camp.beat(other, 0, lesson=OTHER_LESSON)
    await camp.wait(15)
    await camp.beat(other, 15, lesson=OTHER_LESSON)
    await camp.certificate(learner)
    work_id = await camp.published(learner)
    for caller in (learner, other, tokens.participant()):
        await camp.like(work_id, caller)
    await camp.like(work_id, other, "DELETE")
    await camp.wait(6 * 86_400)
    async with camp.database.begin() as transaction:
        assert await finals.read_closed(transaction) == [CAMP]
        await freeze_top(transaction, await find_camp(transaction, CAMP), SIGNET)
    await camp.count()


async def test_what_people_did_is_found_as_it_is_kept(camp: CampSystem) -> None:
    await _live(camp)

    assert await verify(camp.database, SIGNET.public, 0) == []


@pytest.mark.parametrize("edit", EDITS)
async def test_an_edit_behind_the_back_of_the_service_is_named(camp: CampSystem, edit: str) -> None:
    statement, named = EDITS[edit]
    await _live(camp)
    async with camp.database.begin() as transaction:
        await transaction.execute(sa.text(statement))

    found = await verify(camp.database, SIGNET.public, 0)

    assert any(named in line for line in found)


async def test_results_that_somebody_else_signed_are_named(camp: CampSystem) -> None:
    await _live(camp)

    found = await verify(camp.database, Signet("00" * 32, PURPOSE).public, 0)

    assert found == [f"{CAMP}: the frozen results are not signed by this system"]
