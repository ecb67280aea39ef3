"""The directory over HTTP: units, participants, sign-in."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import sqlalchemy as sa
from fastapi import FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from services.chassis import application
from services.chassis.access import AccessCopy
from services.chassis.audit import Journal
from services.chassis.tokens import Signer
from services.directory import tables
from services.directory.domain.credentials import SignInPolicy, reply_key
from services.directory.domain.participants import Allowance
from services.directory.outside.sms import HttpSmsProvider
from services.directory.outside.trusted_apps import TrustedApps
from services.directory.outside.wechat import WeChat
from services.directory.routes import auth, me, organisers, registry, tokens, units
from services.directory.routes.access_tokens import AccessTokens
from services.directory.routes.ways_in import WaysIn
from services.directory.settings import Settings
from services.directory.wire.sign_in import KeySet
from services.kit.database import Database
from services.kit.outbound import Outbound
from services.kit.passwords import Passwords


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()
    passwords = Passwords(settings.password_time_cost, settings.password_memory_kib)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        name = f"{settings.instance}-http"
        database = Database(settings.database_url, application_name=name, hot_connections=settings.hot_connections)
        outbound = Outbound(settings.outbound_timeout_s)
        await database.open()

        async def is_ready() -> bool:
            async with database.begin() as transaction:
                await transaction.execute(sa.text("SELECT 1"))
            return True

        app.state.database, app.state.is_ready = database, is_ready
        app.state.access = AccessCopy(database, tables.access)
        app.state.audit = Journal(database, tables.audit)
        app.state.ways_in = _ways_in(settings, outbound, passwords)
        try:
            yield
        finally:
            await outbound.close()
            await database.close()

    routers = [tokens.routes, auth.routes, me.routes, organisers.routes, registry.routes, units.routes]
    app = application.create("Directory", settings, routers, lifespan)
    # Tries at signing in are counted by address, which only the gateway knows.
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.gateway_addresses)
    app.state.setup_page = settings.setup_page
    app.state.reply_key = reply_key(bytes.fromhex(settings.secret))
    app.state.public_keys = _public_keys(settings.token_verification_keys)
    app.state.access_tokens = AccessTokens(
        Signer(settings.token_signing_keys), settings.participant_token_seconds, settings.organiser_token_seconds
    )
    app.state.allowance = Allowance(settings.unit_changes_per_window, timedelta(days=settings.unit_change_window_days))
    return app


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
