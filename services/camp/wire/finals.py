"""Results of a camp that are final. What was signed goes out as it was signed; the models below describe it."""

from uuid import UUID

from pydantic import AwareDatetime, BaseModel


class CampKeysReply(BaseModel):
    """A JWK Set (RFC 7517) of Ed25519 keys (RFC 8037)."""

    keys: list[dict[str, str]]


class FinalWorkReply(BaseModel):
    """`is_tied` tells that others have the same rank."""

    rank: int
    is_tied: bool
    work_id: UUID
    entry: str
    unit: str
    likes: int


class CampResultsReply(BaseModel):
    camp_id: str
    frozen_at: AwareDatetime
    works: list[FinalWorkReply]


class CampFinalReply(BaseModel):
    """`jws` is the compact JWS of `results` as UTF-8 JSON, `digest` the SHA-256 of that."""

    camp_id: str
    digest: str
    jws: str
    results: CampResultsReply
