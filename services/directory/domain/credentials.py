"""Secrets of people and programs: what is handed out, and the digests that are stored in their place."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from services.directory.domain.budgets import Budget

REPEATED_FOR = timedelta(seconds=60)
"""So long a used refresh token repeats its answer, for a client that never received it."""
TRIES = Budget(5, timedelta(minutes=15))
"""Of a password from one address."""
FAILURES_OF_ADDRESS = Budget(100, TRIES.window)


@dataclass(frozen=True)
class SignInPolicy:
    """`secret` is the service's own key, 32 bytes; `previous` are those that it replaced, while rows still use them.

    `failures_of_address` bounds the failed sign-ins of organisers from one address, whatever names they tried.
    `is_second_factor_required` is for administrators.
    """

    secret: bytes
    refresh_lifetime: timedelta
    is_development_allowed: bool
    previous: tuple[bytes, ...] = ()
    failures_of_address: Budget = FAILURES_OF_ADDRESS
    is_second_factor_required: bool = False

    @property
    def secrets(self) -> tuple[bytes, ...]:
        """The present one first."""
        return (self.secret, *self.previous)


@dataclass(frozen=True)
class KeyedDigest:
    """An identifier of a person as it is stored: HMAC-SHA-256 under the key that `key_id` names (R4.4)."""

    key_id: str
    digest: bytes


def keyed_digest(secret: bytes, method: str, subject: str) -> KeyedDigest:
    """The same for the same subject of a sign-in method; nobody without the secret can test a guess."""
    key_id = hashlib.sha256(b"key id\x00" + secret).hexdigest()[:8]
    return KeyedDigest(key_id, _hmac(secret, "subject", f"{method}\x00{subject}"))


def code_digest(secret: bytes, phone: KeyedDigest, code: str) -> bytes:
    """What is stored of a short code: a million of them are soon tried by whoever lacks the key."""
    return _hmac(secret, "sms code", f"{phone.digest.hex()}\x00{code}")


def unit_digest(secret: bytes, participant_id: UUID, code: str) -> bytes:
    """Stands for the unit that an erased account had chosen: a choice can be compared with it, nothing read from it."""
    return _hmac(secret, "chosen unit", f"{participant_id}\x00{code}")


def throttle_key(secret: bytes, purpose: str, account: str, network: str) -> bytes:
    """Stands for an account and an address without naming either."""
    return _hmac(secret, f"throttle {purpose}", f"{account}\x00{network}")


def reply_key(secret: bytes) -> bytes:
    """Seals answers that hold a secret while they are kept for repeats."""
    return _hmac(secret, "stored replies", "")


def factor_key(secret: bytes) -> bytes:
    """Seals the secrets of second factors."""
    return _hmac(secret, "second factors", "")


def recovery_digest(secret: bytes, organiser_id: UUID, code: str) -> bytes:
    """What is stored of a recovery code; capitals and the marks between groups do not matter."""
    plain = code.replace("-", "").lower()
    return _hmac(secret, "recovery code", f"{organiser_id}\x00{plain}")


def random_secret(random_bytes: bytes) -> str:
    """A refresh token or client secret as it is handed out. Takes 32 random bytes."""
    return _text(random_bytes)


def successor(secret: bytes, refresh_token: str) -> str:
    """The refresh token that follows this one.

    It is derived, not drawn, so that a repeated request gets the same one although only digests are stored.
    """
    return _text(_hmac(secret, "refresh successor", refresh_token))


def digest(handed_out: str) -> bytes:
    """What is stored of a random 256-bit secret; it needs no slow hash, because it cannot be guessed."""
    return hashlib.sha256(handed_out.encode()).digest()


def is_credential_text(text: str) -> bool:
    """Printable ASCII without spaces, as all our client ids are; anything else need not be looked up."""
    return text.isascii() and text.isprintable() and " " not in text


def _hmac(secret: bytes, purpose: str, message: str) -> bytes:
    return hmac.new(secret, f"{purpose}\x00{message}".encode(), hashlib.sha256).digest()


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
