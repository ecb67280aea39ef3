"""What `/` and `/console` answer (R6.9): packed files under strict rules, or why there is no page."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from services.gateway import pages
from tests.gateway.gateway import Upstream, running_gateway

SCRIPT = "/assets/phone-0011223344556677.js"


@pytest.fixture
def web(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    web = folder / "source"
    (web / "dist" / "assets").mkdir(parents=True)
    for name in ("phone.html", "console.html", SCRIPT[1:]):
        for ending in ("", ".gz", ".br"):
            (web / "dist" / (name + ending)).write_text(f"{name}{ending}")
    (web / "dist" / "secret.txt").write_text("not an asset")
    monkeypatch.setattr(pages, "WEB_FOLDER", web)
    return web


@pytest.fixture
async def client(folder: Path, web: Path) -> AsyncIterator[httpx.AsyncClient]:  # noqa: ARG001 - before the gateway
    async with running_gateway(folder, Upstream()) as client:
        client.headers["Accept-Encoding"] = "identity"
        yield client


async def raw(client: httpx.AsyncClient, path: str, accepted: str) -> tuple[httpx.Response, str]:
    async with client.stream("GET", path, headers={"Accept-Encoding": accepted}) as answer:
        return answer, b"".join([part async for part in answer.aiter_raw()]).decode()


@pytest.mark.parametrize(
    ("accepted", "coding", "ending"),
    [
        ("gzip, deflate, br, zstd", "br", ".br"),
        ("gzip, deflate", "gzip", ".gz"),
        ("br;q=0, gzip;q=0.5", "gzip", ".gz"),
        ("br;q=0.0,gzip; q=0", None, ""),
        ("identity", None, ""),
        ("brotli-like, xgzip", None, ""),
    ],
)
@pytest.mark.parametrize(("path", "file"), [("/", "phone.html"), ("/console", "console.html"), (SCRIPT, SCRIPT[1:])])
async def test_a_file_is_sent_in_a_coding_that_the_browser_accepts(
    client: httpx.AsyncClient, path: str, file: str, accepted: str, coding: str | None, ending: str
) -> None:
    answer, body = await raw(client, path, accepted)

    assert (answer.status_code, body) == (200, file + ending)
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "Accept-Encoding"


async def test_a_page_is_asked_for_again_and_a_file_named_by_its_contents_is_not(client: httpx.AsyncClient) -> None:
    page, script = await client.get("/"), await client.get(SCRIPT)
    again = await client.get("/", headers={"If-None-Match": page.headers["etag"]})

    assert page.headers["cache-control"] == "no-cache"
    assert again.status_code == 304
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert script.headers["content-type"] == "application/javascript; charset=utf-8"


@pytest.mark.parametrize("path", ["/", "/console", SCRIPT])
async def test_nothing_of_others_is_loaded_and_no_frame_shows_a_page(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers

    assert headers["content-security-policy"] == pages.POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/",
        "/assets/missing.js",
        SCRIPT + ".br",
        "/assets/..%2fsecret.txt",
        "/assets/../secret.txt",
        "/phone.html",
        "/missing.html",
        "/secret.txt",
        "/index.html",
        "/console/other",
    ],
)
async def test_any_other_address_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_without_built_pages_the_answer_says_why_and_how_to_build(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = folder / "source"
    web.mkdir()
    (web / "failure.txt").write_text("Installing failed: <connection refused>\n")
    monkeypatch.setattr(pages, "WEB_FOLDER", web)

    async with running_gateway(folder, Upstream()) as client:
        answers = [await client.get(path) for path in ("/", "/console")]
        setup = await client.get("/console/setup")

    for answer in answers:
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["content-security-policy"] == pages.POLICY
        assert "retry-after" in answer.headers
        assert "make web" in answer.text
        assert "Installing failed: &lt;connection refused&gt;" in answer.text
    assert setup.status_code == 200
