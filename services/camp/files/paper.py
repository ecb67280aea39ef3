"""What a certificate holds on paper; `services/camp/data/certificate.typ` is its form."""

from datetime import timedelta, timezone
from typing import Any

from services.camp.domain.certificate import Certificate
from services.kit.printing import qr

BEIJING = timezone(timedelta(hours=8))


def data(certificate: Certificate, camp_title: str) -> dict[str, Any]:
    """The QR code holds the path of the public page that confirms the number."""
    day = certificate.issued_at.astimezone(BEIJING)
    return {
        "title": "结业证书",
        "name": certificate.name,
        "text": f"您已完成“{camp_title}”的全部学时，成绩合格，准予结业。",
        "number": certificate.number,
        "day": f"{day.year} 年 {day.month} 月 {day.day} 日",
        "qr": qr(f"/v1/certificates/{certificate.number}"),
    }
