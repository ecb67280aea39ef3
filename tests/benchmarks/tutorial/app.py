"""The service as a tutorial would have it: dependencies, response models, an ORM session and a commit per request."""

import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from tests.benchmarks.tutorial.models import Answer, Base, Question, QuizSession

QUESTIONS = 342
engine = create_async_engine(
    os.environ["TUTORIAL_DATABASE_URL"], connect_args={"server_settings": {"application_name": "tutorial"}}
)
make_session = async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with make_session() as session:
        if not (await session.scalar(select(func.count(Question.id)))):
            texts = [f"选项{letter}：发现险情时应当采取的措施之一" for letter in "ABCD"]
            stems = [f"第 {n} 题：发生事故时，下列哪一种做法是正确的？" for n in range(QUESTIONS)]
            session.add_all(
                [Question(stem=stem, options=texts, right=n % 4, explanation=stem * 3) for n, stem in enumerate(stems)]
            )
            await session.commit()
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


async def get_session() -> AsyncIterator[AsyncSession]:
    async with make_session() as session:
        yield session


async def get_user(authorization: Annotated[str, Header()]) -> str:
    # Cheaper than any tutorial: the signature is not even checked.
    claims = jwt.decode(authorization.removeprefix("Bearer "), options={"verify_signature": False})
    return str(claims["sub"])


Session = Annotated[AsyncSession, Depends(get_session)]
User = Annotated[str, Depends(get_user)]


class StartIn(BaseModel):
    entry: str


class OptionOut(BaseModel):
    token: str
    text: str


class QuestionOut(BaseModel):
    position: int
    stem: str
    options: list[OptionOut]


class SessionOut(BaseModel):
    id: str
    deadline_at: datetime
    questions: list[QuestionOut]


class SaveIn(BaseModel):
    choice: list[str]
    revision: int | None = None


class SaveOut(BaseModel):
    position: int
    saved: list[str]
    server_time: datetime


class ReviewOut(QuestionOut):
    correct: bool
    right_choice: list[str]
    explanation: str


class ResultOut(BaseModel):
    id: str
    score: int
    review: list[ReviewOut]


def _options(question: Question) -> list[OptionOut]:
    return [OptionOut(token=str(number), text=text) for number, text in enumerate(question.options)]


@app.post("/v1/contests/{contest_id}/sessions", status_code=201)
async def start(contest_id: str, body: StartIn, session: Session, user: User) -> SessionOut:
    now = datetime.now(UTC)
    if body.entry not in ("region", "enterprise") or not contest_id:
        raise HTTPException(403)
    known = select(QuizSession).where(QuizSession.participant_id == user, QuizSession.day == str(now.date()))
    if await session.scalar(known):
        raise HTTPException(409)
    drawn = random.sample(range(1, QUESTIONS + 1), 5)
    questions = (await session.scalars(select(Question).where(Question.id.in_(drawn)))).all()
    row = QuizSession(participant_id=user, day=str(now.date()), deadline_at=now + timedelta(seconds=150))
    row.answers = [Answer(position=number, question=question) for number, question in enumerate(questions, 1)]
    session.add(row)
    await session.commit()
    shown = [QuestionOut(position=n, stem=q.stem, options=_options(q)) for n, q in enumerate(questions, 1)]
    return SessionOut(id=str(row.id), deadline_at=row.deadline_at, questions=shown)


@app.put("/v1/sessions/{session_id}/answers/{position}")
async def save(session_id: int, position: int, body: SaveIn, session: Session, user: User) -> SaveOut:
    row = await _own(session, session_id, user)
    answer = next(each for each in row.answers if each.position == position)
    answer.chosen = int(body.choice[0])
    await session.commit()
    return SaveOut(position=position, saved=body.choice, server_time=datetime.now(UTC))


@app.post("/v1/sessions/{session_id}/submission")
async def submit(session_id: int, session: Session, user: User) -> ResultOut:
    row = await _own(session, session_id, user)
    row.finished_at = datetime.now(UTC)
    row.score = sum(each.chosen == each.question.right for each in row.answers)
    await session.commit()
    review = [
        ReviewOut(
            position=each.position,
            stem=each.question.stem,
            options=_options(each.question),
            correct=each.chosen == each.question.right,
            right_choice=[str(each.question.right)],
            explanation=each.question.explanation,
        )
        for each in row.answers
    ]
    return ResultOut(id=str(row.id), score=row.score, review=review)


async def _own(session: AsyncSession, session_id: int, user: str) -> QuizSession:
    row = await session.get(QuizSession, session_id)
    if row is None or row.participant_id != user:
        raise HTTPException(404)
    if row.finished_at is not None or row.deadline_at < datetime.now(UTC):
        raise HTTPException(409)
    return row
