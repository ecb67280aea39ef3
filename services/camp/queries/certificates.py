"""Certificates of completion: one that is good for each person and camp."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.tables import camps, certificates
from services.chassis.certificate_store import CertificateStore

STORE = CertificateStore(certificates, "camp_id")


async def read_title(connection: AsyncConnection, camp_id: str) -> str:
    return str((await connection.execute(sa.select(camps.c.title).where(camps.c.id == camp_id))).scalar_one())
