"""The unit owes the form again as everybody does (R3.3)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.filing import Place
from reporting_service.domain.relief import Kind
from reporting_service.queries import reliefs
from services.chassis.clock import contest_now


async def end_relief(transaction: AsyncConnection, place: Place, kind: Kind) -> None:
    """A repeat changes nothing."""
    await reliefs.end_relief(transaction, place, kind, await contest_now(transaction))
