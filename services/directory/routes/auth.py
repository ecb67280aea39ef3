"""Around signing in: codes, set-up of passwords, public keys, the end of every sign-in."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from services.chassis.routing import Audience, CallerOf, audience, router
from services.chassis.shared import DatabaseOf
from services.directory.process import process_of
from services.directory.routes.ways_in import AddressOf, WaysInOf
from services.directory.use_cases.signing_in.send_sms_code import send_sms_code
from services.directory.use_cases.signing_in.set_password import set_password
from services.directory.use_cases.signing_in.sign_out_everywhere import sign_out_everywhere
from services.directory.wire.sign_in import (
    KeySet,
    MethodsReply,
    PasswordSetup,
    PasswordSetupReply,
    SmsCodeRequest,
    WeChatMethod,
)
from services.kit.database import shielded

KEYS_CACHED = "public, max-age=300"
METHODS_CACHED = "public, max-age=60"

routes = router()


@routes.get("/v1/auth/methods")
@audience(Audience.EVERYONE)
async def get_methods(ways_in: WaysInOf, response: Response) -> MethodsReply:
    """What a page of signing in offers."""
    response.headers["Cache-Control"] = METHODS_CACHED
    return MethodsReply(
        development=ways_in.policy.is_development_allowed,
        sms=ways_in.sms is not None,
        password=True,
        assertion=ways_in.trusted_apps.is_configured,
        wechat=[WeChatMethod(app_id=app.app_id, kind=app.kind) for app in ways_in.wechat.apps],
    )


@routes.post("/v1/auth/sms-codes", status_code=202, response_class=Response)
@audience(Audience.EVERYONE)
async def post_sms_code(body: SmsCodeRequest, ways_in: WaysInOf, database: DatabaseOf, address: AddressOf) -> None:
    """Send a code to a number. The answer is the same whether anybody is known by it."""
    work = send_sms_code(database, ways_in.policy, ways_in.sms, ways_in.sms_budgets, body.phone, address)
    await shielded(work)


@routes.post("/v1/auth/password-setups")
@audience(Audience.EVERYONE)
async def post_password_setup(
    body: PasswordSetup, ways_in: WaysInOf, database: DatabaseOf, response: Response
) -> PasswordSetupReply:
    """Choose the first password through a set-up link, which works once."""
    response.headers["Cache-Control"] = "no-store"
    work = set_password(database, ways_in.passwords, body.setup_token, body.password)
    return PasswordSetupReply(username=await shielded(work))


@routes.post("/v1/auth/sign-out", status_code=204, response_class=Response)
@audience(Audience.PARTICIPANT)
async def post_sign_out(caller: CallerOf, database: DatabaseOf) -> None:
    """End every sign-in of the caller, on all devices. Access tokens live on for their minutes."""
    async with database.begin() as transaction:
        await sign_out_everywhere(transaction, UUID(caller.subject))


@routes.get("/v1/auth/jwks.json")
@audience(Audience.EVERYONE)
async def get_keys(request: Request, response: Response) -> KeySet:
    response.headers["Cache-Control"] = KEYS_CACHED
    return process_of(request).public_keys
