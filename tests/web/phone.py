"""A participant with a phone in hand: what they tap, and what they read."""

import json
import uuid
from typing import Any

import httpx
from playwright.async_api import Locator, Page

from tests.support.contest import ContestSystem

HUANCUI = "371002"
TOKENS = "contest.tokens"


async def tokens_of(system: ContestSystem, subject: str) -> dict[str, Any]:
    body = {"grant_type": "development", "subject": subject}
    return await ask(system, "POST", "/v1/auth/token", json=body)


async def ask(system: ContestSystem, method: str, path: str, token: str = "", **sent: Any) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(base_url=system.url, headers=headers) as client:
        reply = await client.request(method, path, **sent)
    return dict(reply.raise_for_status().json())


async def held_token(page: Page) -> str:
    """The access token that a page uses."""
    return str(json.loads(await page.evaluate(f"localStorage.getItem('{TOKENS}')"))["access"])


class Phone:
    """One person, by name, on one page. `contest` is the one that the address names."""

    def __init__(self, system: ContestSystem, page: Page, subject: str = "", contest: str = "") -> None:
        self.system = system
        self.page = page
        self.subject = subject or uuid.uuid4().hex
        self.home = f"{system.url}/#/?contest={contest}" if contest else f"{system.url}/#/"

    async def open(self, unit: str | None = HUANCUI, *, expires_in_s: int = 1_800) -> None:
        """The home screen, signed in, with a unit chosen before."""
        said = await tokens_of(self.system, self.subject)
        if unit:
            profile = await ask(self.system, "PUT", "/v1/me", said["access_token"], json={"region_unit": unit})
            said["access_token"] = profile["access_token"]
        await self.page.goto(self.system.url + "/licences-of-nobody")
        kept = {"access": said["access_token"], "refresh": said["refresh_token"]}
        script = (
            "([key, kept, s]) => localStorage.setItem(key, JSON.stringify({...kept, expiresAt: Date.now() + s * 1000}))"
        )
        await self.page.evaluate(script, [TOKENS, kept, expires_in_s])
        await self.page.goto(self.home)
        await self.page.locator("section.card h2, section.strong .main").first.wait_for()

    async def start(self) -> None:
        await self.page.locator("section.card button.main").first.click()
        await self.page.locator("fieldset.question").wait_for()

    def option(self, index: int) -> Locator:
        return self.page.locator(".option").nth(index)

    async def tap(self, index: int) -> None:
        await self.option(index).click()

    async def chosen(self) -> list[int]:
        found = await self.page.locator(".option").evaluate_all(
            "all => all.flatMap((each, index) => each.querySelector('input').checked ? [index] : [])"
        )
        return list(found)

    async def next(self) -> None:
        await self.page.locator("section > .row > .main").click()

    async def go_to(self, position: int) -> None:
        await self.page.locator(".dots button").nth(position - 1).click()

    async def hand_in(self) -> None:
        """Hand in, whatever is unanswered."""
        await self.go_to(5)
        await self.next()
        if await self.page.locator("dialog[open]").count():
            await self.page.locator("dialog[open] .main").click()

    async def score(self) -> str:
        await self.page.locator("p.score").wait_for()
        return await self.page.locator("p.score").inner_text()

    async def saving(self) -> str:
        return await self.page.locator("p.saving").first.inner_text()

    @property
    def session(self) -> str:
        return self.page.url.rpartition("/")[2]

    async def stored(self) -> dict[int, list[str] | None]:
        """What the server holds of the running session, by position."""
        session = await ask(self.system, "GET", f"/v1/sessions/{self.session}", await held_token(self.page))
        return {each["position"]: each["saved"] for each in session["questions"]}
