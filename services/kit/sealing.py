"""Secrets at rest: AES-256-GCM under a key of 32 bytes, bound to the place where they are kept."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class NotOpened(ValueError):
    """Sealed under another key or for another place, or changed since."""


def seal(key: bytes, place: bytes, content: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, place)


def opened(key: bytes, place: bytes, sealed: bytes) -> bytes:
    """Raises `NotOpened`."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except InvalidTag as error:
        raise NotOpened from error
