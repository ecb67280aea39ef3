"""The participant's own profile."""

import codecs
import json
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.chassis.routing import Audience, CallerOf, audience, body_of, router
from services.chassis.shared import DatabaseOf
from services.directory.domain.credentials import SignInPolicy
from services.directory.domain.participants import Allowance, Attribution, Profile
from services.directory.process import WaysIn, process_of
from services.directory.routes.ways_in import AccessTokensOf, AddressOf, WaysInOf
from services.directory.use_cases.participants.change_profile import change_profile
from services.directory.use_cases.participants.erase_participant import erase_participant
from services.directory.use_cases.participants.export_participant import export_participant
from services.directory.use_cases.participants.get_profile import get_profile
from services.directory.use_cases.participants.prove_phone import prove_phone
from services.directory.use_cases.steps.check_code import check_code
from services.directory.wire.access_tokens import AccessTokens
from services.directory.wire.profile import (
    ChangedProfileReply,
    ExportReply,
    NicknameRefused,
    PhoneProof,
    ProfileChange,
    ProfileReply,
    UnitChangesLeft,
    UnitOfProfile,
)
from services.kit.bodies import NO_JSON
from services.kit.database import Database, shielded
from services.kit.errors import Invalid
from services.kit.problems import field_errors, wants_english

routes = router()


async def _allowance_of(request: Request) -> Allowance:
    return process_of(request).allowance


AllowanceOf = Annotated[Allowance, Depends(_allowance_of)]


@routes.get("/v1/me")
@audience(Audience.PARTICIPANT)
async def get_me(
    caller: CallerOf, allowance: AllowanceOf, tokens: AccessTokensOf, database: DatabaseOf, response: Response
) -> ProfileReply:
    response.headers["Cache-Control"] = "no-store"
    async with database.begin() as transaction:
        profile = await get_profile(transaction, UUID(caller.subject), allowance)
    return _reply(tokens, profile)


@routes.put("/v1/me", response_model_exclude_unset=True, openapi_extra=body_of(ProfileChange))
@audience(Audience.PARTICIPANT)
async def put_me(
    request: Request,
    caller: CallerOf,
    allowance: AllowanceOf,
    tokens: AccessTokensOf,
    database: DatabaseOf,
    response: Response,
) -> ChangedProfileReply:
    response.headers["Cache-Control"] = "no-store"
    body = await _profile_change(request)
    secrets = process_of(request).ways_in.policy.secrets
    profile = await shielded(_change(database, UUID(caller.subject), allowance, body, secrets))
    reply = ChangedProfileReply(**_reply(tokens, profile).model_dump())
    fault = body.nickname_refused
    if fault is not None:
        detail = fault.en if wants_english(request) else fault.zh
        reply.nickname_refused = NicknameRefused(code=fault.code, detail=detail)
    return reply


@routes.put("/v1/me/phone")
@audience(Audience.PARTICIPANT)
async def put_phone(
    body: PhoneProof,
    caller: CallerOf,
    allowance: AllowanceOf,
    ways_in: WaysInOf,
    tokens: AccessTokensOf,
    database: DatabaseOf,
    address: AddressOf,
    response: Response,
) -> ProfileReply:
    """Prove a telephone number. When another account has it, the older one goes on for both, with its token here."""
    response.headers["Cache-Control"] = "no-store"
    work = _prove(database, ways_in, caller.subject_id, body, address, allowance)
    return _reply(tokens, await shielded(work))


@routes.get("/v1/me/export")
@audience(Audience.PARTICIPANT)
async def get_export(caller: CallerOf, database: DatabaseOf, response: Response) -> ExportReply:
    """Everything held here of the caller, to take along. Sessions and points are the caller's own lists elsewhere."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = 'attachment; filename="export.json"'
    async with database.begin() as transaction:
        return ExportReply.model_validate(await export_participant(transaction, UUID(caller.subject)))


@routes.delete("/v1/me", status_code=204, response_class=Response)
@audience(Audience.PARTICIPANT)
async def delete_me(caller: CallerOf, allowance: AllowanceOf, ways_in: WaysInOf, database: DatabaseOf) -> None:
    """Erase the caller. Points already counted stay with their units, without a name."""
    await shielded(_erase(database, UUID(caller.subject), allowance, ways_in.policy))


async def _profile_change(request: Request) -> ProfileChange:
    """Providers cut nicknames in the middle of a character: here that is no fault of the body as a whole."""
    try:
        content = json.loads((await request.body()).removeprefix(codecs.BOM_UTF8).decode())
    except (ValueError, RecursionError) as error:
        raise Invalid(errors=[NO_JSON]) from error
    try:
        return ProfileChange.model_validate(content)
    except ValidationError as error:
        raise Invalid(errors=list(field_errors(error.errors()))) from error


async def _erase(database: Database, participant_id: UUID, allowance: Allowance, policy: SignInPolicy) -> None:
    async with database.begin() as transaction:
        await erase_participant(transaction, participant_id, allowance, policy.secrets)


async def _change(
    database: Database, participant_id: UUID, allowance: Allowance, body: ProfileChange, secrets: Sequence[bytes]
) -> Profile:
    async with database.begin() as transaction:
        changes = body.model_dump(exclude_unset=True)
        return await change_profile(transaction, participant_id, allowance, changes, secrets)


async def _prove(
    database: Database, ways_in: WaysIn, participant_id: UUID, body: PhoneProof, address: str, allowance: Allowance
) -> Profile:
    if body.phone is not None:
        phone = body.phone
        await check_code(database, ways_in.policy, phone, str(body.code), address)
    else:
        phone = await ways_in.wechat_phones.number(str(body.app_id), str(body.wechat_phone_code))
    async with database.begin() as transaction:
        kept = await prove_phone(transaction, ways_in.policy, participant_id, phone)
        return await get_profile(transaction, kept, allowance)


def _reply(tokens: AccessTokens, profile: Profile) -> ProfileReply:
    participant = profile.participant
    return ProfileReply(
        **tokens.of_participant(participant, profile.read_at).model_dump(),
        participant_id=participant.id,
        nickname=participant.nickname,
        region_unit=_unit(participant.units.get("region")),
        enterprise_unit=_unit(participant.units.get("enterprise")),
        unit_changes_left=UnitChangesLeft(**profile.changes_left),
        phone_verified=participant.has_phone,
    )


def _unit(unit: Attribution | None) -> UnitOfProfile | None:
    return None if unit is None else UnitOfProfile(code=unit.code, name=unit.name, path=unit.path)
