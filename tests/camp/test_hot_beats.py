"""The statement that takes beats by the batch counts what the rules of the domain say, to the millisecond (R6.11)."""

import asyncio
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from services.camp.domain.watching import Beat, counted_ms
from services.camp.queries.hot_beats import Beaten, HotBeat
from services.camp.use_cases.steps.find import find_camp, find_lesson
from services.chassis.tokens import Caller
from tests.camp.camp_system import CAMP, LESSON, OTHER_LESSON, CampSystem, lesson_body
from tests.support import tokens

LIVE, SHORT = "lecture", "short"
BEATS = 300


@dataclass
class Reckoner:
    """What the domain says of one learner."""

    last: Beat | None = None
    counted: dict[str, int] = field(default_factory=dict)


async def _beat(camp: CampSystem, beat: HotBeat) -> Beaten | None:
    found: Beaten | None = await camp.app.state.process.beats.submit(beat)
    return found


async def test_r6_11_random_beats_count_as_the_rules_say(camp: CampSystem) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    luck = random.Random(seed)
    await camp.add_lesson(LIVE, kind="live", starts_at=(datetime.now(UTC) + timedelta(minutes=20)).isoformat())
    await camp.add_lesson(SHORT, duration_ms=45_000)
    learner, reckoner, position = await camp.learner(), Reckoner(), 0
    async with camp.database.begin() as transaction:
        rules = await find_camp(transaction, CAMP)
        lessons = {name: (await find_lesson(transaction, name))[1] for name in (LESSON, OTHER_LESSON, LIVE, SHORT)}
    lesson = LESSON

    for _ in range(BEATS):
        lesson = luck.choice(list(lessons)) if luck.random() < 0.2 else lesson
        position = max(position + luck.choice((-5_000, 0, 14_000, 16_000, 300_000)), 0)
        beat = HotBeat(learner.subject_id, lesson, position, luck.random() < 0.85)
        found = await _beat(camp, beat)
        assert found is not None
        told = Beat(lesson, position, beat.is_playing, found.now)
        already = reckoner.counted.get(lesson, 0)
        reckoner.counted[lesson] = already + counted_ms(reckoner.last, told, rules, lessons[lesson], already)
        reckoner.last = told
        assert (found.counted_ms, found.total_ms) == (reckoner.counted[lesson], sum(reckoner.counted.values())), seed
        await camp.wait(luck.choice((0, 1, 15, 15, 15, 70)))

    assert reckoner.counted[SHORT] <= 45_000
    assert sum(reckoner.counted.values()) > 0


async def test_what_is_to_be_looked_at_by_itself_is_not_in_the_batch(camp: CampSystem) -> None:
    check = {"question": "能不能乘电梯？", "options": ["能", "不能"], "right": [1]}
    body = lesson_body(OTHER_LESSON, checks=[check])
    await camp.ask("PUT", f"/v1/camps/{CAMP}/lessons/{OTHER_LESSON}", camp.administrator, body)
    learner, stranger = await camp.learner(), tokens.participant()

    def beat(caller: Caller, lesson: str) -> HotBeat:
        return HotBeat(caller.subject_id, lesson, 0, is_playing=True)

    found = [
        await _beat(camp, each)
        for each in (
            beat(learner, LESSON),
            beat(learner, OTHER_LESSON),
            beat(learner, "no-such-lesson"),
            beat(stranger, LESSON),
        )
    ]

    assert [each is not None for each in found] == [True, False, False, False]


async def test_many_learners_share_a_statement_and_get_their_own_answers(camp: CampSystem) -> None:
    learners = [await camp.learner() for _ in range(20)]
    for each in learners:
        await camp.beat(each, 0)
    await camp.wait(15)

    shown = await asyncio.gather(*(camp.beat(each, number) for number, each in enumerate(learners)))

    assert [each["counted_ms"] for each in shown[:15]] == [1000 * number for number in range(15)]
    assert all(15_000 <= each["counted_ms"] < 20_000 for each in shown[19:])
