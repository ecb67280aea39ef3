"""Access tokens that nobody may be admitted with, each bad in one way."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.chassis.tokens import AUDIENCE, ISSUER, TOKEN_TYPE


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


KEY = Ed25519PrivateKey.generate()
OTHER_KEY = Ed25519PrivateKey.generate()
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC_RAW = KEY.public_key().public_bytes_raw()
PUBLIC_PEM = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
JWK = {"kty": "OKP", "crv": "Ed25519", "kid": "k1", "x": b64(PUBLIC_RAW)}
PRIVATE_JWK = JWK | {"d": b64(KEY.private_bytes_raw())}

HEADER = {"alg": "EdDSA", "kid": "k1", "typ": TOKEN_TYPE}
NOW = int(time.time())
DAY_S = 86_400
CLAIMS = {"sub": "p1", "iss": ISSUER, "aud": AUDIENCE, "iat": NOW, "exp": NOW + DAY_S, "use": "participant"}

Token = str
Sign = Callable[[bytes], bytes]


def raw(header: bytes, claims: bytes, sign: Sign = KEY.sign) -> Token:
    signed = f"{b64(header)}.{b64(claims)}"
    return f"{signed}.{b64(sign(signed.encode()))}"


def token(
    claims: dict[str, Any] | None = None,
    header: dict[str, Any] | None = None,
    *,
    without: tuple[str, ...] = (),
    sign: Sign = KEY.sign,
) -> Token:
    """A good token but for what is given here; it is signed with the right key unless `sign` says otherwise."""
    headers = {name: value for name, value in (HEADER | (header or {})).items() if name not in without}
    body = {name: value for name, value in (CLAIMS | (claims or {})).items() if name not in without}
    return raw(json.dumps(headers).encode(), json.dumps(body).encode(), sign)


def hs256(secret: bytes) -> Sign:
    return lambda message: hmac.new(secret, message, hashlib.sha256).digest()


def swapped(part: int, text: str) -> Token:
    parts = token().split(".")
    parts[part] = text
    return ".".join(parts)


def foreign(key: Any, algorithm: str) -> Token:
    return jwt.encode(CLAIMS, key, algorithm=algorithm, headers={"kid": "k1", "typ": TOKEN_TYPE})


def flipped(position: int) -> Token:
    """One bit of the signature is wrong."""
    head, claims, signature = token().split(".")
    turned = bytearray(base64.urlsafe_b64decode(signature + "=="))
    turned[position] ^= 1
    return f"{head}.{claims}.{b64(bytes(turned))}"


BAD_TOKENS: dict[str, Token] = {
    # no signature, or one that anybody can make
    "alg none": token(header={"alg": "none"}, sign=lambda _: b""),
    "alg None": token(header={"alg": "None"}, sign=lambda _: b""),
    "alg NONE": token(header={"alg": "NONE"}, sign=lambda _: b""),
    "alg none, still signed": token(header={"alg": "none"}),
    "alg empty": token(header={"alg": ""}, sign=lambda _: b""),
    "alg missing": token(without=("alg",)),
    "alg null": token(header={"alg": None}),
    "alg is a list": token(header={"alg": ["EdDSA"]}),
    "alg in lower case": token(header={"alg": "eddsa"}),
    "signature missing": token(sign=lambda _: b""),
    "signature cut": token(sign=lambda message: KEY.sign(message)[:32]),
    "signature extended": token(sign=lambda message: KEY.sign(message) + b"\x00"),
    "signature of zeros": token(sign=lambda _: bytes(64)),
    "first bit of the signature": flipped(0),
    "last byte of the signature": flipped(63),
    # algorithm confusion
    "HS256 with the public key": token(header={"alg": "HS256"}, sign=hs256(PUBLIC_RAW)),
    "HS256 with the public key as PEM": token(header={"alg": "HS256"}, sign=hs256(PUBLIC_PEM)),
    "HS256 with the public key as JWK": token(header={"alg": "HS256"}, sign=hs256(json.dumps(JWK).encode())),
    "HS256 with an empty key": token(header={"alg": "HS256"}, sign=hs256(b"")),
    "RS256": foreign(RSA_KEY, "RS256"),
    "PS256": foreign(RSA_KEY, "PS256"),
    "ES256": foreign(EC_KEY, "ES256"),
    # another key
    "other key": token(sign=OTHER_KEY.sign),
    "kid missing": token(without=("kid",)),
    "kid unknown": token(header={"kid": "k2"}),
    "kid empty": token(header={"kid": ""}),
    "kid null": token(header={"kid": None}),
    "kid is a number": token(header={"kid": 1}),
    "kid is a list": token(header={"kid": ["k1"]}),
    "kid is a path": token(header={"kid": "../../k1"}),
    "kid is SQL": token(header={"kid": "k1' OR '1'='1"}),
    "key in the header": token(
        header={"kid": "k2", "jwk": JWK | {"x": b64(OTHER_KEY.public_key().public_bytes_raw())}}, sign=OTHER_KEY.sign
    ),
    "address of a key in the header": token(header={"kid": "k2", "jku": "https://example.org/jwks.json"}),
    # other kinds of tokens and headers that have to be understood
    "typ missing": token(without=("typ",)),
    "typ JWT": token(header={"typ": "JWT"}),
    "typ null": token(header={"typ": None}),
    "unknown crit": token(header={"crit": ["x"], "x": 1}),
    "crit of something known": token(header={"crit": ["b64"], "b64": True}),
    "crit empty": token(header={"crit": []}),
    "detached payload": token(header={"b64": False}),
    # time
    "expired": token({"exp": NOW - 1}),
    "expired long ago": token({"exp": 0}),
    "expires before the epoch": token({"exp": -1}),
    "exp missing": token(without=("exp",)),
    "exp null": token({"exp": None}),
    "exp is no number": token({"exp": "tomorrow"}),
    "exp is a list": token({"exp": [NOW + DAY_S]}),
    "not yet valid": token({"nbf": NOW + DAY_S - 60}),
    "iat missing": token(without=("iat",)),
    # from or for somebody else
    "iss missing": token(without=("iss",)),
    "iss of another": token({"iss": "other"}),
    "iss is a list": token({"iss": [ISSUER]}),
    "iss null": token({"iss": None}),
    "aud missing": token(without=("aud",)),
    "aud of another": token({"aud": "other"}),
    "aud of others": token({"aud": ["a", "b"]}),
    "aud empty": token({"aud": []}),
    "aud is a number": token({"aud": 1}),
    "sub missing": token(without=("sub",)),
    "sub null": token({"sub": None}),
    "sub is a number": token({"sub": 1}),
    # private claims of the wrong shape
    "units are a list": token({"units": ["CN"]}),
    "unit without path": token({"units": {"region": {"name": "x"}}}),
    "path is a number": token({"units": {"region": {"name": "x", "path": 5}}}),
    "grants are numbers": token({"grants": [1]}),
    "grant without unit": token({"grants": [["administrator"]]}),
    # claims changed after signing
    "claims exchanged": swapped(1, b64(json.dumps(CLAIMS | {"grants": [["administrator", "CN"]]}).encode())),
    "header exchanged": swapped(0, b64(json.dumps(HEADER | {"x": 1}).encode())),
    # no token at all
    "empty": "",
    "one dot": ".",
    "two dots": "..",
    "a word": "token",
    "two parts": "a.b",
    "four parts": token() + ".x",
    "five parts": token() + ".x.y",
    "spaces": " . . ",
    "no base64": "%%%.%%%.%%%",
    "Chinese": "令牌.令牌.令牌",
    "control characters": "\x00.\x00.\x00",
    "a lone surrogate": "\ud800.\ud800.\ud800",
    "header is no JSON": raw(b"{", json.dumps(CLAIMS).encode()),
    "header is a list": raw(b"[]", json.dumps(CLAIMS).encode()),
    "header is a number": raw(b"1", json.dumps(CLAIMS).encode()),
    "header is no UTF-8": raw(b"\xff\xfe", json.dumps(CLAIMS).encode()),
    "header is deep": raw(b"[" * 2500, b"{}"),
    "header holds a giant number": raw(b'{"alg":' + b"9" * 2600 + b"}", b"{}"),
    "claims are no JSON": raw(json.dumps(HEADER).encode(), b"{"),
    "claims are a list": raw(json.dumps(HEADER).encode(), b"[]"),
    "claims are empty": raw(json.dumps(HEADER).encode(), b""),
    "claims are deep": raw(json.dumps(HEADER).encode(), b"[" * 2500),
    "claims hold an endless time": raw(
        json.dumps(HEADER).encode(), json.dumps(CLAIMS).replace(str(NOW + DAY_S), "Infinity").encode()
    ),
    "claims hold no number": raw(
        json.dumps(HEADER).encode(), json.dumps(CLAIMS).replace(str(NOW + DAY_S), "NaN").encode()
    ),
    "too long": token({"padding": "x" * 4096}),
}
