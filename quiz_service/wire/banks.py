"""Question banks as they are made and listed."""

from typing import Annotated

from pydantic import BaseModel, Field

from quiz_service.domain.bank import Bank
from quiz_service.wire.parts import Body, Code, Line


class BankBody(Body):
    id: Annotated[str, Field(pattern=r"^[\w.-]{1,64}$", examples=["shandong-2026"])]
    title: Line = Field(max_length=200)
    owner_unit: Code


class BankCounts(BaseModel):
    """Of questions: without any approved version, in use, withdrawn."""

    draft: int
    approved: int
    withdrawn: int


class BankReply(BaseModel):
    id: str
    title: str
    owner_unit: str
    questions: BankCounts

    @classmethod
    def of(cls, bank: Bank) -> "BankReply":
        counts = BankCounts(draft=bank.draft, approved=bank.approved, withdrawn=bank.withdrawn)
        return cls(id=bank.id, title=bank.title, owner_unit=bank.owner_unit, questions=counts)


class BankList(BaseModel):
    items: list[BankReply]
    next_cursor: str | None = None
