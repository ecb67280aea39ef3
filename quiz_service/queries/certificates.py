"""Certificates of participation: one that is good for each person and contest."""

from quiz_service.tables import certificates
from services.chassis.certificate_store import CertificateStore

STORE = CertificateStore(certificates, "contest_id")
