"""The contest lines of the forms are the scoring ledger's own count, at every unit and every time (R3.7).

Scoring and reporting run as they do in a deployment: two workers that know of each other by streams only.
"""

import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from reporting_service.settings import Settings
from reporting_service.use_cases.campaigns.load_campaign import load_forms
from reporting_service.worker import create_app
from scoring_service import tables as scoring_tables
from services.kit import streams
from tests.reporting import builders
from tests.reporting.builders import CONTEST, FORM_A, FORM_B, HUANCUI, SHANDONG, WEIHAI, WENDENG, reporter
from tests.reporting.reporting_system import ReportingSystem
from tests.reporting.test_worker import until
from tests.scoring import stream_system
from tests.scoring.builders import finished, unit
from tests.scoring.stream_system import publish
from tests.support.servers import PASSWORD

IN_WEIHAI = ("CN", "370000", "371000")
YANTAI = ("CN", "370000", "370600")
COUNTIES = (HUANCUI, WENDENG, "371082", "371083")
ASKED = (*COUNTIES, WEIHAI, SHANDONG)
LEDGER = sa.text("""
SELECT count(DISTINCT participant_id), count(*) FROM scoring.ledger
WHERE contest_id = :contest AND kind = 'session' AND :unit = ANY(unit_path)
""")
Numbers = tuple[int | None, int | None]


@dataclass
class Both:
    """Scoring and reporting, and people who answer day by day at one county or another."""

    reporting: ReportingSystem
    redis_url: str
    chance: random.Random
    people: Sequence[UUID]
    place_of: dict[str, tuple[str, ...]]
    seen: set[UUID] = field(default_factory=set)
    played: Counter[str] = field(default_factory=Counter)

    async def play(self, day: date) -> None:
        """Half of the people take part, some of them elsewhere than yesterday; then the forms have heard of it."""
        events = [
            finished(someone, path=self.place_of[self.chance.choice(COUNTIES)], day=day, contest_id=CONTEST)
            for someone in self.people
            if self.chance.random() < 0.5
        ]
        self.seen.update(event.participant_id for event in events)
        self.played.update(code for event in events for code in event.unit_path)
        async with streams.connect(self.redis_url) as redis:
            await publish(redis, "quiz.sessions", *events)
        await until(self._is_known)

    async def _is_known(self) -> bool:
        return [(await self.shown(code, FORM_B))[1] for code in ASKED] == [self.played[code] for code in ASKED]

    async def move(self, code: str, *, below: tuple[str, ...]) -> None:
        self.place_of[code] = (*below, code)
        async with streams.connect(self.redis_url) as redis:
            moved = unit(self.place_of[code], version=2, name=builders.NAMES[code])
            await publish(redis, "directory.units", moved)

    async def ledger(self, code: str) -> Numbers:
        async with self.reporting.owner.begin() as transaction:
            found = (await transaction.execute(LEDGER, {"contest": CONTEST, "unit": code})).one()
        return found[0], found[1]

    async def shown(self, code: str, form: str = FORM_A) -> Numbers:
        """What a form says of the unit now."""
        own = (await self.reporting.roll_up(code, form))["own"]
        return own["online_quiz_participants"], own["online_quiz_attempts"]

    async def differing(self) -> dict[str, tuple[Numbers, Numbers]]:
        """Units whose form says otherwise than the ledger."""
        both = {
            (code, form): (await self.shown(code, form), await self.ledger(code))
            for code in ASKED
            for form in (FORM_A, FORM_B)
        }
        return {code: pair for (code, _), pair in both.items() if pair[0] != pair[1]}


@pytest.fixture
async def both(
    reporting: ReportingSystem, settings: Settings, postgres_url: str, redis_url: str
) -> AsyncIterator[Both]:
    emptied = ", ".join(table.fullname for table in scoring_tables.metadata.sorted_tables if table.name != "state")
    async with reporting.owner.begin() as transaction:
        await transaction.execute(sa.text(f"TRUNCATE {emptied}"))
        await load_forms(transaction, {"indicators": []}, [builders.counted_form_b()])
    scoring_url = make_url(postgres_url).set(username="scoring", password=PASSWORD)
    chance = random.Random(2026)
    people = [UUID(int=chance.getrandbits(128)) for _ in range(60)]
    place_of: dict[str, tuple[str, ...]] = {code: (*IN_WEIHAI, code) for code in COUNTIES}
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(streams.connect(redis_url))
        await redis.flushdb()
        await stack.enter_async_context(
            stream_system.worker(scoring_url.render_as_string(hide_password=False), redis_url)
        )
        worker = create_app(settings)
        await stack.enter_async_context(worker.router.lifespan_context(worker))
        paths = [IN_WEIHAI[:1], IN_WEIHAI[:2], IN_WEIHAI, YANTAI, *place_of.values()]
        await publish(redis, "quiz.contests", builders.contest(version=2))
        await publish(redis, "directory.units", *[unit(path, name=builders.NAMES.get(path[-1])) for path in paths])
        yield Both(reporting, redis_url, chance, people, place_of)


async def test_forms_say_what_the_ledger_says_for_each_unit_at_each_time(both: Both) -> None:
    """R3.7, R2.3, R2.4: distinct persons are counted at every node, not added up."""
    differences = []
    for number in range(1, 5):
        await both.play(date(2026, 6, number))
        differences.append(await both.differing())

    of_counties = [(await both.shown(code))[0] for code in COUNTIES]

    assert differences == [{}] * 4
    assert (await both.shown(WEIHAI))[0] == len(both.seen)
    assert sum(filter(None, of_counties)) > len(both.seen)


async def test_a_version_keeps_the_numbers_of_its_own_time(both: Both) -> None:
    """R3.7: form A is due on the last contest day, form B two days later."""
    await both.play(date(2026, 6, 1))
    then = await both.ledger(HUANCUI)
    report_id = await both.reporting.submitted(HUANCUI, FORM_A)
    await both.play(date(2026, 6, 2))

    form_a = (await both.reporting.read(report_id, reporter(HUANCUI))).json()
    form_b = (await both.reporting.open(HUANCUI, FORM_B)).json()

    assert then != await both.ledger(HUANCUI)
    values = [
        (each["values"]["online_quiz_participants"], each["values"]["online_quiz_attempts"])
        for each in (form_a, form_b)
    ]
    assert values == [then, await both.ledger(HUANCUI)]
    as_of = [each["prefilled"]["online_quiz_attempts"]["as_of"] for each in (form_a, form_b)]
    assert as_of[0] < as_of[1]


async def test_after_a_unit_has_moved_the_forms_still_say_what_the_ledger_says(both: Both) -> None:
    """R3.7, R2.3: what was earned before the move stays with the former parent."""
    await both.play(date(2026, 6, 1))
    before = await both.ledger(WEIHAI)
    await both.move(WENDENG, below=YANTAI)
    await both.play(date(2026, 6, 2))

    differences = await both.differing()
    city = await both.reporting.submitted(WEIHAI, FORM_A)
    saved = (await both.reporting.read(city, reporter(WEIHAI))).json()["values"]

    assert differences == {}
    in_yantai, in_wendeng = await both.ledger("370600"), await both.ledger(WENDENG)
    assert in_yantai[1]
    assert in_yantai[1] < (in_wendeng[1] or 0)  # Wendeng's first day is Weihai's for good
    assert (saved["online_quiz_participants"], saved["online_quiz_attempts"]) == await both.ledger(WEIHAI)
    assert (await both.ledger(WEIHAI))[1] > (before[1] or 0)
