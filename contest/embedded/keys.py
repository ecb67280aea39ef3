"""The secrets of one data folder: made on the first start, kept in `secrets.json`, readable by its owner only."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contest.embedded.errors import StartRefused


@dataclass(frozen=True)
class Secrets:
    """What must not change between two starts. Everything else is derived from `master`.

    `passwords_renewed` counts how often the services' passwords were. `next_signing_key` is known to everybody and does
    not sign yet, `former_signing_keys` do not any more.
    """

    master: str
    owner_password: str
    redis_password: str
    signing_key: dict[str, Any]
    passwords_renewed: int = 0
    next_signing_key: dict[str, Any] | None = None
    former_signing_keys: Sequence[dict[str, Any]] = ()

    def derive(self, purpose: str) -> str:
        """64 hex digits for one purpose; knowing one tells nothing of the master or of the others."""
        return hmac.new(bytes.fromhex(self.master), purpose.encode(), hashlib.sha256).hexdigest()

    def service_secret(self, service: str) -> str:
        """CONTEST_SECRET of a service."""
        return self.derive(f"service:{service}")

    def role_password(self, role: str) -> str:
        """Password of a service's database role."""
        return self.derive(f"role:{role}:{self.passwords_renewed}" if self.passwords_renewed else f"role:{role}")

    def signing_keys(self) -> str:
        """JWK Set with the private Ed25519 key (RFC 8037), for the issuer of tokens only."""
        return json.dumps({"keys": [self.signing_key]})

    def verification_keys(self) -> str:
        """JWK Set with the public halves, also of the keys that do not sign yet or any more."""
        following = [self.next_signing_key] if self.next_signing_key else []
        known = [self.signing_key, *following, *self.former_signing_keys]
        return json.dumps({"keys": [{name: key[name] for name in key if name != "d"} for key in known]})

    def with_new_passwords(self) -> "Secrets":
        """Other passwords for every service's database role."""
        return replace(self, passwords_renewed=self.passwords_renewed + 1)

    def with_new_signing_key(self) -> "Secrets":
        """At first a key that everybody learns of; said again, it signs, and the former is good for its last tokens."""
        if self.next_signing_key is None:
            return replace(self, next_signing_key=make_signing_key(), former_signing_keys=())
        former = (self.signing_key,)
        return replace(self, signing_key=self.next_signing_key, next_signing_key=None, former_signing_keys=former)


def load_or_make(path: Path) -> Secrets:
    """The secrets of this folder, made when there are none yet."""
    if not path.exists():
        save(path, _make())
    return load(path)


def save(path: Path, made: Secrets) -> None:
    write_private(path, json.dumps(asdict(made)))


def load(path: Path) -> Secrets:
    """Raises StartRefused when the file is not one that `load_or_make` has written."""
    try:
        return Secrets(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise StartRefused(
            f"The file {path} cannot be used ({error}). Without it the data beside it cannot be opened: restore it "
            "from a copy, or start with another folder by --data-dir."
        ) from error


def write_private(path: Path, text: str) -> None:
    """Writes a file for its owner's eyes; a reader sees the old content or the new one, never a part."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    draft.replace(path)


def _make() -> Secrets:
    return Secrets(
        master=secrets.token_hex(32),
        owner_password=secrets.token_hex(16),
        redis_password=secrets.token_hex(16),
        signing_key=make_signing_key(),
    )


def make_signing_key() -> dict[str, Any]:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "alg": "EdDSA",
        "use": "sig",
        "kid": hashlib.sha256(public).hexdigest()[:16],
        "x": _base64url(public),
        "d": _base64url(key.private_bytes_raw()),
    }


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
