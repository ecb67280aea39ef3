"""Whom a process refuses: what it reads of the copy, and what it forgets (R4.4)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from quiz_service.tables import shared
from services.chassis.erasures import KEPT_FOR, Erased, admit_again, forget_old, keep, read_all
from services.chassis.subscriptions import handlers, shared_subscriptions
from services.chassis.tokens import Caller, Signer, Verifier
from services.contracts.events import ParticipantErased, ParticipantReturned, ParticipantsMerged, encode
from services.directory.settings import Settings
from services.kit.consumer import Delivery
from services.kit.database import Database
from services.kit.errors import Unauthenticated
from tests.support.tokens import private_keys, public_keys

erasures = shared.erasures


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    opened = Database(postgres_url, application_name="test", hot_connections=1)
    await opened.open()
    async with opened.begin() as transaction:
        await transaction.execute(erasures.delete())
    yield opened
    await opened.close()


async def erase(database: Database, participant: UUID, ago: timedelta = timedelta()) -> None:
    await database.fetch(
        "INSERT INTO quiz.erasures VALUES ($1, now() - CAST($2 AS interval)) RETURNING 1", participant, ago
    )


async def test_a_token_that_was_verified_before_is_refused_from_the_next_look_on(database: Database) -> None:
    verifier, erased, participant = Verifier(public_keys()), Erased(database, erasures), uuid4()
    verifier.refused = erased.ended_at
    token = Signer(private_keys()).sign(Caller(str(participant), is_participant=True), 600)
    await erased.refresh()
    assert verifier.verify(token).subject_id == participant

    await erase(database, participant)
    await erased.refresh()

    with pytest.raises(Unauthenticated):
        verifier.verify(token)


async def test_an_erasure_that_comes_to_light_after_a_younger_one_is_not_overlooked(database: Database) -> None:
    erased, early, late = Erased(database, erasures), uuid4(), uuid4()
    await erase(database, early)
    await erased.refresh()

    await erase(database, late, ago=timedelta(seconds=10))
    await erased.refresh()

    assert all(str(each) in erased.subjects for each in (early, late))


async def test_whom_no_token_can_name_any_more_is_forgotten(database: Database) -> None:
    erased, gone, present = Erased(database, erasures), uuid4(), uuid4()
    await erase(database, gone, ago=KEPT_FOR + timedelta(hours=1))
    await erased.refresh()
    assert str(gone) in erased.subjects

    async with database.begin() as transaction:
        await keep(transaction, erasures, {present: None})
        await forget_old(transaction, erasures)
        assert set(await read_all(transaction, erasures)) == {present}
    await erased.refresh()

    assert str(gone) not in erased.subjects
    assert str(present) in erased.subjects


def test_no_participant_token_may_outlive_what_is_known_of_erasures() -> None:
    field = Settings.model_fields["participant_token_seconds"]

    assert any(getattr(each, "le", None) == KEPT_FOR.total_seconds() for each in field.metadata)


async def test_who_comes_back_under_the_same_id_is_admitted_and_refused_again_after_another_erasure(
    database: Database,
) -> None:
    """I19: the pseudonym goes on, so each process has to forget that it was erased."""
    erased, participant = Erased(database, erasures), uuid4()
    async with database.begin() as transaction:
        await keep(transaction, erasures, [participant])
    await erased.refresh()

    async with database.begin() as transaction:
        await admit_again(transaction, erasures, [participant])
        assert list(await read_all(transaction, erasures)) == []
    await erased.refresh()
    assert str(participant) not in erased.subjects

    async with database.begin() as transaction:
        await keep(transaction, erasures, [participant])
    await erased.refresh()
    assert str(participant) in erased.subjects


async def test_the_account_that_ended_in_a_merge_is_refused_and_who_returned_is_not(database: Database) -> None:
    """I19: two accounts that are one person leave one that may play."""
    ended, kept, back = uuid4(), uuid4(), uuid4()
    events = [
        ParticipantErased(event_id=uuid4(), participant_id=back),
        ParticipantsMerged(event_id=uuid4(), ended_id=ended, kept_id=kept),
        ParticipantReturned(event_id=uuid4(), participant_id=back),
    ]
    handle = handlers(database, shared_subscriptions(shared))[ParticipantErased.stream]

    await handle([Delivery(str(number), encode(event)) for number, event in enumerate(events)])

    erased = Erased(database, erasures)
    await erased.refresh()
    assert [str(each) in erased.subjects for each in (ended, kept, back)] == [True, False, False]
