"""Apps of organisers that sign their own users in: who they are, and what their assertions say (RFC 7523 §3)."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt
import structlog
from pydantic import BaseModel, ConfigDict

from services.directory.domain.errors import AssertionInvalid, TrustedAppUnavailable
from services.directory.domain.identities import Identity, phone_number, trusted_app_identities
from services.kit.outbound import Outbound, Unreachable

log = structlog.get_logger(__name__)

ALGORITHMS: Mapping[str, tuple[str, ...]] = {"OKP": ("EdDSA",), "EC": ("ES256",), "RSA": ("RS256", "PS256")}
"""By type of key. A shared secret is no key that tells the app from us."""
LONGEST_LIFE_S = 600
LEEWAY_S = 30
KEYS_KEPT_S = 600.0
KEYS_ASKED_AGAIN_S = 30.0
RETRY_AFTER_S = 5
LONGEST_TEXT = 8192


class TrustedApp(BaseModel):
    """An issuer and where it publishes its keys (JWK Set, RFC 7517 §5)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    jwks_url: str


@dataclass(frozen=True)
class Assertion:
    """What a valid assertion says. It may be used once: `use` names it until it has expired."""

    identities: Sequence[Identity]
    use: str
    expires_at: datetime


@dataclass
class _Keys:
    by_id: dict[str, tuple[Any, tuple[str, ...]]] = field(default_factory=dict)
    asked_at: float = float("-inf")
    got_at: float = float("-inf")


class TrustedApps:
    def __init__(self, outbound: Outbound, apps: Sequence[TrustedApp], audience: str) -> None:
        self._outbound = outbound
        self._apps = {app.issuer: app for app in apps}
        self._audience = audience
        self._keys = {app.issuer: _Keys() for app in apps}

    @property
    def is_configured(self) -> bool:
        return bool(self._apps)

    async def verify(self, text: str) -> Assertion:
        """Raises `AssertionInvalid`, or `TrustedAppUnavailable` when the app's keys were never seen."""
        try:
            if len(text) > LONGEST_TEXT:
                raise AssertionInvalid
            header = jwt.get_unverified_header(text)
            issuer = str(jwt.decode(text, options={"verify_signature": False}).get("iss"))
            key = await self._key(issuer, header)
            return _assertion(issuer, self._claims(text, issuer, key))
        except (jwt.PyJWTError, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise AssertionInvalid from error

    def _claims(self, text: str, issuer: str, key: tuple[Any, tuple[str, ...]]) -> dict[str, Any]:
        claims: dict[str, Any] = jwt.decode(
            text,
            key[0],
            algorithms=list(key[1]),
            audience=self._audience,
            issuer=issuer,
            leeway=LEEWAY_S,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "jti"]},
        )
        return claims

    async def _key(self, issuer: str, header: Mapping[str, Any]) -> tuple[Any, tuple[str, ...]]:
        if issuer not in self._apps or "crit" in header:
            raise AssertionInvalid
        keys, now = self._keys[issuer], time.monotonic()
        is_known = header["kid"] in keys.by_id
        if now - keys.got_at > KEYS_KEPT_S or (not is_known and now - keys.asked_at > KEYS_ASKED_AGAIN_S):
            await self._fetch(self._apps[issuer], keys, now)
        if not keys.by_id:
            raise TrustedAppUnavailable(retry_after_s=RETRY_AFTER_S)
        return keys.by_id[header["kid"]]

    async def _fetch(self, app: TrustedApp, keys: _Keys, now: float) -> None:
        """Take over the keys of the app. While it is away the known ones go on being used."""
        if now - keys.asked_at < 1:
            return
        keys.asked_at = now
        try:
            published = (await self._outbound.request("GET", app.jwks_url)).object()
            keys.by_id = {
                each["kid"]: (jwt.PyJWK(each).key, ALGORITHMS[each["kty"]])
                for each in published["keys"]
                if each.get("kty") in ALGORITHMS and each.get("kid")
            }
            keys.got_at = now
        except (Unreachable, jwt.PyJWTError, KeyError, TypeError, AttributeError) as fault:
            log.warning("keys of a trusted app not read", issuer=app.issuer, fault=type(fault).__name__)


def _assertion(issuer: str, claims: Mapping[str, Any]) -> Assertion:
    subject, use = claims["sub"], claims["jti"]
    lifetime = float(claims["exp"]) - float(claims["iat"])
    if not (isinstance(subject, str) and subject and isinstance(use, str) and use and 0 < lifetime <= LONGEST_LIFE_S):
        raise AssertionInvalid
    phone = phone_number(str(claims["phone_number"])) if claims.get("phone_number_verified") is True else None
    expires_at = datetime.fromtimestamp(float(claims["exp"]) + LEEWAY_S, UTC)
    return Assertion(trusted_app_identities(issuer, subject, phone), f"{issuer}\x00{use}", expires_at)
