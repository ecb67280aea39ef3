"""The directory over HTTP: units, participants, sign-in."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import sqlalchemy as sa
from fastapi import FastAPI

from services.directory.domain.credentials import SignInPolicy
from services.directory.domain.participants import Allowance
from services.directory.routes import auth, me, units
from services.directory.routes.access_tokens import AccessTokens
from services.directory.schemas import KeySet
from services.directory.settings import Settings
from services.kit import application
from services.kit.database import Database
from services.kit.tokens import Signer


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        name = f"{settings.instance}-http"
        database = Database(settings.database_url, application_name=name, hot_connections=settings.hot_connections)
        await database.open()

        async def is_ready() -> bool:
            async with database.begin() as transaction:
                await transaction.execute(sa.text("SELECT 1"))
            return True

        app.state.database, app.state.is_ready = database, is_ready
        try:
            yield
        finally:
            await database.close()

    app = application.create("Directory", settings, [auth.routes, me.routes, units.routes], lifespan)
    app.state.public_keys = _public_keys(settings.token_verification_keys)
    app.state.access_tokens = AccessTokens(
        Signer(settings.token_signing_keys), settings.participant_token_seconds, settings.organiser_token_seconds
    )
    app.state.sign_in_policy = SignInPolicy(
        bytes.fromhex(settings.secret), timedelta(days=settings.refresh_token_days), settings.development_sign_in
    )
    app.state.allowance = Allowance(settings.unit_changes_per_window, timedelta(days=settings.unit_change_window_days))
    return app


def _public_keys(key_set: str) -> KeySet:
    """Public members only, whatever the setting holds."""
    shown = ("kty", "crv", "x", "kid", "alg", "use")
    keys = json.loads(key_set)["keys"]
    return KeySet(keys=[{name: key[name] for name in shown if name in key} for key in keys])
