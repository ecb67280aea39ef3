"""Documents that anybody can check: compact JWS (RFC 7515) by an Ed25519 key (RFC 8037) of the service's own."""

import base64
import hashlib
import hmac
import json
from functools import cached_property
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt import PyJWS
from jwt.algorithms import OKPAlgorithm

ALGORITHM = "EdDSA"
SECRET_BYTES = 32
_JWS = PyJWS()


class Signet:
    """A key for one purpose, derived from the secret of a service: nothing else has to be handed out or kept."""

    def __init__(self, secret: str, purpose: str) -> None:
        """`secret` is `CONTEST_SECRET`; it is looked at when something is to be signed."""
        self._secret = secret
        self._purpose = purpose

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        secret = bytes.fromhex(self._secret)
        if len(secret) < SECRET_BYTES:
            raise ValueError(f"CONTEST_SECRET must hold {SECRET_BYTES} bytes to sign with")
        return Ed25519PrivateKey.from_private_bytes(hmac.digest(secret, self._purpose.encode(), "sha256"))

    @cached_property
    def public(self) -> dict[str, str]:
        """The public half as a JWK."""
        raw = self._key.public_key().public_bytes_raw()
        x = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
        kid = hashlib.sha256(raw).hexdigest()[:16]
        return {"kty": "OKP", "crv": "Ed25519", "alg": ALGORITHM, "use": "sig", "kid": kid, "x": x}

    def sign(self, payload: bytes) -> str:
        return _JWS.encode(payload, self._key, algorithm=ALGORITHM, headers={"kid": self.public["kid"]})


def payload_of(jws: str) -> bytes:
    """What was signed, by whomever. Raises `ValueError` for what is no JWS."""
    try:
        content: bytes = _JWS.decode_complete(jws, options={"verify_signature": False})["payload"]
    except jwt.PyJWTError as error:
        raise ValueError(jws) from error
    return content


def is_signed(jws: str, public: dict[str, Any]) -> bool:
    """Whether the holder of this key has signed it."""
    key = OKPAlgorithm.from_jwk(json.dumps(public))
    try:
        _JWS.decode(jws, key, algorithms=[ALGORITHM])  # type: ignore[arg-type]
    except jwt.PyJWTError:
        return False
    return True
