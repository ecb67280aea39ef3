"""Withdrawals of faulty questions: one person proposes, a second one decides (R1.12, I21)."""

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from quiz_service.domain.authoring import Decision
from quiz_service.process import known_here
from quiz_service.routes.editors import ReaderOf, ReviewerOf, reach_of
from quiz_service.use_cases.bank.approve_withdrawal import approve_withdrawal
from quiz_service.use_cases.bank.list_withdrawals import list_withdrawals
from quiz_service.use_cases.bank.propose_withdrawal import propose_withdrawal
from quiz_service.use_cases.bank.reject_withdrawal import reject_withdrawal
from quiz_service.use_cases.steps.find_bank import find_bank
from quiz_service.use_cases.steps.find_proposal import find_proposal
from quiz_service.use_cases.steps.find_question import find_question
from quiz_service.use_cases.steps.read_effect import read_effect
from quiz_service.wire.bank import (
    ApproveWithdrawalBody,
    AuthoredQuestion,
    OpenProposal,
    OpenProposals,
    ProposalReply,
    RejectedReply,
    WithdrawBody,
    question_reply,
)
from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, audience, body_of, router
from services.chassis.shared import DatabaseOf
from services.contracts.grants import EDITOR, REVIEWER
from services.kit import etag
from services.kit.bodies import parse_model

NO_STORE = {"Cache-Control": "no-store"}

routes = router()


@routes.get("/v1/banks/{bank_id}/withdrawals", response_model=OpenProposals)
@audience(Audience.ORGANISER)
async def get_withdrawals(request: Request, caller: ReaderOf, database: DatabaseOf, bank_id: str) -> Response:
    """The proposed withdrawals that wait for a second person, each with what it would change now."""
    async with database.begin() as connection:
        await find_bank(connection, bank_id, reach_of(caller, EDITOR, REVIEWER))
        found = await list_withdrawals(connection, bank_id)
    items = [OpenProposal.of(proposal, known.question.stem, effect) for proposal, known, effect in found]
    body = OpenProposals(items=items).model_dump_json().encode()
    return etag.response(request, body, etag.of(body), NO_STORE)


@routes.post(
    "/v1/questions/{question_id}/withdraw",
    status_code=202,
    response_model=ProposalReply,
    openapi_extra=body_of(WithdrawBody),
)
@audience(Audience.ORGANISER, act="question.propose_withdrawal")
async def post_withdraw(request: Request, caller: ReviewerOf, question_id: str, bank: str | None = None) -> Response:
    """Propose to take a faulty question out of use for good; `effect` says what that would change. Nothing does yet."""

    async def propose(transaction: AsyncConnection) -> Done:
        known = await find_question(transaction, question_id, bank, reach_of(caller, REVIEWER), lock=True)
        body = await parse_model(request, WithdrawBody)
        decision = Decision(body.decision)
        proposal = await propose_withdrawal(
            transaction, known, decision, body.reason, caller.subject, accepts_repeats=body.accept_repeats
        )
        effect = await read_effect(transaction, known.bank_id, known.question.id, decision)
        reply = ProposalReply.of(proposal, effect).model_dump_json()
        target = f"{known.bank_id} {known.question.id} {proposal.id}"
        return Done(Response(reply, 202, media_type="application/json"), target)

    return await perform(request, propose)


@routes.post(
    "/v1/withdrawals/{withdrawal_id}/approve",
    response_model=AuthoredQuestion,
    openapi_extra=body_of(ApproveWithdrawalBody),
)
@audience(Audience.ORGANISER, act="question.withdraw")
async def post_approval(request: Request, caller: ReviewerOf, withdrawal_id: str) -> Response:
    """Withdraw the question as a second person, and have every session that holds it scored again.

    No new session draws it once this has answered, in other processes a second later. `withdrawal` in this and later
    replies says how many sessions have been scored again.
    """

    async def approve(transaction: AsyncConnection) -> Done:
        proposal = await find_proposal(transaction, withdrawal_id, reach_of(caller, REVIEWER))
        body = await parse_model(request, ApproveWithdrawalBody)
        withdrawn = await approve_withdrawal(transaction, proposal, caller.subject, accepts_repeats=body.accept_repeats)
        return Done(question_reply(withdrawn), f"{proposal.bank_id} {proposal.question_id} {proposal.id}")

    return await known_here(request, await perform(request, approve))


@routes.post("/v1/withdrawals/{withdrawal_id}/reject", response_model=RejectedReply)
@audience(Audience.ORGANISER, act="question.reject_withdrawal")
async def post_rejection(request: Request, caller: ReviewerOf, withdrawal_id: str) -> Response:
    """End a proposed withdrawal without effect. A body is not read."""

    async def reject(transaction: AsyncConnection) -> Done:
        proposal = await find_proposal(transaction, withdrawal_id, reach_of(caller, REVIEWER))
        rejected = await reject_withdrawal(transaction, proposal, caller.subject)
        reply = RejectedReply(withdrawal_id=rejected.id).model_dump_json()
        target = f"{proposal.bank_id} {proposal.question_id} {proposal.id}"
        return Done(Response(reply, media_type="application/json"), target)

    return await perform(request, reject)
