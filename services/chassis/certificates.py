"""Certificates of whatever kind: their numbers, what is signed, what strangers may know, how they look on paper."""

import ipaddress
import json
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from services.kit.errors import Conflict, NotFound
from services.kit.names import Lines, OneLine
from services.kit.printing import qr
from services.kit.signatures import Signet

FORM = Path(__file__).with_name("certificate.typ")
BEIJING = timezone(timedelta(hours=8))
PURPOSE = "certificates"
"""Of the key that signs them (`services.kit.signatures`)."""
Kind = Literal["camp", "contest"]
DIGITS = 16
"""Of a number: so many that nobody finds another's by trying."""


class CertificateNotFound(NotFound):
    code = "certificate-not-found"
    zh = "没有找到该编号的证书。"
    en = "There is no certificate with this number."


class CertificateRevoked(Conflict):
    code = "certificate-revoked"
    zh = "证书已作废。"
    en = "The certificate has been revoked."


class TooManyNames(Conflict):
    code = "too-many-names"
    zh = "证书更改姓名的次数已达上限。"
    en = "The name on this certificate has been changed as often as it may be."


@dataclass(frozen=True)
class Certificate:
    """`of` is the camp or contest. `name` is as the person wants it shown; empty once the person was erased.

    `is_kept` says that it shall stay good then, by its number alone. `jws` is what was signed; it holds the name, and
    goes with it. `revoked_by` is the organiser who revoked it: where it is nobody, its owner may earn another one.
    """

    number: str
    of: str
    participant_id: UUID
    name: str
    issued_at: datetime
    revoked_at: datetime | None = None
    reason: str = ""
    is_kept: bool = False
    jws: str = ""
    revoked_by: UUID | None = None


@dataclass(frozen=True)
class Issuer:
    """Who issues certificates of a kind, by numbers with a prefix of its own."""

    kind: Kind
    prefix: str
    signet: Signet

    def issue(self, of: str, participant_id: UUID, name: str, at: datetime, *, is_kept: bool = False) -> Certificate:
        """A new certificate, signed."""
        number = self.prefix + "".join(secrets.choice("0123456789") for _ in range(DIGITS))
        new = Certificate(number, of, participant_id, name, at, is_kept=is_kept)
        return replace(new, jws=self.signet.sign(document(new, self.kind)))


def document(certificate: Certificate, kind: Kind) -> bytes:
    """What is signed: the same certificate gives the same bytes."""
    content = {
        "number": certificate.number,
        "kind": kind,
        "of": certificate.of,
        "name": certificate.name,
        "issued_at": certificate.issued_at.astimezone(BEIJING).isoformat(),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class CertificateBody(BaseModel):
    """`name` as the person wants it shown; `keep` lets the certificate stay good, by its number, after an erasure."""

    model_config = ConfigDict(extra="forbid")

    name: OneLine = Field(min_length=1, max_length=50)
    keep: bool | None = None


class ReissueBody(BaseModel):
    """The new name."""

    model_config = ConfigDict(extra="forbid")

    name: OneLine = Field(min_length=1, max_length=50)


class RevocationBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Lines, StringConstraints(strip_whitespace=True, min_length=2, max_length=500)]


class IssuedReply(BaseModel):
    number: str
    issued_at: AwareDatetime

    @classmethod
    def of(cls, certificate: Certificate) -> "IssuedReply":
        return cls(number=certificate.number, issued_at=certificate.issued_at.astimezone(BEIJING))

    @classmethod
    def response(cls, certificate: Certificate, *, is_new: bool) -> Response:
        content = cls.of(certificate).model_dump_json()
        return Response(content, 201 if is_new else 200, media_type="application/json")


class CertificateKeysReply(BaseModel):
    """A JWK Set (RFC 7517) of Ed25519 keys (RFC 8037)."""

    keys: list[dict[str, str]]


class CertificateReply(BaseModel):
    """Number, day and validity, and nothing of the person."""

    number: str
    kind: Kind
    issued_on: date
    state: Literal["valid", "revoked"]

    @classmethod
    def of(cls, certificate: Certificate, kind: Kind) -> "CertificateReply":
        state: Literal["valid", "revoked"] = "valid" if certificate.revoked_at is None else "revoked"
        day = certificate.issued_at.astimezone(BEIJING).date()
        return cls(number=certificate.number, kind=kind, issued_on=day, state=state)


def paper(request: Request, certificate: Certificate, title: str, text: str) -> dict[str, Any]:
    """What `certificate.typ` shows; the QR code leads to the public page, by the name this server was asked under."""
    day = certificate.issued_at.astimezone(BEIJING)
    return {
        "title": title,
        "name": certificate.name,
        "text": text,
        "number": certificate.number,
        "day": f"{day.year} 年 {day.month} 月 {day.day} 日",
        "qr": qr(f"{_address(request)}/certificates/{certificate.number}"),
        "jws": certificate.jws,
    }


def _address(request: Request) -> str:
    """Machines that are asked under a name stand behind TLS; nobody has a certificate for a bare address."""
    host = request.headers.get("host", "")
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return f"https://{host}"
    return f"http://{host}"
