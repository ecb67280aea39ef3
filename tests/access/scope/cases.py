"""Every route of every service, and who may do what there to which unit: one line for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from quiz_service.use_cases.load_shipped_contest import BANK_ID as BANK
from tests.access.scope.world import CONTEST, FORM, World, unknown_id

OK, FORBIDDEN, MISSING = "ok", "forbidden", "missing"
Rule = Callable[[World, str, str, str], str]
"""World, role, unit of the role, unit that is asked for → what the answer has to be."""

FAULTY = {"surplus": 1}
"""A body that nobody's write gets beyond: who may write is told of the fault, everybody else something earlier."""


def national(role: str, node: str) -> bool:
    return (role, node) == ("administrator", "CN")


def covers(world: World, role: str, node: str, target: str) -> str:
    """Organisers and administrators, for their unit and below."""
    if role not in ("organiser", "administrator"):
        return FORBIDDEN
    is_inside = target in world.paths and (national(role, node) or node in world.paths[target])
    return OK if is_inside else MISSING


def sees_progress(world: World, role: str, node: str, target: str) -> str:
    """The same, but other roles are told of nothing either."""
    found = covers(world, role, node, target)
    return MISSING if found == FORBIDDEN else found


def is_above(world: World, role: str, node: str, target: str) -> str:
    """Nobody manages what belongs to their equals."""
    found = covers(world, role, node, target)
    return MISSING if found == OK and target == node and not national(role, node) else found


def reads_forms(world: World, role: str, node: str, target: str) -> str:
    if role != "reporter" and not national(role, node):
        return FORBIDDEN
    return OK if target in world.paths and (national(role, node) or node in world.paths[target]) else MISSING


def fills_forms(world: World, role: str, node: str, target: str) -> str:
    found = reads_forms(world, role, node, target)
    return FORBIDDEN if found == OK and target != node and not national(role, node) else found


def decides_forms(world: World, role: str, node: str, target: str) -> str:
    found = reads_forms(world, role, node, target)
    if found == OK and not national(role, node):
        path = world.paths[target]
        return OK if node == (path[-2] if len(path) > 1 else "CN") else FORBIDDEN
    return found


def scans_forms(world: World, role: str, node: str, target: str) -> str:
    """Who fills the form, and whom it is sent to."""
    found = decides_forms(world, role, node, target)
    return fills_forms(world, role, node, target) if found == FORBIDDEN else found


def sees_obligations(world: World, role: str, node: str, target: str) -> str:
    """Of the own unit and of those that report to it."""
    found = reads_forms(world, role, node, target)
    if found == OK and not national(role, node) and target != node and world.paths[target][-2] != node:
        return MISSING
    return found


def reads_questions(_world: World, role: str, node: str, _target: str) -> str:
    """Banks are the whole country's."""
    return OK if role in ("editor", "reviewer") or national(role, node) else FORBIDDEN


def edits_questions(_world: World, role: str, node: str, _target: str) -> str:
    return OK if role == "editor" or national(role, node) else FORBIDDEN


def reviews_questions(_world: World, role: str, node: str, _target: str) -> str:
    return OK if role == "reviewer" or national(role, node) else FORBIDDEN


def of_own(world: World, role: str, node: str, _target: str) -> str:
    """Where no unit is named, organisers are shown what they manage."""
    return covers(world, role, node, node)


def decides_flags(world: World, role: str, node: str, target: str) -> str:
    if not national(role, node):
        return FORBIDDEN
    return OK if target in world.paths else MISSING


def only_national(_world: World, role: str, node: str, _target: str) -> str:
    return OK if national(role, node) else FORBIDDEN


@dataclass(frozen=True)
class Case:
    """How a route is asked about a unit. `is_dangerous` marks what would change something where it is allowed.

    `names_parent` where a unit is told to whom it reports, `is_beside_public` where the public boards' units stand too.
    """

    rule: Rule
    body: Callable[[str], Any] | None = None
    query: str = ""
    is_dangerous: bool = False
    names_parent: bool = False
    is_beside_public: bool = False

    def request(self, world: World, path: str, target: str) -> tuple[str, Any]:
        values = {
            "contest_id": CONTEST,
            "template_id": FORM,
            "kind": "excuse",
            "bank_id": BANK,
            "question_id": world.question,
            "flag_id": world.flags.get(target, unknown_id()),
            "unit": target,
            "unit_code": target,
            "code": target,
            "report_id": world.reports.get(target, unknown_id()),
            "attachment_id": world.attachments.get(target, unknown_id()),
            "organiser_id": world.organisers.get(target, unknown_id()),
        }
        body = None if self.body is None else self.body(target)
        return (path + self.query).format(**values), body


def _faulty(_target: str) -> Any:
    return FAULTY


ORGANISERS: Mapping[tuple[str, str, str], Case] = {
    ("directory", "POST", "/v1/organisers"): Case(is_above, lambda unit: {"unit": unit, **FAULTY}),
    ("directory", "GET", "/v1/organisers"): Case(of_own),
    ("directory", "DELETE", "/v1/organisers/{organiser_id}"): Case(is_above, is_dangerous=True),
    ("directory", "POST", "/v1/units"): Case(covers, lambda unit: {"parent": unit, **FAULTY}),
    ("directory", "PUT", "/v1/units/{code}"): Case(covers, _faulty),
    ("directory", "POST", "/v1/units/imports"): Case(
        of_own,
        lambda unit: [{"code": "CE-NEW-1", "name": "新", "parent": unit}, FAULTY],
        "?dry_run=true",
    ),
    ("quiz", "POST", "/v1/contests"): Case(only_national, _faulty),
    ("quiz", "PUT", "/v1/contests/{contest_id}"): Case(only_national, _faulty),
    ("quiz", "POST", "/v1/contests/{contest_id}/finalisation"): Case(only_national, _faulty, is_dangerous=True),
    ("quiz", "POST", "/v1/banks/{bank_id}/imports"): Case(edits_questions, _faulty),
    ("quiz", "POST", "/v1/banks/{bank_id}/approvals"): Case(reviews_questions, _faulty),
    ("quiz", "GET", "/v1/banks/{bank_id}/questions"): Case(reads_questions),
    ("quiz", "GET", "/v1/questions/{question_id}"): Case(reads_questions),
    ("quiz", "GET", "/v1/questions/{question_id}/statistics"): Case(reads_questions),
    ("quiz", "PUT", "/v1/questions/{question_id}"): Case(edits_questions, _faulty),
    ("quiz", "POST", "/v1/questions/{question_id}/approve"): Case(reviews_questions, _faulty, is_dangerous=True),
    ("quiz", "POST", "/v1/questions/{question_id}/withdraw"): Case(reviews_questions, _faulty, is_dangerous=True),
    ("scoring", "GET", "/v1/flags/{contest_id}"): Case(of_own),
    ("scoring", "POST", "/v1/flags/{flag_id}/hold"): Case(decides_flags, _faulty),
    ("scoring", "POST", "/v1/flags/{flag_id}/release"): Case(decides_flags, _faulty),
    ("scoring", "POST", "/v1/flags/{flag_id}/void"): Case(decides_flags, _faulty),
    ("scoring", "GET", "/v1/corrections/{contest_id}"): Case(only_national),
    ("scoring", "GET", "/v1/progress/{contest_id}/{unit_code}"): Case(sees_progress),
    ("scoring", "GET", "/v1/bulletins/{contest_id}"): Case(of_own, query="?format=csv", is_beside_public=True),
    ("reporting", "POST", "/v1/reports"): Case(fills_forms, lambda unit: {"template_id": FORM, "unit": unit, **FAULTY}),
    ("reporting", "GET", "/v1/reports/{report_id}"): Case(reads_forms),
    ("reporting", "GET", "/v1/reports/{report_id}/versions"): Case(reads_forms),
    ("reporting", "PUT", "/v1/reports/{report_id}"): Case(fills_forms, _faulty),
    ("reporting", "POST", "/v1/reports/{report_id}/submit"): Case(fills_forms, _faulty),
    ("reporting", "POST", "/v1/reports/{report_id}/return"): Case(decides_forms, _faulty),
    ("reporting", "POST", "/v1/reports/{report_id}/accept"): Case(decides_forms, _faulty),
    ("reporting", "POST", "/v1/reports/{report_id}/permits"): Case(decides_forms, _faulty),
    ("reporting", "POST", "/v1/reports/{report_id}/recall"): Case(fills_forms, _faulty),
    ("reporting", "POST", "/v1/reports/{report_id}/amend"): Case(fills_forms, _faulty),
    ("reporting", "GET", "/v1/reports/{report_id}/print.pdf"): Case(reads_forms),
    ("reporting", "GET", "/v1/reports/{report_id}/sheet.xlsx"): Case(reads_forms),
    ("reporting", "GET", "/v1/reports/{report_id}/sheet.csv"): Case(reads_forms),
    ("reporting", "POST", "/v1/reports/{report_id}/attachments"): Case(fills_forms, _faulty),
    ("reporting", "GET", "/v1/reports/{report_id}/attachments"): Case(reads_forms),
    ("reporting", "POST", "/v1/reports/{report_id}/scans"): Case(scans_forms, _faulty),
    ("reporting", "GET", "/v1/attachments/{attachment_id}"): Case(reads_forms),
    ("reporting", "POST", "/v1/reports/{report_id}/sheet-imports"): Case(fills_forms, _faulty),
    ("reporting", "GET", "/v1/rollups/{template_id}/{unit}"): Case(reads_forms),
    ("reporting", "GET", "/v1/rollups/{template_id}/{unit}/sheet.xlsx"): Case(reads_forms),
    ("reporting", "GET", "/v1/completeness/{template_id}/{unit}"): Case(reads_forms),
    ("reporting", "PUT", "/v1/obligations/{template_id}/{unit}/{kind}"): Case(decides_forms, _faulty),
    ("reporting", "DELETE", "/v1/obligations/{template_id}/{unit}/{kind}"): Case(decides_forms, is_dangerous=True),
    ("reporting", "GET", "/v1/obligations"): Case(sees_obligations, query="?unit={unit}", names_parent=True),
}

PARTICIPANTS = {
    ("directory", "POST", "/v1/auth/sign-out"),
    ("directory", "GET", "/v1/me"),
    ("directory", "PUT", "/v1/me"),
    ("directory", "GET", "/v1/me/export"),
    ("directory", "DELETE", "/v1/me"),
    ("quiz", "PUT", "/v1/sessions/{session_id}/answers/{position}"),
    ("quiz", "POST", "/v1/sessions/{session_id}/submission"),
    ("quiz", "POST", "/v1/contests/{contest_id}/sessions"),
    ("quiz", "GET", "/v1/sessions/{session_id}"),
    ("quiz", "GET", "/v1/contests/{contest_id}/me"),
    ("quiz", "GET", "/v1/me/sessions"),
    ("quiz", "GET", "/v1/me/wrong-questions"),
    ("quiz", "POST", "/v1/contests/{contest_id}/practice"),
    ("scoring", "GET", "/v1/standings/{contest_id}/me"),
}
"""The caller's own; nobody else is named in a request, but for sessions."""

EVERYBODY = {
    ("directory", "POST", "/v1/auth/token"),
    ("directory", "POST", "/v1/auth/sms-codes"),
    ("directory", "POST", "/v1/auth/password-setups"),
    ("directory", "GET", "/v1/auth/jwks.json"),
    ("directory", "GET", "/v1/units"),
    ("directory", "GET", "/v1/units/{code}"),
    ("quiz", "GET", "/v1/contests"),
    ("quiz", "GET", "/v1/contests/{contest_id}"),
    ("scoring", "GET", "/v1/leaderboards/{contest_id}/{entry}"),
    ("scoring", "GET", "/v1/leaderboards/{contest_id}/{entry}/events"),
    ("scoring", "GET", "/v1/bulletins/jwks.json"),
    ("scoring", "GET", "/v1/bulletins/{contest_id}/final"),
    ("reporting", "GET", "/v1/templates"),
    ("reporting", "GET", "/v1/templates/{template_id}"),
}
