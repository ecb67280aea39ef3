from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.filing import Place
from reporting_service.domain.relief import Kind
from reporting_service.queries import reliefs
from services.chassis.clock import contest_now


async def end_relief(transaction: AsyncConnection, place: Place, kind: Kind) -> None:
    """The unit owes the form again as everybody does. A repeat changes nothing."""
    await reliefs.end_relief(transaction, place, kind, await contest_now(transaction))
