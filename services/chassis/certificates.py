"""Certificates of whatever kind: their numbers, what strangers may know of them, and how they look on paper."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.requests import Request

from services.kit.errors import NotFound
from services.kit.names import OneLine
from services.kit.printing import qr

FORM = Path(__file__).with_name("certificate.typ")
BEIJING = timezone(timedelta(hours=8))
DIGITS = 16
"""Of a number: so many that nobody finds another's by trying."""


class CertificateNotFound(NotFound):
    code = "certificate-not-found"
    zh = "没有找到该编号的证书。"
    en = "There is no certificate with this number."


@dataclass(frozen=True)
class Certificate:
    """`of` is the camp or contest. `name` is as the person wants it shown; empty once the person was erased.

    `is_kept` says that it shall stay good then, by its number alone.
    """

    number: str
    of: str
    participant_id: UUID
    name: str
    issued_at: datetime
    revoked_at: datetime | None = None
    reason: str = ""
    is_kept: bool = False


class CertificateBody(BaseModel):
    """`name` as the person wants it shown; `keep` lets the certificate stay good, by its number, after an erasure."""

    model_config = ConfigDict(extra="forbid")

    name: OneLine = Field(min_length=1, max_length=50)
    keep: bool | None = None


class IssuedReply(BaseModel):
    number: str
    issued_at: AwareDatetime

    @classmethod
    def of(cls, certificate: Certificate) -> "IssuedReply":
        return cls(number=certificate.number, issued_at=certificate.issued_at.astimezone(BEIJING))


class CertificateReply(BaseModel):
    """Number, day and validity, and nothing of the person."""

    number: str
    kind: Literal["camp", "contest"]
    issued_on: date
    state: Literal["valid", "revoked"]

    @classmethod
    def of(cls, certificate: Certificate, kind: Literal["camp", "contest"]) -> "CertificateReply":
        state: Literal["valid", "revoked"] = "valid" if certificate.revoked_at is None else "revoked"
        day = certificate.issued_at.astimezone(BEIJING).date()
        return cls(number=certificate.number, kind=kind, issued_on=day, state=state)


def new_number(prefix: str) -> str:
    return prefix + "".join(secrets.choice("0123456789") for _ in range(DIGITS))


def paper(request: Request, certificate: Certificate, title: str, text: str) -> dict[str, Any]:
    """What `certificate.typ` shows; the QR code leads to the public answer, by the name this server was asked under."""
    day = certificate.issued_at.astimezone(BEIJING)
    address = f"{request.headers.get('x-forwarded-proto', 'https')}://{request.headers.get('host', '')}"
    return {
        "title": title,
        "name": certificate.name,
        "text": text,
        "number": certificate.number,
        "day": f"{day.year} 年 {day.month} 月 {day.day} 日",
        "qr": qr(f"{address}/v1/certificates/{certificate.number}"),
    }
