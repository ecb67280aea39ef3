"""What the reporting service listens to: event, use case."""

from reporting_service.tables import shared
from reporting_service.use_cases.keep_copies import keep_camp_totals, keep_contests, keep_totals, keep_units
from services.chassis.subscriptions import Subscriptions, shared_subscriptions
from services.contracts.events import CampUnitTotalsChanged, ContestChanged, UnitChanged, UnitTotalsChanged

SUBSCRIPTIONS: Subscriptions = {
    UnitChanged: keep_units,
    ContestChanged: keep_contests,
    UnitTotalsChanged: keep_totals,
    CampUnitTotalsChanged: keep_camp_totals,
    **shared_subscriptions(shared),
}
