"""An organiser's own app: its keys, the place that publishes them, and the assertions it makes."""

import base64
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from tests.support.http_server import Asked, Said, asgi

AUDIENCE = "safety-contest"


@dataclass
class TrustedAppDouble:
    """Signs with its newest key; `keys` are those that it publishes."""

    issuer: str = "https://app.example.org"
    keys: dict[str, tuple[Any, str]] = field(default_factory=dict)
    is_away: bool = False
    fetches: int = 0

    def __post_init__(self) -> None:
        self.rotate(ed25519.Ed25519PrivateKey.generate(), "EdDSA")

    def rotate(self, key: Any, algorithm: str) -> str:
        key_id = f"k{len(self.keys) + 1}"
        self.keys[key_id] = key, algorithm
        return key_id

    @property
    def application(self) -> Any:
        return asgi(self._answer)

    async def _answer(self, _asked: Asked) -> Said:
        self.fetches += 1
        if self.is_away:
            return Said(b"", 503)
        published = [_public_jwk(key, algorithm) | {"kid": key_id} for key_id, (key, algorithm) in self.keys.items()]
        return Said.json({"keys": published})

    def claims(self, subject: str, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": subject, "aud": AUDIENCE, "iat": now, "exp": now + 300}
        claims = {**claims, "jti": uuid.uuid4().hex, **changes}
        return {name: value for name, value in claims.items() if value is not None}

    def vouch(self, subject: str, *, headers: dict[str, Any] | None = None, key: Any = None, **changes: Any) -> str:
        key_id, (own_key, algorithm) = list(self.keys.items())[-1]
        all_headers = {"kid": key_id, "typ": "JWT", **(headers or {})}
        algorithm = all_headers.pop("alg", algorithm)
        return jwt.encode(self.claims(subject, **changes), key or own_key, algorithm, headers=all_headers)


def unsigned(claims: dict[str, Any], header: dict[str, Any]) -> str:
    parts = [json.dumps(part).encode() for part in (header, claims)]
    return ".".join([base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts] + [""])


def new_rsa_key() -> Any:
    return rsa.generate_private_key(65537, 2048)


def new_ec_key() -> Any:
    return ec.generate_private_key(ec.SECP256R1())


def _public_jwk(key: Any, algorithm: str) -> dict[str, Any]:
    algorithms = {"EdDSA": jwt.algorithms.OKPAlgorithm, "ES256": jwt.algorithms.ECAlgorithm}
    jwk = algorithms.get(algorithm, jwt.algorithms.RSAAlgorithm).to_jwk(key.public_key(), as_dict=True)
    return {name: value for name, value in jwk.items() if name != "key_ops"}
