"""A machine whose clock is wrong changes no verdict: neither a token's expiry nor a deadline."""

import time
from datetime import datetime

import pytest

from services.chassis.tokens import Signer
from tests.quiz.quiz_system import quiz_system
from tests.support import tokens

REAL_TIME = time.time


@pytest.mark.parametrize("ahead_s", [-3600, 3600])
async def test_an_hour_of_error_changes_no_verdict(
    postgres_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch, ahead_s: int
) -> None:
    """I2"""
    real_now = int(REAL_TIME())
    caller = tokens.participant()
    signer = Signer(tokens.private_keys())
    valid = {"Authorization": f"Bearer {signer.sign(caller, 1800, real_now)}"}
    expired = {"Authorization": f"Bearer {signer.sign(caller, 1800, real_now - 1900)}"}
    async with quiz_system(postgres_url, redis_url) as setting_up:
        contest_id = await setting_up.contest()
    monkeypatch.setattr(time, "time", lambda: REAL_TIME() + ahead_s)

    async with quiz_system(postgres_url, redis_url) as quiz:
        path = f"/v1/contests/{contest_id}/sessions"
        started = await quiz.client.post(path, json={"entry": "region"}, headers=valid)
        refused = await quiz.client.post(path, json={"entry": "region"}, headers=expired)

    assert started.status_code == 201
    assert 149_000 < started.json()["remaining_ms"] <= 150_000
    assert abs(datetime.fromisoformat(started.json()["started_at"]).timestamp() - real_now) < 60
    assert refused.status_code == 401
