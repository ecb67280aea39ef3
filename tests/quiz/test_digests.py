"""Which buckets are compared, and how often."""

import time
import uuid

import pytest

from quiz_service.use_cases.delivery.publish_digests import BUCKETS_A_STEP, SETTLED_S, DigestSchedule
from services.contracts.buckets import bucket_of


def test_after_a_loss_every_bucket_is_compared_twice_in_steps_of_their_own() -> None:
    """I18: scoring asks for a bucket when two digests in a row differ."""
    schedule = DigestSchedule()
    buckets = list(range(BUCKETS_A_STEP + 3))

    schedule.compare_all(buckets)
    steps = []
    while schedule.has_backlog:
        steps.append(schedule.next_buckets())
        schedule.step_done()

    seen = [bucket for step in steps for bucket in step]
    assert sorted(seen) == sorted(buckets * 2)
    assert all(len(step) <= BUCKETS_A_STEP for step in steps)


def test_a_step_whose_digests_were_not_written_comes_again() -> None:
    schedule = DigestSchedule()
    schedule.compare_all(list(range(BUCKETS_A_STEP + 1)))

    assert schedule.next_buckets() == schedule.next_buckets()


def test_a_bucket_with_fresh_events_is_compared_up_to_a_few_seconds_ago() -> None:
    schedule = DigestSchedule()
    session_id = uuid.UUID("018f0000-0000-7000-8000-000000000000")

    schedule.touch([session_id])

    assert schedule.next_buckets() == {bucket_of(session_id): False}


def test_a_bucket_with_changed_scores_waits_until_scoring_can_have_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """I18: they may be of any age, so that no instant parts them from the rest."""
    schedule = DigestSchedule()
    session_id = uuid.UUID("018f0000-0000-7000-8000-000000000000")
    schedule.touch([session_id])
    schedule.touch_rescored([session_id])

    at_once = schedule.next_buckets()
    later = time.monotonic() + SETTLED_S + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)

    assert (at_once, schedule.next_buckets()) == ({}, {bucket_of(session_id): True})
