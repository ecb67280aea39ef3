"""Keys and tokens for tests: real signatures, made here."""

import base64
import json
import uuid
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from services.chassis.tokens import Caller, Signer, UnitPath
from services.contracts.grants import Grant

WEIHAI = UnitPath(("CN", "370000", "371000", "371002"), "环翠区")
STATE_GRID = UnitPath(("CE", "CE-015"), "国家电网有限公司")


@cache
def private_keys() -> str:
    key = Ed25519PrivateKey.generate()
    public = {
        "kty": "OKP",
        "crv": "Ed25519",
        "kid": "test-1",
        "alg": "EdDSA",
        "x": _b64(key.public_key().public_bytes_raw()),
    }
    return json.dumps({"keys": [{**public, "d": _b64(key.private_bytes_raw())}]})


def public_keys() -> str:
    keys = json.loads(private_keys())["keys"]
    return json.dumps({"keys": [{name: value for name, value in key.items() if name != "d"} for key in keys]})


def participant(
    subject: uuid.UUID | None = None, region: UnitPath | None = WEIHAI, enterprise: UnitPath | None = None
) -> Caller:
    units = {entry: path for entry, path in (("region", region), ("enterprise", enterprise)) if path is not None}
    return Caller(str(subject or uuid.uuid4()), units, (), is_participant=True)


def with_phone(caller: Caller) -> Caller:
    """The same participant, who has shown a telephone number to be theirs."""
    return replace(caller, has_phone=True)


def organiser(role: str = "administrator", unit: str = "CN") -> Caller:
    return Caller(str(uuid.uuid4()), {}, (Grant(role, unit),))


def headers(caller: Caller, lifetime_s: int = 600) -> dict[str, str]:
    return {"Authorization": f"Bearer {Signer(private_keys()).sign(caller, lifetime_s)}"}


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
