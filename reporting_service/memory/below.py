"""Roll-ups that a process has read, kept for as long as nothing below changes."""

from collections import OrderedDict

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.filing import Place
from reporting_service.domain.roll_up import Subordinates
from reporting_service.queries.below import Stamp, parameters_of, read_settled, read_stamp

MOST_KEPT = 64


class RollUps:
    """What was read below the units asked for last. One cheap statement tells whether it is still so."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str, str], tuple[Stamp, Subordinates]] = OrderedDict()

    async def read_below(self, connection: AsyncConnection, place: Place) -> Subordinates:
        parameters = parameters_of(place)
        key = place.campaign_id, place.template.id, place.unit.code
        stamp = await read_stamp(connection, parameters)
        kept = self._kept.pop(key, None)
        if kept is None or kept[0] != stamp:
            kept = await read_settled(connection, parameters, stamp)
        self._kept[key] = kept
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return kept[1]
