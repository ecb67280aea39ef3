"""Every event type that travels between the services."""

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
    UnitChanged,
    AccessChanged,
    ParticipantErased,
    ParticipantsMerged,
    ParticipantReturned,
    AttributionChanged,
    ResendRequested,
    UnitTotalsChanged,
    FlagsCounted,
    ReportAccepted,
    CampUnitTotalsChanged,
)
"""Every event type, in the order of the catalogue."""
