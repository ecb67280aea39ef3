"""Results that are final. What was signed goes out as it was signed; the models below describe it."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from pydantic import AwareDatetime, BaseModel

from scoring_service.queries.finals import Signed
from scoring_service.wire.units import encode
from services.kit.signatures import payload_of


@dataclass(frozen=True, slots=True)
class KeysReply:
    """A JWK Set (RFC 7517) of Ed25519 keys (RFC 8037)."""

    keys: list[dict[str, str]]


class FinalContestReply(BaseModel):
    id: str
    title: str
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    time_zone: str
    max_score: int
    composite_weights: dict[str, float]
    smallest_sample: int


class FinalUnitReply(BaseModel):
    code: str
    name: str | None
    entry: str | None
    parent: str | None
    registered_base: int | None
    points: int
    sessions: int
    participants: int
    full_marks: int


class ResultsReply(BaseModel):
    """`units` holds every unit that counts for something."""

    contest: FinalContestReply
    finalised_at: AwareDatetime
    sessions: int
    units: list[FinalUnitReply]


class FinalReply(BaseModel):
    """`jws` is the compact JWS of `results` as UTF-8 JSON, `digest` the SHA-256 of that."""

    contest_id: str
    digest: str
    jws: str
    results: ResultsReply


def final_reply(contest_id: str, final: Signed) -> bytes:
    results = msgspec.Raw(payload_of(final.jws))
    return encode({"contest_id": contest_id, "digest": final.digest.hex(), "jws": final.jws, "results": results})


def keys_reply(keys: Sequence[dict[str, str]]) -> bytes:
    return encode(KeysReply(list(keys)))
