"""The participant's own profile."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from services.chassis.routing import Audience, CallerOf, audience, router
from services.chassis.shared import DatabaseOf
from services.directory.domain.participants import Allowance, Attribution, Profile
from services.directory.process import process_of
from services.directory.routes.ways_in import AccessTokensOf
from services.directory.use_cases.participants.change_profile import change_profile
from services.directory.use_cases.participants.erase_participant import erase_participant
from services.directory.use_cases.participants.export_participant import export_participant
from services.directory.use_cases.participants.get_profile import get_profile
from services.directory.wire.access_tokens import AccessTokens
from services.directory.wire.profile import (
    ChangedProfileReply,
    ExportReply,
    NicknameRefused,
    ProfileChange,
    ProfileReply,
    UnitChangesLeft,
    UnitOfProfile,
)
from services.kit.database import Database, shielded
from services.kit.problems import wants_english

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


@routes.put("/v1/me", response_model_exclude_unset=True)
@audience(Audience.PARTICIPANT)
async def put_me(
    request: Request,
    body: ProfileChange,
    caller: CallerOf,
    allowance: AllowanceOf,
    tokens: AccessTokensOf,
    database: DatabaseOf,
    response: Response,
) -> ChangedProfileReply:
    response.headers["Cache-Control"] = "no-store"
    profile = await shielded(_change(database, UUID(caller.subject), allowance, body))
    reply = ChangedProfileReply(**_reply(tokens, profile).model_dump())
    fault = body.nickname_refused
    if fault is not None:
        detail = fault.en if wants_english(request) else fault.zh
        reply.nickname_refused = NicknameRefused(code=fault.code, detail=detail)
    return reply


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
async def delete_me(caller: CallerOf, database: DatabaseOf) -> None:
    """Erase the caller. Points already counted stay with their units, without a name."""
    await shielded(_erase(database, UUID(caller.subject)))


async def _erase(database: Database, participant_id: UUID) -> None:
    async with database.begin() as transaction:
        await erase_participant(transaction, participant_id)


async def _change(database: Database, participant_id: UUID, allowance: Allowance, body: ProfileChange) -> Profile:
    async with database.begin() as transaction:
        await change_profile(transaction, participant_id, allowance, body.model_dump(exclude_unset=True))
        return await get_profile(transaction, participant_id, allowance)


def _reply(tokens: AccessTokens, profile: Profile) -> ProfileReply:
    participant = profile.participant
    return ProfileReply(
        **tokens.of_participant(participant, profile.read_at).model_dump(),
        participant_id=participant.id,
        nickname=participant.nickname,
        region_unit=_unit(participant.units.get("region")),
        enterprise_unit=_unit(participant.units.get("enterprise")),
        unit_changes_left=UnitChangesLeft(**profile.changes_left),
    )


def _unit(unit: Attribution | None) -> UnitOfProfile | None:
    return None if unit is None else UnitOfProfile(code=unit.code, name=unit.name, path=unit.path)
