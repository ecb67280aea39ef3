"""A reviewer returns a work with the reason; a published one is taken down by it (R6.11)."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.work import Act, State, Work
from services.camp.queries import works


async def return_work(transaction: AsyncConnection, work: Work, reason: str) -> Work:
    """The work, its author's again, and complaints about it decided; a repeat changes nothing.

    Raises `WrongWorkState`.
    """
    if work.state is State.RETURNED:
        return work
    work.check(Act.RETURN)
    changed = replace(work, state=State.RETURNED, reason=reason)
    await works.change(transaction, changed)
    await works.forget_complaints(transaction, work.id)
    return changed
