"""Access tokens: JWT (RFC 7519) signed with Ed25519, verified once per process and then cached until they expire."""

import json
import math
import re
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import jwt
import msgspec
from jwt import PyJWS
from jwt.algorithms import OKPAlgorithm
from jwt.utils import base64url_decode
from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

from services.contracts.grants import Grant
from services.kit.errors import Unauthenticated
from services.kit.ids import uuid_of

ALGORITHM = "EdDSA"
ISSUER = "safety-contest"
AUDIENCE = "safety-contest"
TOKEN_TYPE = "at+jwt"  # noqa: S105 - RFC 9068 §2.1
CACHED_TOKENS = 50_000
FORGOTTEN_AT_ONCE = 512
MAX_TOKEN_CHARS = 4096
MOST_HEADS = 64
_SIGNATURES = PyJWS()
_COMPACT = re.compile(r"([\w-]+)\.([\w-]+)\.([\w-]+)", re.ASCII)


# Tens of thousands of callers are kept. As structs that the garbage collector does not track they cost it nothing, and
# cannot be part of a cycle (docs/decisions/0037-garbage-is-looked-for-in-small-steps.md).
class UnitPath(msgspec.Struct, frozen=True, gc=False):
    """A unit with its ancestors, root first: `("CN", "370000", "371000")`, and the name of the unit itself."""

    codes: tuple[str, ...]
    name: str

    @property
    def code(self) -> str:
        return self.codes[-1]


class Caller(msgspec.Struct, frozen=True, gc=False):
    """Who asks, as their token says. `units` maps an entry to the attribution of a participant.

    `access_version` is that of an organiser's grants when the token was issued. `has_phone` tells that the participant
    has proven a telephone number.
    """

    subject: str
    units: Mapping[str, UnitPath] = msgspec.field(default_factory=dict)
    grants: tuple[Grant, ...] = ()
    is_participant: bool = False
    access_version: int = 0
    has_phone: bool = False

    @property
    def subject_id(self) -> UUID:
        return uuid_of(self.subject)

    def has_role(self, role: str, unit: str) -> bool:
        return Grant(role, unit) in self.grants


def claims_of(caller: Caller) -> dict[str, Any]:
    """The private claims that carry a caller; `caller_of` is the inverse. The gateway's log reads how they begin."""
    claims: dict[str, Any] = {"use": "participant" if caller.is_participant else "organiser", "sub": caller.subject}
    if caller.units:
        claims["units"] = {entry: {"path": path.codes, "name": path.name} for entry, path in caller.units.items()}
    if caller.has_phone:
        claims["phone"] = True
    if caller.grants:
        claims["grants"] = [[grant.role, grant.unit] for grant in caller.grants]
        claims["ver"] = caller.access_version
    return claims


def caller_of(claims: Mapping[str, Any]) -> Caller:
    return Caller(
        subject=claims["sub"],
        units={entry: UnitPath(tuple(unit["path"]), unit["name"]) for entry, unit in claims.get("units", {}).items()},
        grants=tuple(Grant(role, unit) for role, unit in claims.get("grants", [])),
        is_participant=claims.get("use") == "participant",
        access_version=int(claims.get("ver", 0)),
        has_phone=claims.get("phone") is True,
    )


class Signer:
    """Signs with the first key of a private JWK Set; the others stay valid for verification only."""

    def __init__(self, private_keys: str) -> None:
        keys = json.loads(private_keys)["keys"]
        self._key = OKPAlgorithm.from_jwk(keys[0])
        self._key_id = keys[0]["kid"]

    def sign(self, caller: Caller, lifetime_s: int, issued_at: float | None = None) -> str:
        """A token valid for `lifetime_s` from `issued_at` (seconds since the epoch), or from now.

        `us` are the microseconds within the second of `iat`: an account can end and be taken up again in one second.
        """
        at, us = divmod(int((time.time() if issued_at is None else issued_at) * 1_000_000), 1_000_000)
        claims = claims_of(caller) | {"iss": ISSUER, "aud": AUDIENCE, "iat": at, "us": us, "exp": at + lifetime_s}
        headers = {"kid": self._key_id, "typ": TOKEN_TYPE}
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers=headers)  # type: ignore[arg-type]


class Verifier:
    """Verifies access tokens against a public JWK Set. `now` gives real time as seconds since the epoch.

    `refused` maps a subject to when their account ended: tokens issued up to then are good no more.
    """

    def __init__(self, public_keys: str, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self.refused: Mapping[str, float] = {}
        keys: Sequence[dict[str, Any]] = json.loads(public_keys)["keys"]
        self._keys = {key["kid"]: OKPAlgorithm.from_jwk({k: v for k, v in key.items() if k != "d"}) for key in keys}
        self._fast_keys = {key["kid"]: VerifyKey(base64url_decode(key["x"])) for key in keys}
        self._verified: dict[str, tuple[Caller, float, float]] = {}
        # Tokens of one key have the same header. The library checks the first of them whole; those after it need only
        # their signature, which libsodium verifies in half the time (docs/decisions/0012).
        self._known_heads: dict[str, VerifyKey] = {}

    def verify(self, token: str) -> Caller:
        """The caller of a valid token. Raises `Unauthenticated` for every other one."""
        known = self._verified.get(token)
        if known is None:
            known = self._verify_signature(token)
            if len(self._verified) >= CACHED_TOKENS:
                for oldest in list(islice(self._verified, FORGOTTEN_AT_ONCE)):
                    del self._verified[oldest]
            self._verified[token] = known
        caller, expires_at, issued_at = known
        if expires_at <= self._now():
            self._verified.pop(token, None)
            raise Unauthenticated
        if caller.subject in self.refused and issued_at <= self.refused[caller.subject]:
            raise Unauthenticated
        return caller

    def issued_at(self, token: str) -> float:
        """When a token was issued that `verify` has just found valid, in seconds since the epoch."""
        return (self._verified.get(token) or self._verify_signature(token))[2]

    def _verify_signature(self, token: str) -> tuple[Caller, float, float]:
        """The caller, and when the token ends and was issued."""
        if len(token) > MAX_TOKEN_CHARS:
            raise Unauthenticated
        try:
            key = self._known_heads.get(token.partition(".")[0])
            claims = msgspec.json.decode(self._payload_of_new(token) if key is None else _payload(token, key))
            _check(claims)
            return caller_of(claims), float(claims["exp"]), claims["iat"] + claims.get("us", 0) / 1_000_000
        except (
            jwt.PyJWTError,
            CryptoError,
            msgspec.MsgspecError,
            KeyError,
            TypeError,
            ValueError,
            AttributeError,
            OverflowError,
            RecursionError,
        ) as error:
            raise Unauthenticated from error

    def _payload_of_new(self, token: str) -> bytes:
        key_id = _key_id_of(token)
        payload: bytes = _SIGNATURES.decode(token, self._keys[key_id], algorithms=[ALGORITHM])  # type: ignore[arg-type]
        if len(self._known_heads) < MOST_HEADS:
            self._known_heads[token.partition(".")[0]] = self._fast_keys[key_id]
        return payload


def _payload(token: str, key: VerifyKey) -> bytes:
    """What a token with a known header says, its signature verified."""
    found = _COMPACT.fullmatch(token)
    if found is None:
        raise Unauthenticated
    signed = token[: found.end(2)].encode()
    key.verify(signed, _decoded(found[3]))
    return _decoded(found[2])


def _decoded(segment: str) -> bytes:
    return urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def _key_id_of(token: str) -> str:
    header = jwt.get_unverified_header(token)
    if header.get("typ") != TOKEN_TYPE or "crit" in header:
        raise Unauthenticated
    return str(header["kid"])


def _check(claims: Mapping[str, Any]) -> None:
    """Issuer, audience, and that the end, the beginning and the subject are what they must be; the end is judged later.

    The issuer's clock may be a little ahead of this one, so the beginning is not judged. Raises `Unauthenticated`.
    """
    is_sound = (
        claims["iss"] == ISSUER
        and claims["aud"] == AUDIENCE
        and isinstance(claims["sub"], str)
        and all(type(claims[name]) in (int, float) and math.isfinite(claims[name]) for name in ("exp", "iat"))
        and "nbf" not in claims
    )
    if not is_sound:
        raise Unauthenticated
