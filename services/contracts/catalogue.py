"""Every event type that travels between the services."""

from services.contracts.comparisons import ComparisonRequested, SessionsListed
from services.contracts.events import (
    AccessChanged,
    AttributionChanged,
    BucketDigest,
    CampUnitTotalsChanged,
    ContestChanged,
    Event,
    FlagsCounted,
    ParticipantErased,
    ParticipantReturned,
    ParticipantsMerged,
    QuestionWithdrawn,
    ReportAccepted,
    ResendRequested,
    SessionFinished,
    UnitChanged,
    UnitTotalsChanged,
)

EVENTS: tuple[type[Event], ...] = (
    SessionFinished,
    ContestChanged,
    QuestionWithdrawn,
    BucketDigest,
    SessionsListed,
    UnitChanged,
    AccessChanged,
    ParticipantErased,
    ParticipantsMerged,
    ParticipantReturned,
    AttributionChanged,
    ResendRequested,
    ComparisonRequested,
    UnitTotalsChanged,
    FlagsCounted,
    ReportAccepted,
    CampUnitTotalsChanged,
)
"""Every event type, in the order of the catalogue."""
