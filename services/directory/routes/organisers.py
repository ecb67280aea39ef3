"""Organisers, appointed and removed by those above them."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, CallerOf, audience, body_of, router
from services.chassis.shared import DatabaseOf
from services.contracts.grants import ROLES
from services.directory.domain.errors import RoleNotGrantable
from services.directory.domain.organisers import Appointment, ClientCredentials, Organiser
from services.directory.domain.reach import ManagersReach
from services.directory.process import process_of
from services.directory.routes.managers import ReachOf, id_of
from services.directory.use_cases.organisers.add_organiser import add_organiser
from services.directory.use_cases.organisers.list_organisers import list_organisers
from services.directory.use_cases.organisers.remove_organiser import remove_organiser
from services.directory.use_cases.steps.check_reach import check_reach
from services.directory.wire.organisers import (
    AppointmentReply,
    HeldGrantReply,
    ListedOrganiser,
    NewOrganiser,
    OrganiserPage,
    OrganiserReply,
)
from services.kit import cursors, etag
from services.kit.bodies import parse_model, parse_object
from services.kit.errors import FieldError, Invalid

DEFAULT_LIMIT = 200
LARGEST_LIMIT = 1000
NOT_STORED = {"Cache-Control": "no-store"}

routes = router()


@routes.post("/v1/organisers", status_code=201, response_model=AppointmentReply, openapi_extra=body_of(NewOrganiser))
@audience(Audience.ORGANISER, act="organiser.appoint")
async def post_organiser(request: Request, caller: CallerOf, reach: ReachOf) -> Response:
    """Appoint somebody for a unit below one's own; the way in is shown to this request and its repeats only."""

    async def appoint(transaction: AsyncConnection) -> Done:
        await _check_target(transaction, reach, await parse_object(request))
        body = await parse_model(request, NewOrganiser)
        appointment = await add_organiser(transaction, body.name, body.unit, body.role, body.kind, caller.subject_id)
        reply = _json(_appointment(appointment, process_of(request).setup_page), 201)
        return Done(reply, str(appointment.organiser.id))

    reply = await perform(request, appoint, seal=process_of(request).reply_key)
    reply.headers.update(NOT_STORED)
    return reply


@routes.get("/v1/organisers", response_model=OrganiserPage)
@audience(Audience.ORGANISER)
async def get_organisers(
    request: Request,
    reach: ReachOf,
    database: DatabaseOf,
    limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT)] = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Response:
    """Active organisers below one's own unit."""
    after = None if cursor is None else _position(cursor)
    async with database.begin() as transaction:
        found = await list_organisers(transaction, reach, after, limit + 1)
    next_cursor = cursors.encode(str(found[limit - 1].id)) if len(found) > limit else None
    page = OrganiserPage(items=[_listed(each) for each in found[:limit]], next_cursor=next_cursor)
    body = page.model_dump_json(exclude_unset=True).encode()
    return etag.response(request, body, etag.of(body), NOT_STORED)


@routes.delete("/v1/organisers/{organiser_id}", status_code=204, response_class=Response)
@audience(Audience.ORGANISER, act="organiser.remove")
async def delete_organiser(request: Request, organiser_id: str, reach: ReachOf) -> Response:
    """Take back all rights of an organiser below one's own unit; every service refuses them within 2 s."""
    wanted = id_of(organiser_id)

    async def remove(transaction: AsyncConnection) -> Done:
        await remove_organiser(transaction, reach, wanted)
        return Done(Response(status_code=204), str(wanted))

    return await perform(request, remove)


async def _check_target(transaction: AsyncConnection, reach: ManagersReach, body: Mapping[str, Any]) -> None:
    """Who may not do this is told so before the faults of the body are named."""
    unit, role = body.get("unit"), body.get("role")
    if isinstance(unit, str):
        path = await check_reach(transaction, reach, unit, is_strict=True)
        if role in ROLES and not reach.may_grant(str(role), path):
            raise RoleNotGrantable


def _position(cursor: str) -> UUID:
    try:
        return UUID(cursors.decode(cursor))
    except ValueError as error:
        fault = FieldError("/cursor", "invalid-cursor", "翻页标记无效。", "Not a cursor of this list.")
        raise Invalid(errors=[fault]) from error


def _reply(organiser: Organiser) -> OrganiserReply:
    first = organiser.grants[0]
    return OrganiserReply(id=organiser.id, name=organiser.name, unit=first.unit, role=first.role, kind=organiser.kind)


def _listed(organiser: Organiser) -> ListedOrganiser:
    held = [HeldGrantReply(id=each.id, role=each.role, unit=each.unit) for each in organiser.grants]
    return ListedOrganiser(**_reply(organiser).model_dump(), grants=held)


def _appointment(appointment: Appointment, setup_page: str) -> AppointmentReply:
    way_in = appointment.way_in
    shown: dict[str, Any] = _reply(appointment.organiser).model_dump()
    if isinstance(way_in, ClientCredentials):
        return AppointmentReply(**shown, client_id=way_in.client_id, client_secret=way_in.client_secret)
    # What follows the # stays in the browser: it is in no log of a server.
    link = f"{setup_page}#{way_in.setup_token}"
    return AppointmentReply(**shown, username=way_in.username, setup_link=link, setup_expires_at=way_in.expires_at)


def _json(reply: BaseModel, status: int) -> Response:
    return Response(reply.model_dump_json(exclude_unset=True), status, NOT_STORED, media_type="application/json")
