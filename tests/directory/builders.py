"""What the tests of the directory are made of."""

import itertools
from dataclasses import dataclass
from typing import Any

import httpx

from contest.embedded.deployment import role_url
from services.chassis.tokens import Caller, Verifier
from services.directory.settings import Settings
from tests.support.servers import PASSWORD
from tests.support.tokens import private_keys, public_keys

_numbers = itertools.count(1)


def settings(postgres_url: str, redis_url: str, **others: Any) -> Settings:
    values: dict[str, Any] = {
        "database_url": role_url(postgres_url, "directory", PASSWORD),
        "redis_url": redis_url,
        "secret": "5a" * 32,
        "token_signing_keys": private_keys(),
        "token_verification_keys": public_keys(),
        "development_sign_in": True,
    }
    return Settings(**(values | others))


def new_subject() -> str:
    return f"subject-{next(_numbers)}"


def caller_of(token: str) -> Caller:
    return Verifier(public_keys()).verify(token)


@dataclass
class Participant:
    """A signed-in participant at a client."""

    http: httpx.AsyncClient
    tokens: dict[str, Any]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens['access_token']}"}

    @property
    def id(self) -> str:
        return caller_of(self.tokens["access_token"]).subject

    async def get_me(self) -> dict[str, Any]:
        reply = await self.http.get("/v1/me", headers=self.headers)
        assert reply.status_code == 200, reply.text
        profile: dict[str, Any] = reply.json()
        return profile

    async def put_me(self, **change: Any) -> httpx.Response:
        return await self.http.put("/v1/me", headers=self.headers, json=change)


async def ask_for_token(http: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await http.post("/v1/auth/token", json=body)


async def refresh(http: httpx.AsyncClient, token: str) -> httpx.Response:
    return await ask_for_token(http, grant_type="refresh", refresh_token=token)


async def new_participant(http: httpx.AsyncClient, subject: str | None = None) -> Participant:
    reply = await ask_for_token(http, grant_type="development", subject=subject or new_subject())
    assert reply.status_code == 200, reply.text
    return Participant(http, reply.json())
