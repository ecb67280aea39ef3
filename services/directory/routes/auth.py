"""Signing in."""

from typing import Annotated

from fastapi import Body, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.directory.domain.credentials import SignInPolicy
from services.directory.queries.sign_in import SignedIn
from services.directory.routes.access_tokens import AccessTokens, AccessTokensOf
from services.directory.schemas import (
    ClientCredentialsGrant,
    DevelopmentGrant,
    KeySet,
    RefreshGrant,
    TokenReply,
    TokenRequest,
)
from services.directory.use_cases.refresh_sign_in import refresh_sign_in
from services.directory.use_cases.sign_in_client import sign_in_client
from services.directory.use_cases.sign_in_for_development import sign_in_for_development
from services.kit.database import Database, DatabaseOf, shielded
from services.kit.routing import Audience, audience, router

KEYS_CACHED = "public, max-age=300"

routes = router()


def _policy_of(request: Request) -> SignInPolicy:
    policy: SignInPolicy = request.app.state.sign_in_policy
    return policy


@routes.post("/v1/auth/token", response_model_exclude_none=True)
@audience(Audience.EVERYONE)
async def post_token(
    body: Annotated[TokenRequest, Body()],
    policy: Annotated[SignInPolicy, Depends(_policy_of)],
    tokens: AccessTokensOf,
    database: DatabaseOf,
    response: Response,
) -> TokenReply:
    response.headers["Cache-Control"] = "no-store"
    match body:
        case DevelopmentGrant():
            return _reply(tokens, *await shielded(sign_in_for_development(database, policy, body.subject)))
        case RefreshGrant():
            return _reply(tokens, *await shielded(refresh_sign_in(database, policy, body.refresh_token)))
        case ClientCredentialsGrant():
            return await _client_reply(tokens, database, body)


@routes.get("/v1/auth/jwks.json")
@audience(Audience.EVERYONE)
async def get_keys(request: Request, response: Response) -> KeySet:
    response.headers["Cache-Control"] = KEYS_CACHED
    keys: KeySet = request.app.state.public_keys
    return keys


def _reply(tokens: AccessTokens, signed_in: SignedIn, refresh_token: str) -> TokenReply:
    access = tokens.of_participant(signed_in.participant, signed_in.at)
    return TokenReply(**access.model_dump(), refresh_token=refresh_token)


async def _client_reply(tokens: AccessTokens, database: Database, body: ClientCredentialsGrant) -> TokenReply:
    async with database.begin() as transaction:
        organiser, at = await sign_in_client(transaction, body.client_id, body.client_secret)
    return TokenReply(**tokens.of_organiser(organiser, at).model_dump())
