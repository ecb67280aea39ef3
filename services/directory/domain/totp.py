"""Time-based one-time passwords (RFC 6238) as every authenticator app makes them: SHA-1, six digits, 30 seconds."""

import base64
import hashlib
import hmac
import struct
from urllib.parse import quote

STEP_S = 30
DIGITS = 6
SECRET_BYTES = 20
ISSUER = "安全知识竞赛管理台"
APART = 1
"""Steps that a telephone's clock may be off, either way."""


def code_at(secret: bytes, step: int) -> str:
    """RFC 4226 §5.3 with the number of the step as its counter."""
    mac = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: bytes, code: str, now_s: float) -> int | None:
    """The step around this moment, in seconds since 1970, that the code belongs to."""
    present = int(now_s // STEP_S)
    steps = range(present - APART, present + APART + 1)
    return next((step for step in steps if hmac.compare_digest(code_at(secret, step).encode(), code.encode())), None)


def text_of(secret: bytes) -> str:
    """As it is typed into an app that cannot take the address."""
    return base64.b32encode(secret).decode().rstrip("=")


def address_of(secret: bytes, username: str) -> str:
    """What the QR code holds."""
    issuer = quote(ISSUER, safe="")
    return f"otpauth://totp/{issuer}:{quote(username, safe='')}?secret={text_of(secret)}&issuer={issuer}"
