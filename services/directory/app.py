"""The directory over HTTP: units, participants, sign-in."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from fastapi import FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from services.chassis import process
from services.chassis.tokens import Signer
from services.directory.domain.credentials import SignInPolicy, reply_key
from services.directory.domain.participants import Allowance
from services.directory.outside.sms import HttpSmsProvider
from services.directory.outside.trusted_apps import TrustedApps
from services.directory.outside.wechat import WeChat
from services.directory.process import Process, WaysIn
from services.directory.routes import auth, me, organisers, registry, tokens, units
from services.directory.settings import Settings
from services.directory.tables import shared
from services.directory.wire.access_tokens import AccessTokens
from services.directory.wire.sign_in import KeySet
from services.kit.database import Database
from services.kit.outbound import Outbound
from services.kit.passwords import Passwords

ROUTERS = (tokens.routes, auth.routes, me.routes, organisers.routes, registry.routes, units.routes)


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()  # from the environment
    passwords = Passwords(settings.password_time_cost, settings.password_memory_kib)

    @asynccontextmanager
    async def opening(database: Database) -> AsyncIterator[Process]:
        outbound = Outbound(settings.outbound_timeout_s)
        try:
            yield _process(settings, database, outbound, passwords)
        finally:
            await outbound.close()

    app = process.create_app("Directory", settings, shared, ROUTERS, opening, hot_connections=settings.hot_connections)
    # Tries at signing in are counted by address, which only the gateway knows.
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.gateway_addresses)
    return app


def _process(settings: Settings, database: Database, outbound: Outbound, passwords: Passwords) -> Process:
    signer = Signer(settings.token_signing_keys)
    return Process(
        database,
        _ways_in(settings, outbound, passwords),
        AccessTokens(signer, settings.participant_token_seconds, settings.organiser_token_seconds),
        Allowance(settings.unit_changes_per_window, timedelta(days=settings.unit_change_window_days)),
        _public_keys(settings.token_verification_keys),
        reply_key(bytes.fromhex(settings.secret)),
        settings.setup_page,
    )


def _ways_in(settings: Settings, outbound: Outbound, passwords: Passwords) -> WaysIn:
    policy = SignInPolicy(
        bytes.fromhex(settings.secret),
        timedelta(days=settings.refresh_token_days),
        settings.development_sign_in,
        tuple(bytes.fromhex(secret) for secret in settings.previous_secrets),
    )
    return WaysIn(
        policy,
        passwords,
        WeChat(outbound, settings.wechat_url, settings.wechat_apps),
        TrustedApps(outbound, settings.trusted_apps, settings.assertion_audience),
        None if settings.sms_account is None else HttpSmsProvider(outbound, settings.sms_account),
    )


def _public_keys(key_set: str) -> KeySet:
    """Public members only, whatever the setting holds."""
    shown = ("kty", "crv", "x", "kid", "alg", "use")
    keys = json.loads(key_set)["keys"]
    return KeySet(keys=[{name: key[name] for name in shown if name in key} for key in keys])
