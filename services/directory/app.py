"""The directory over HTTP: units, participants, sign-in."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from fastapi import FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from services.chassis import process
from services.chassis.tokens import Signer
from services.directory.domain.budgets import Budget
from services.directory.domain.credentials import TRIES, SignInPolicy, reply_key
from services.directory.domain.participants import Allowance
from services.directory.domain.sms import SmsBudgets
from services.directory.memory.units import KnownUnits
from services.directory.outside.sms import HttpSmsProvider
from services.directory.outside.trusted_apps import TrustedApps
from services.directory.outside.wechat import WeChat
from services.directory.outside.wechat_phones import WeChatPhones
from services.directory.process import Process, WaysIn
from services.directory.routes import (
    auth,
    me,
    organisers,
    own_organiser,
    registry,
    rights,
    second_factors,
    tokens,
    units,
)
from services.directory.settings import Settings
from services.directory.tables import shared
from services.directory.wire.access_tokens import AccessTokens
from services.directory.wire.sign_in import KeySet
from services.kit.database import Database
from services.kit.outbound import Outbound
from services.kit.passwords import Passwords

ROUTERS = (
    tokens.routes,
    auth.routes,
    second_factors.routes,
    me.routes,
    own_organiser.routes,
    organisers.routes,
    rights.routes,
    registry.routes,
    units.routes,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()  # from the environment
    made = _Made(settings)

    @asynccontextmanager
    async def opening(database: Database) -> AsyncIterator[Process]:
        outbound = Outbound(settings.outbound_timeout_s)
        try:
            yield Process(
                database,
                _ways_in(settings, outbound, made),
                AccessTokens(made.signer, settings.participant_token_seconds, settings.organiser_token_seconds),
                Allowance(settings.unit_changes_per_window, timedelta(days=settings.unit_change_window_days)),
                _public_keys(settings.token_verification_keys),
                made.reply_key,
                settings.setup_page,
                KnownUnits(database),
            )
        finally:
            await outbound.close()

    app = process.create_app("Directory", settings, shared, ROUTERS, opening, hot_connections=settings.hot_connections)
    # Tries at signing in are counted by address, which only the gateway knows.
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.gateway_addresses)
    return app


class _Made:
    """What is made of the settings at once, so that a process without proper secrets does not start."""

    def __init__(self, settings: Settings) -> None:
        secret = bytes.fromhex(settings.secret)
        self.signer = Signer(settings.token_signing_keys)
        self.reply_key = reply_key(secret)
        self.passwords = Passwords(settings.password_time_cost, settings.password_memory_kib)
        self.policy = SignInPolicy(
            secret,
            timedelta(days=settings.refresh_token_days),
            settings.development_sign_in,
            tuple(bytes.fromhex(each) for each in settings.previous_secrets),
            Budget(settings.sign_in_failures_per_address, TRIES.window),
            settings.second_factor_required,
        )


def _ways_in(settings: Settings, outbound: Outbound, made: _Made) -> WaysIn:
    return WaysIn(
        made.policy,
        made.passwords,
        WeChat(outbound, settings.wechat_url, settings.wechat_apps),
        TrustedApps(outbound, settings.trusted_apps, settings.assertion_audience),
        None if settings.sms_account is None else HttpSmsProvider(outbound, settings.sms_account),
        WeChatPhones(outbound, settings.wechat_url, {app.app_id: app for app in settings.wechat_apps}),
        _sms_budgets(settings),
    )


def _sms_budgets(settings: Settings) -> SmsBudgets:
    hour, day = timedelta(hours=1), timedelta(days=1)
    return SmsBudgets(
        per_address=(Budget(settings.sms_per_address_hour, hour), Budget(settings.sms_per_address_day, day)),
        total=(Budget(settings.sms_per_hour, hour), Budget(settings.sms_per_day, day)),
    )


def _public_keys(key_set: str) -> KeySet:
    """Public members only, whatever the setting holds."""
    shown = ("kty", "crv", "x", "kid", "alg", "use")
    keys = json.loads(key_set)["keys"]
    return KeySet(keys=[{name: key[name] for name in shown if name in key} for key in keys])
