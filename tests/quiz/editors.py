"""Editors and reviewers at work on a bank of their own."""

import csv
import io
import json
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import xlsxwriter

from quiz_service.domain.extra_columns import EXTRAS
from quiz_service.domain.question_sheet import OPTIONS, PLAIN
from quiz_service.files.question_files import JSON
from services.chassis.tokens import Caller
from tests.quiz.past import question
from tests.quiz.quiz_system import QuizSystem
from tests.support import tokens

HEADER = [*PLAIN, *OPTIONS, *EXTRAS]


@dataclass
class Desk:
    """One editor, two reviewers, one bank."""

    quiz: QuizSystem
    bank: str = field(default_factory=lambda: f"bank-{uuid.uuid4().hex[:12]}")
    editor: Caller = field(default_factory=lambda: tokens.organiser("editor"))
    reviewer: Caller = field(default_factory=lambda: tokens.organiser("reviewer"))
    second_reviewer: Caller = field(default_factory=lambda: tokens.organiser("reviewer"))

    async def send(
        self,
        content: bytes | AsyncIterator[bytes],
        media_type: str = JSON,
        *,
        query: str = "",
        caller: Caller | None = None,
        **headers: str,
    ) -> httpx.Response:
        sent = {**tokens.headers(caller or self.editor), "Content-Type": media_type, **headers}
        return await self.quiz.client.post(f"/v1/banks/{self.bank}/imports{query}", content=content, headers=sent)

    async def write(self, rows: Sequence[dict[str, Any]]) -> httpx.Response:
        return await self.send(json.dumps(rows).encode())

    async def list(self, query: str = "", caller: Caller | None = None) -> httpx.Response:
        return await self.quiz.get(f"/v1/banks/{self.bank}/questions{query}", caller or self.reviewer)

    async def look(self, question_id: str, caller: Caller | None = None) -> httpx.Response:
        return await self.quiz.get(f"/v1/questions/{question_id}?bank={self.bank}", caller or self.reviewer)

    async def edit(
        self, question_id: str, cells: dict[str, Any], if_match: str | None = None, caller: Caller | None = None
    ) -> httpx.Response:
        headers = tokens.headers(caller or self.editor) | ({"If-Match": if_match} if if_match else {})
        path = f"/v1/questions/{question_id}?bank={self.bank}"
        return await self.quiz.client.put(path, json=cells, headers=headers)

    async def act(
        self, question_id: str, act: str, body: Any = None, caller: Caller | None = None, **headers: str
    ) -> httpx.Response:
        sent = tokens.headers(caller or self.reviewer) | headers
        path = f"/v1/questions/{question_id}/{act}?bank={self.bank}"
        return await self.quiz.client.post(path, json=body, headers=sent)

    async def decide(
        self, withdrawal_id: str, act: str, body: Any = None, caller: Caller | None = None
    ) -> httpx.Response:
        """What becomes of a proposed withdrawal, by another reviewer unless told otherwise."""
        headers = tokens.headers(caller or self.second_reviewer)
        return await self.quiz.client.post(f"/v1/withdrawals/{withdrawal_id}/{act}", json=body, headers=headers)

    async def approve(self, question_id: str, caller: Caller | None = None, **headers: str) -> httpx.Response:
        return await self.act(question_id, "approve", {}, caller, **headers)

    async def publish(self, rows: Sequence[dict[str, Any]]) -> None:
        """Write and approve."""
        assert (await self.write(rows)).status_code == 200
        for row in rows:
            reply = await self.approve(row["id"])
            assert reply.status_code == 200, reply.text


async def published_desk(quiz: QuizSystem, count: int) -> Desk:
    desk = Desk(quiz)
    await desk.publish([question(number) for number in range(count)])
    return desk


def lines_of(rows: Sequence[dict[str, Any]]) -> list[list[Any]]:
    """The rows as the lines of a sheet, header first."""
    return [
        HEADER,
        *[
            [
                *[row[name] for name in PLAIN],
                *[row["options"].get(letter, "") for letter in OPTIONS.values()],
                *[" ".join(row[name]) if name == "enemies" and name in row else row.get(name, "") for name in EXTRAS],
            ]
            for row in rows
        ],
    ]


def as_csv(lines: Sequence[Sequence[Any]], encoding: str = "utf-8-sig") -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(lines)
    return written.getvalue().encode(encoding)


def as_xlsx(lines: Sequence[Sequence[Any]]) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, line in enumerate(lines):
            page.write_row(number, 0, line)
    return written.getvalue()
