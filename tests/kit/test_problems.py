"""Problem documents: their language, and what a wrong method is told."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from services.kit import problems


async def answer() -> None:
    """Whatever it is."""


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    problems.install(app)
    app.add_api_route("/things/{name}", answer, methods=["GET"])
    app.add_api_route("/things/{name}", answer, methods=["PUT"])
    app.add_api_route("/things", answer, methods=["POST"])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client:
        yield client


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("", "zh-CN"),
        ("*", "zh-CN"),
        ("en", "en"),
        ("EN-gb,en;q=0.9", "en"),
        ("fr, en;q=0.8", "en"),
        ("fr", "zh-CN"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("en;q=0.2, zh;q=0.9", "zh-CN"),
        ("en, zh", "en"),
        ("zh, en", "zh-CN"),
        ("en;q=0", "zh-CN"),
        ("en;q=much", "zh-CN"),
        ("en;q=nan, zh", "zh-CN"),
    ],
)
async def test_the_language_that_is_preferred_is_spoken(client: httpx.AsyncClient, wanted: str, language: str) -> None:
    reply = await client.get("/nothing", headers={"Accept-Language": wanted})

    assert reply.headers["Content-Language"] == language


async def test_a_wrong_method_is_told_every_right_one(client: httpx.AsyncClient) -> None:
    """RFC 9110 §15.5.6"""
    reply = await client.delete("/things/a")

    assert (reply.status_code, reply.json()["code"]) == (405, "method-not-allowed")
    assert reply.headers["Allow"] == "GET, PUT"
