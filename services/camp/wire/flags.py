"""What may be cheating, for organisers."""

import hashlib

from pydantic import AwareDatetime, BaseModel

from services.camp.domain.suspicion import Flag, Signal
from services.camp.wire.parts import UnitReply, local


class CampFlagReply(BaseModel):
    """`figures` raised the flag: counts, and milliseconds where their name ends so.

    `subject` is the same for everything about one learner or one work, and leads to nobody; `title` is that of a work.
    """

    signal: Signal
    subject: str
    unit: UnitReply
    title: str
    figures: dict[str, int]
    since: AwareDatetime

    @classmethod
    def of(cls, camp_id: str, flag: Flag) -> "CampFlagReply":
        return cls(
            signal=flag.signal,
            subject=hashlib.sha256(f"{camp_id} {flag.subject}".encode()).hexdigest()[:16],
            unit=UnitReply(code=flag.unit_code, name=flag.unit_name),
            title=flag.title,
            figures=dict(flag.figures),
            since=local(flag.since),
        )


class CampFlagList(BaseModel):
    items: list[CampFlagReply]
    next_cursor: None = None
