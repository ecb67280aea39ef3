"""Signing in and refreshing: one address, a body for each way."""

from collections.abc import Coroutine
from datetime import datetime
from typing import Annotated, Any

from fastapi import Body
from prometheus_client import Counter
from starlette.responses import Response

from services.chassis.routing import Audience, audience, router
from services.chassis.shared import DatabaseOf
from services.directory.domain.attempts import Attempt, Visit
from services.directory.domain.organisers import Organiser
from services.directory.process import WaysIn
from services.directory.queries.sign_in import SignedIn
from services.directory.routes.ways_in import AccessTokensOf, VisitOf, WaysInOf
from services.directory.use_cases.signing_in.refresh_sign_in import refresh_sign_in
from services.directory.use_cases.signing_in.sign_in_client import sign_in_client
from services.directory.use_cases.signing_in.sign_in_for_development import sign_in_for_development
from services.directory.use_cases.signing_in.sign_in_with_assertion import sign_in_with_assertion
from services.directory.use_cases.signing_in.sign_in_with_password import sign_in_with_password
from services.directory.use_cases.signing_in.sign_in_with_sms import sign_in_with_sms
from services.directory.use_cases.signing_in.sign_in_with_wechat import sign_in_with_wechat
from services.directory.wire.access_tokens import AccessTokens
from services.directory.wire.sign_in import (
    AssertionGrant,
    ClientCredentialsGrant,
    DevelopmentGrant,
    PasswordGrant,
    RefreshGrant,
    SmsGrant,
    TokenReply,
    TokenRequest,
    WeChatGrant,
)
from services.kit.database import Database, shielded
from services.kit.errors import Problem

OfParticipant = DevelopmentGrant | RefreshGrant | WeChatGrant | SmsGrant | AssertionGrant

SIGN_INS = Counter("contest_sign_ins_total", "Sign-ins by way, and how they went", ["way", "outcome"])

routes = router()


@routes.post("/v1/auth/token", response_model_exclude_none=True)
@audience(Audience.EVERYONE)
async def post_token(
    body: Annotated[TokenRequest, Body()],
    ways_in: WaysInOf,
    tokens: AccessTokensOf,
    database: DatabaseOf,
    visit: VisitOf,
    response: Response,
) -> TokenReply:
    response.headers["Cache-Control"] = "no-store"
    try:
        reply = await _answer(body, ways_in, tokens, database, visit)
    except Problem as error:
        SIGN_INS.labels(body.grant_type, error.code).inc()
        raise
    SIGN_INS.labels(body.grant_type, "ok").inc()
    return reply


async def _answer(
    body: TokenRequest, ways_in: WaysIn, tokens: AccessTokens, database: Database, visit: Visit
) -> TokenReply:
    match body:
        case ClientCredentialsGrant():
            attempt = Attempt(body.grant_type, body.client_id, visit)
            work = sign_in_client(database, ways_in.policy, body.client_secret, attempt)
            return _organiser_reply(tokens, *await shielded(work))
        case PasswordGrant():
            attempt = Attempt(body.grant_type, body.username, visit)
            work = sign_in_with_password(
                database, ways_in.policy, ways_in.passwords, body.password, body.second_factor, attempt
            )
            return _organiser_reply(tokens, *await shielded(work))
        case _:
            return _reply(tokens, *await shielded(_participant(body, ways_in, database, visit.address)))


def _participant(
    body: OfParticipant, ways_in: WaysIn, database: Database, address: str
) -> Coroutine[Any, Any, tuple[SignedIn, str]]:
    policy = ways_in.policy
    match body:
        case DevelopmentGrant():
            return sign_in_for_development(database, policy, body.subject)
        case RefreshGrant():
            return refresh_sign_in(database, policy, body.refresh_token)
        case WeChatGrant():
            return sign_in_with_wechat(database, policy, ways_in.wechat, body.app_id, body.code)
        case SmsGrant():
            return sign_in_with_sms(database, policy, body.phone, body.code, address)
        case AssertionGrant():
            return sign_in_with_assertion(database, policy, ways_in.trusted_apps, body.assertion)


def _reply(tokens: AccessTokens, signed_in: SignedIn, refresh_token: str) -> TokenReply:
    access = tokens.of_participant(signed_in.participant, signed_in.at)
    return TokenReply(**access.model_dump(), refresh_token=refresh_token)


def _organiser_reply(tokens: AccessTokens, organiser: Organiser, at: datetime) -> TokenReply:
    return TokenReply(**tokens.of_organiser(organiser, at).model_dump())
