"""Who the client is, and the token that says so."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

RENEW_EARLY_S = 30.0

Grant = Mapping[str, str]
"""The body of a sign-in."""


def client_credentials(client_id: str, client_secret: str) -> Grant:
    """A back office, as `contest organisers add` made it."""
    return {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}


def password(username: str, secret: str) -> Grant:
    """An organiser in person."""
    return {"grant_type": "password", "username": username, "password": secret}


def assertion(signed: str) -> Grant:
    """A participant, vouched for by a trusted app."""
    return {"grant_type": "assertion", "assertion": signed}


def development(subject: str) -> Grant:
    """A participant of a system that allows it, for trials."""
    return {"grant_type": "development", "subject": subject}


@dataclass
class Tokens:
    """Keeps one token fresh for all threads. `exchange` sends a grant and returns the reply."""

    grant: Grant
    exchange: Callable[[Grant], Mapping[str, object]]
    _access: str | None = None
    _refresh: str | None = None
    _until: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def access(self, refused: str | None = None) -> str:
        """A token that is good for a while yet, and is not the one that was just refused."""
        with self._lock:
            is_good = self._access is not None and time.monotonic() < self._until and self._access != refused
            if not is_good or self._access is None:
                self.adopt(self._renewed())
            assert self._access is not None
            return self._access

    def adopt(self, said: Mapping[str, object]) -> None:
        self._access = str(said["access_token"])
        lasts = float(str(said["expires_in"]))
        self._until = time.monotonic() + max(lasts - RENEW_EARLY_S, lasts / 2)
        if said.get("refresh_token"):
            self._refresh = str(said["refresh_token"])

    def _renewed(self) -> Mapping[str, object]:
        """By the refresh token where there is one; a back office has none and signs in again."""
        refresh, self._refresh = self._refresh, None
        if refresh:
            return self.exchange({"grant_type": "refresh", "refresh_token": refresh})
        return self.exchange(self.grant)
