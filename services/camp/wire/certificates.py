"""What strangers may know of a certificate."""

from datetime import date
from typing import Literal

from pydantic import BaseModel

from services.camp.domain.certificate import Certificate
from services.camp.wire.parts import local


class CertificateReply(BaseModel):
    """Number, day and validity, and nothing of the person."""

    number: str
    kind: Literal["camp"]
    issued_on: date
    state: Literal["valid", "revoked"]

    @classmethod
    def of(cls, certificate: Certificate) -> "CertificateReply":
        state: Literal["valid", "revoked"] = "valid" if certificate.revoked_at is None else "revoked"
        day = local(certificate.issued_at).date()
        return cls(number=certificate.number, kind="camp", issued_on=day, state=state)
