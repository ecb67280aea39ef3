"""The data of a quiz as tutorials model it: one class per table, relationships loaded as they are touched."""

from datetime import datetime

from sqlalchemy import JSON, DateTime, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Question(Base):
    __tablename__ = "questions"
    id: Mapped[int] = mapped_column(primary_key=True)
    stem: Mapped[str]
    options: Mapped[list[str]] = mapped_column(JSON)
    right: Mapped[int]
    explanation: Mapped[str]


class QuizSession(Base):
    __tablename__ = "sessions"
    __table_args__ = (UniqueConstraint("participant_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(String(36), index=True)
    day: Mapped[str]
    deadline_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    score: Mapped[int | None]
    answers: Mapped[list["Answer"]] = relationship(back_populates="session", lazy="selectin")


class Answer(Base):
    __tablename__ = "answers"
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    position: Mapped[int]
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    chosen: Mapped[int | None]
    session: Mapped[QuizSession] = relationship(back_populates="answers")
    question: Mapped[Question] = relationship(lazy="joined")
