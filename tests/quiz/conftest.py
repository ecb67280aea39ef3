"""The quiz service on a real database, one for each module."""

from collections.abc import AsyncIterator

import pytest

from tests.quiz.quiz_system import QuizSystem, quiz_system


@pytest.fixture(scope="module")
async def quiz(postgres_url: str, redis_url: str) -> AsyncIterator[QuizSystem]:
    async with quiz_system(postgres_url, redis_url) as system:
        yield system
