"""Second factors of people who sign in with a password."""

import segno
from starlette.responses import Response

from services.chassis.routing import Audience, audience, router
from services.chassis.shared import DatabaseOf
from services.directory.domain.attempts import Attempt
from services.directory.domain.totp import address_of, text_of
from services.directory.routes.ways_in import VisitOf, WaysInOf
from services.directory.use_cases.signing_in.confirm_second_factor import confirm_second_factor
from services.directory.use_cases.signing_in.enrol_second_factor import enrol_second_factor
from services.directory.wire.sign_in import (
    RecoveryCodesReply,
    SecondFactorConfirmation,
    SecondFactorEnrolment,
    SecondFactorReply,
)
from services.kit.database import shielded

METHOD = "password"

routes = router()


@routes.post("/v1/auth/second-factors", status_code=201)
@audience(Audience.EVERYONE)
async def post_second_factor(
    body: SecondFactorEnrolment, ways_in: WaysInOf, database: DatabaseOf, visit: VisitOf, response: Response
) -> SecondFactorReply:
    """A secret for an authenticator app, shown once; it is in force once a code of it has confirmed it."""
    response.headers["Cache-Control"] = "no-store"
    attempt = Attempt(METHOD, body.username, visit)
    work = enrol_second_factor(database, ways_in.policy, ways_in.passwords, body.password, body.second_factor, attempt)
    secret = await shielded(work)
    uri = address_of(secret, body.username)
    return SecondFactorReply(secret=text_of(secret), uri=uri, qr=segno.make(uri, error="m").svg_data_uri())


@routes.post("/v1/auth/second-factors/confirmation")
@audience(Audience.EVERYONE)
async def post_second_factor_confirmation(
    body: SecondFactorConfirmation, ways_in: WaysInOf, database: DatabaseOf, visit: VisitOf, response: Response
) -> RecoveryCodesReply:
    """From now on a sign-in asks for it. The recovery codes stand in for the app, once each, and are shown once."""
    response.headers["Cache-Control"] = "no-store"
    attempt = Attempt(METHOD, body.username, visit)
    work = confirm_second_factor(database, ways_in.policy, ways_in.passwords, body.password, body.code, attempt)
    return RecoveryCodesReply(recovery_codes=list(await shielded(work)))
