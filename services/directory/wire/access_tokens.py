"""Access tokens as the replies carry them."""

from dataclasses import dataclass
from datetime import datetime

from services.chassis.tokens import Caller, Signer, UnitPath
from services.directory.domain.organisers import Organiser
from services.directory.domain.participants import Participant
from services.directory.wire.sign_in import AccessTokenReply


@dataclass(frozen=True)
class AccessTokens:
    """Issues tokens by the database's clock, so that a repeated answer is the same and no process's clock matters."""

    signer: Signer
    participant_seconds: int
    organiser_seconds: int

    def of_participant(self, participant: Participant, at: datetime) -> AccessTokenReply:
        """The token freezes where the points of a session go (R2.3): a retired unit stays until another is chosen."""
        units = {entry: UnitPath(unit.path, unit.name) for entry, unit in participant.units.items()}
        caller = Caller(str(participant.id), units=units, is_participant=True, has_phone=participant.has_phone)
        return self._reply(caller, self.participant_seconds, at)

    def of_organiser(self, organiser: Organiser, at: datetime) -> AccessTokenReply:
        grants = tuple(held.grant for held in organiser.grants)
        caller = Caller(str(organiser.id), grants=grants, access_version=organiser.version)
        return self._reply(caller, self.organiser_seconds, at)

    def _reply(self, caller: Caller, lifetime_s: int, at: datetime) -> AccessTokenReply:
        token = self.signer.sign(caller, lifetime_s, issued_at=at.timestamp())
        return AccessTokenReply(access_token=token, expires_in=lifetime_s)
