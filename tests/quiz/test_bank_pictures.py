"""The shipped bank shows signs and scenes of our own drawing, in words as well (R1.7, R1.12)."""

import io
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image

from quiz_service.domain.picture import CHINESE
from quiz_service.use_cases.contests.load_shipped_contest import BANK_ID, load_shipped_contest
from quiz_service.use_cases.contests.shipped_bank import shipped_pictures, shipped_questions
from tests.quiz.draw_pictures import DRAWINGS, FOLDER, HEIGHT, WIDTH
from tests.quiz.quiz_system import QuizSystem
from tests.support import tokens

LARGEST = 12_000


@pytest.fixture(scope="module")
def bank() -> dict[str, dict[str, Any]]:
    return {question["id"]: question for question in shipped_questions()}


def pixels(content: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)


@pytest.mark.parametrize("name", DRAWINGS)
def test_each_picture_is_what_its_script_draws(name: str) -> None:
    content = (FOLDER / f"{name}.png").read_bytes()

    assert len(content) < LARGEST
    assert pixels(content).shape == (HEIGHT, WIDTH, 3)
    assert np.abs(pixels(content) - pixels(DRAWINGS[name]().png())).mean() < 1


def test_every_drawing_is_asked_about_and_nothing_else_is_shipped() -> None:
    shown = {each.content for each in shipped_pictures()}

    assert shown == {path.read_bytes() for path in FOLDER.glob("*.png")}
    assert len(shown) == len(DRAWINGS)


def test_questions_speak_of_a_picture_where_they_have_one(bank: dict[str, dict[str, Any]]) -> None:
    shown = {each.question for each in shipped_pictures()}

    assert {name for name, row in bank.items() if re.search("图中", row["stem"])} == shown
    assert len(shown) == len(shipped_pictures())


def test_the_words_for_a_picture_say_what_it_shows_and_not_the_key(bank: dict[str, dict[str, Any]]) -> None:
    for each in shipped_pictures():
        row = bank[each.question]
        assert CHINESE.search(each.alt), each.question
        if row["kind"] != "true_false":
            assert not [key for key in row["answer"] if row["options"][key] in each.alt], each.question


async def test_the_shipped_pictures_are_there_from_the_first_start_and_keep_their_names(quiz: QuizSystem) -> None:
    async def named() -> dict[str, str]:
        editor, found, query = tokens.organiser("editor"), {}, "?limit=200"
        while query:
            page = (await quiz.get(f"/v1/banks/{BANK_ID}/questions{query}", editor)).json()
            found |= {each["id"]: each["picture"] for each in page["items"] if each["picture"]}
            query = f"?limit=200&cursor={page['next_cursor']}" if page["next_cursor"] else ""
        return found

    before = await named()
    async with quiz.database.begin() as transaction:
        await load_shipped_contest(transaction)

    assert set(before) == {each.question for each in shipped_pictures()}
    assert await named() == before
    for each in shipped_pictures():
        shown = await quiz.client.get(f"/v1/pictures/{before[each.question]}")
        assert (shown.status_code, shown.content) == (200, each.content)
