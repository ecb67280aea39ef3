"""Every route of every service, and who may do what there to which unit: one line for each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from quiz_service.use_cases.contests.load_shipped_contest import BANK_ID as BANK
from services.camp.use_cases.load_shipped_camp import CAMP_ID as CAMP
from tests.access.scope.filters import (
    ADMINISTERS,
    COVERS,
    ENDS_CERTIFICATES,
    HAS_ROLE,
    HOLDS,
    IN_CAMPAIGN,
    IN_LINE,
    IS_ABOVE,
    IS_NATIONAL,
    KEEPS_CERTIFICATES,
    ON_FILE,
    ON_REPORT,
    OWED,
    OWNS_CAMP,
    OWNS_CONTEST,
    REVIEWS,
    SHOWN_UNITS,
    TAKES_BACK,
    WITH_ROLE,
    WRITES_CAMPS,
    Filter,
)
from tests.access.scope.rules import (
    Rule,
    administers_something,
    covers,
    decides_flags,
    decides_forms,
    decides_withdrawals,
    edits_questions,
    fills_forms,
    finds_no_work,
    imports_units,
    in_the_campaign,
    is_above,
    lists_banks,
    makes_some_banks,
    manages_some_certificate,
    of_own,
    of_own_work,
    only_national,
    opens_accounts,
    reads_forms,
    reads_questions,
    reads_some_questions,
    reviews_questions,
    reviews_works,
    scans_forms,
    sees_obligations,
    sees_progress,
    writes_lessons,
)
from tests.access.scope.world import CONTEST, FORM, World, unknown_id

FAULTY = {"surplus": 1}
"""A body that nobody's write gets beyond: who may write is told of the fault, everybody else something earlier."""


class Tag(Enum):
    """What an entity tag of a reading is for."""

    NONE = "none"
    POLLED = "If-None-Match"
    GUARD = "If-Match"


@dataclass(frozen=True)
class Reading:
    """What a route shows: its media type, its entity tag, and every way to ask for it."""

    media: str = "application/json"
    tag: Tag = Tag.NONE
    queries: tuple[str, ...] = ("",)
    is_of_units: bool = True
    """Whether it shows what belongs to units, or what is the whole country's."""


@dataclass(frozen=True)
class Case:
    """How a route is asked about a unit, and the filter without which it would show or do too much.

    `is_dangerous` marks what would change something where it is allowed, `names_parent` where a unit is told to whom it
    reports, `is_beside_public` where the public boards' units stand too.
    """

    rule: Rule
    guard: Filter
    body: Callable[[str], Any] | None = None
    reads: Reading | None = None
    query: str = ""
    is_dangerous: bool = False
    names_parent: bool = False
    is_beside_public: bool = False

    def requests(self, world: World, path: str, target: str) -> Iterator[tuple[str, Any]]:
        """Path and body of each way to ask."""
        values = {
            "contest_id": CONTEST,
            "camp_id": CAMP,
            "lesson_id": "escape-drill-cpr",
            "campaign_id": CONTEST,
            "version": 1,
            "highlight_id": unknown_id(),
            "template_id": FORM,
            "kind": "excuse",
            "bank_id": BANK,
            "question_id": world.question,
            "flag_id": world.flags.get(target, unknown_id()),
            "number": "XLY0000000000000000",
            "serial": "0000000000000000",
            "unit": target,
            "unit_code": target,
            "code": target,
            "withdrawal_id": unknown_id(),
            "report_id": world.reports.get(target, unknown_id()),
            "attachment_id": world.attachments.get(target, unknown_id()),
            "day": world.day,
            "organiser_id": world.organisers.get(target, unknown_id()),
            "work_id": world.works.get(target, unknown_id()),
            "grant_id": world.grants.get(target, unknown_id()),
        }
        body = None if self.body is None else self.body(target)
        for query in self.reads.queries if self.reads else (self.query,):
            yield (path + query).format(**values), body


def _faulty(_target: str) -> Any:
    return FAULTY


PDF, CSV = "application/pdf", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST = Reading(tag=Tag.POLLED)
NATIONAL_LIST = Reading(tag=Tag.POLLED, is_of_units=False)
BULLETIN = Reading("", queries=("?format=csv", "?format=xlsx", "?format=pdf", "?format=csv&date={day}"))
"""In the medium that is asked for."""


ORGANISERS: Mapping[tuple[str, str, str], Case] = {
    ("directory", "POST", "/v1/organisers"): Case(is_above, IS_ABOVE, lambda unit: {"unit": unit, **FAULTY}),
    ("directory", "GET", "/v1/organisers"): Case(
        of_own, IS_NATIONAL, reads=Reading(tag=Tag.POLLED, queries=("", "?limit=1"))
    ),
    ("directory", "DELETE", "/v1/organisers/{organiser_id}"): Case(is_above, IS_ABOVE, is_dangerous=True),
    ("directory", "POST", "/v1/organisers/{organiser_id}/grants"): Case(covers, COVERS, _faulty),
    ("directory", "DELETE", "/v1/organisers/{organiser_id}/grants/{grant_id}"): Case(
        opens_accounts, TAKES_BACK, is_dangerous=True
    ),
    ("directory", "POST", "/v1/organisers/{organiser_id}/password-resets"): Case(
        opens_accounts, COVERS, is_dangerous=True
    ),
    ("directory", "DELETE", "/v1/organisers/{organiser_id}/second-factor"): Case(
        opens_accounts, COVERS, is_dangerous=True
    ),
    ("directory", "POST", "/v1/units"): Case(covers, COVERS, lambda unit: {"parent": unit, **FAULTY}),
    ("directory", "PUT", "/v1/units/{code}"): Case(covers, COVERS, _faulty),
    ("directory", "POST", "/v1/units/imports"): Case(
        imports_units, COVERS, lambda unit: [{"code": "CE-NEW-1", "name": "新", "parent": unit}], query="?dry_run=true"
    ),
    ("quiz", "POST", "/v1/contests"): Case(administers_something, WITH_ROLE, _faulty),
    ("quiz", "PUT", "/v1/contests/{contest_id}"): Case(only_national, OWNS_CONTEST, _faulty),
    ("quiz", "POST", "/v1/contests/{contest_id}/finalisation"): Case(
        only_national, OWNS_CONTEST, _faulty, is_dangerous=True
    ),
    ("quiz", "POST", "/v1/banks/{bank_id}/imports"): Case(edits_questions, WITH_ROLE, _faulty),
    ("quiz", "POST", "/v1/banks/{bank_id}/pictures"): Case(edits_questions, WITH_ROLE, _faulty),
    ("quiz", "POST", "/v1/banks/{bank_id}/approvals"): Case(reviews_questions, WITH_ROLE, _faulty),
    ("quiz", "GET", "/v1/banks/{bank_id}/questions"): Case(reads_questions, WITH_ROLE, reads=NATIONAL_LIST),
    ("quiz", "POST", "/v1/banks"): Case(makes_some_banks, WITH_ROLE, _faulty),
    ("quiz", "GET", "/v1/banks"): Case(lists_banks, WITH_ROLE, reads=NATIONAL_LIST),
    ("quiz", "GET", "/v1/banks/{bank_id}/statistics"): Case(reads_questions, WITH_ROLE, reads=NATIONAL_LIST),
    ("quiz", "GET", "/v1/banks/{bank_id}/withdrawals"): Case(reads_questions, WITH_ROLE, reads=NATIONAL_LIST),
    ("quiz", "GET", "/v1/banks/{bank_id}/export"): Case(
        reads_questions,
        WITH_ROLE,
        reads=Reading("", queries=("", "?format=csv", "?format=json"), is_of_units=False),
    ),
    ("quiz", "GET", "/v1/banks/import-template.xlsx"): Case(
        reads_some_questions, WITH_ROLE, reads=Reading(XLSX, is_of_units=False)
    ),
    ("quiz", "GET", "/v1/questions/{question_id}"): Case(
        reads_questions, WITH_ROLE, reads=Reading(tag=Tag.GUARD, is_of_units=False)
    ),
    ("quiz", "GET", "/v1/questions/{question_id}/statistics"): Case(
        reads_questions, WITH_ROLE, reads=Reading(is_of_units=False)
    ),
    ("quiz", "PUT", "/v1/questions/{question_id}"): Case(edits_questions, WITH_ROLE, _faulty),
    ("quiz", "POST", "/v1/questions/{question_id}/approve"): Case(
        reviews_questions, WITH_ROLE, _faulty, is_dangerous=True
    ),
    ("quiz", "POST", "/v1/questions/{question_id}/withdraw"): Case(
        reviews_questions, WITH_ROLE, _faulty, is_dangerous=True
    ),
    ("scoring", "GET", "/v1/flags/{contest_id}"): Case(
        of_own, SHOWN_UNITS, reads=Reading(tag=Tag.POLLED, queries=("", "?limit=1", "?state=open"))
    ),
    ("scoring", "POST", "/v1/flags/decisions"): Case(only_national, HAS_ROLE, _faulty),
    ("scoring", "GET", "/v1/bulletins/texts/{unit_code}"): Case(
        sees_progress, SHOWN_UNITS, reads=Reading(tag=Tag.POLLED, is_of_units=False)
    ),
    ("scoring", "PUT", "/v1/bulletins/texts/{unit_code}"): Case(sees_progress, SHOWN_UNITS, _faulty),
    ("scoring", "POST", "/v1/flags/{flag_id}/hold"): Case(decides_flags, HAS_ROLE, _faulty),
    ("scoring", "POST", "/v1/flags/{flag_id}/release"): Case(decides_flags, HAS_ROLE, _faulty),
    ("scoring", "POST", "/v1/flags/{flag_id}/void"): Case(decides_flags, HAS_ROLE, _faulty),
    ("quiz", "POST", "/v1/withdrawals/{withdrawal_id}/approve"): Case(decides_withdrawals, WITH_ROLE, _faulty),
    ("quiz", "POST", "/v1/withdrawals/{withdrawal_id}/reject"): Case(decides_withdrawals, WITH_ROLE, _faulty),
    ("scoring", "GET", "/v1/corrections/{contest_id}"): Case(only_national, HAS_ROLE, reads=NATIONAL_LIST),
    ("scoring", "GET", "/v1/progress/{contest_id}/{unit_code}"): Case(
        sees_progress, SHOWN_UNITS, reads=Reading(queries=("", "?from={day}&to={day}"))
    ),
    ("scoring", "GET", "/v1/bulletins/{contest_id}"): Case(of_own, SHOWN_UNITS, reads=BULLETIN, is_beside_public=True),
    ("reporting", "POST", "/v1/reports"): Case(
        fills_forms, IN_LINE, lambda unit: {"template_id": FORM, "unit": unit, **FAULTY}
    ),
    ("reporting", "POST", "/v1/reports/{report_id}/adoptions"): Case(fills_forms, ON_REPORT, _faulty),
    ("reporting", "POST", "/v1/templates"): Case(administers_something, HOLDS, _faulty),
    ("reporting", "POST", "/v1/templates/{template_id}/versions/{version}/publish"): Case(
        only_national, ADMINISTERS, _faulty
    ),
    ("reporting", "POST", "/v1/campaigns"): Case(administers_something, HOLDS, _faulty),
    ("reporting", "GET", "/v1/campaigns/{campaign_id}"): Case(
        in_the_campaign, IN_CAMPAIGN, reads=Reading(tag=Tag.POLLED, is_of_units=False)
    ),
    ("reporting", "PUT", "/v1/campaigns/{campaign_id}"): Case(only_national, HOLDS, _faulty),
    ("reporting", "GET", "/v1/campaigns/{campaign_id}/lines"): Case(
        in_the_campaign, IN_CAMPAIGN, reads=Reading(tag=Tag.POLLED, is_of_units=False), names_parent=True
    ),
    ("reporting", "POST", "/v1/campaigns/{campaign_id}/line-imports"): Case(only_national, HOLDS, _faulty),
    ("reporting", "PUT", "/v1/campaigns/{campaign_id}/lines/{template_id}/{unit}"): Case(only_national, HOLDS, _faulty),
    ("reporting", "DELETE", "/v1/campaigns/{campaign_id}/lines/{template_id}/{unit}"): Case(
        only_national, HOLDS, is_dangerous=True
    ),
    ("reporting", "POST", "/v1/highlights"): Case(of_own_work, ON_REPORT, lambda unit: {"unit": unit, **FAULTY}),
    ("reporting", "GET", "/v1/highlights"): Case(
        of_own_work, ON_REPORT, reads=Reading(tag=Tag.POLLED, queries=("?unit={unit}",), is_of_units=False)
    ),
    ("reporting", "POST", "/v1/highlights/{highlight_id}/select"): Case(finds_no_work, HOLDS, _faulty),
    ("reporting", "POST", "/v1/highlights/{highlight_id}/attachments"): Case(finds_no_work, HOLDS, _faulty),
    ("reporting", "POST", "/v1/reports/{report_id}/uploads"): Case(fills_forms, ON_REPORT, _faulty),
    ("reporting", "POST", "/v1/highlights/{highlight_id}/uploads"): Case(finds_no_work, HOLDS, _faulty),
    ("reporting", "DELETE", "/v1/attachments/{attachment_id}"): Case(fills_forms, HOLDS, is_dangerous=True),
    ("reporting", "GET", "/v1/reports/{report_id}"): Case(reads_forms, ON_REPORT, reads=Reading(tag=Tag.GUARD)),
    ("reporting", "GET", "/v1/reports/{report_id}/versions"): Case(reads_forms, ON_REPORT, reads=LIST),
    ("reporting", "PUT", "/v1/reports/{report_id}"): Case(fills_forms, ON_REPORT, _faulty),
    ("reporting", "POST", "/v1/reports/{report_id}/submit"): Case(fills_forms, ON_REPORT, _faulty),
    ("reporting", "POST", "/v1/reports/{report_id}/return"): Case(decides_forms, ON_REPORT, _faulty),
    ("reporting", "POST", "/v1/reports/{report_id}/accept"): Case(decides_forms, ON_REPORT, _faulty),
    ("reporting", "POST", "/v1/reports/{report_id}/permits"): Case(decides_forms, ON_REPORT, _faulty),
    ("reporting", "POST", "/v1/reports/{report_id}/recall"): Case(fills_forms, ON_REPORT, _faulty),
    ("reporting", "POST", "/v1/reports/{report_id}/amend"): Case(fills_forms, ON_REPORT, _faulty),
    ("reporting", "GET", "/v1/reports/{report_id}/print.pdf"): Case(
        reads_forms, ON_REPORT, reads=Reading(PDF, queries=("", "?blank=true"))
    ),
    ("reporting", "GET", "/v1/reports/{report_id}/sheet.xlsx"): Case(reads_forms, ON_REPORT, reads=Reading(XLSX)),
    ("reporting", "GET", "/v1/reports/{report_id}/sheet.csv"): Case(reads_forms, ON_REPORT, reads=Reading(CSV)),
    ("reporting", "POST", "/v1/reports/{report_id}/attachments"): Case(fills_forms, ON_REPORT, _faulty),
    ("reporting", "GET", "/v1/reports/{report_id}/attachments"): Case(reads_forms, ON_REPORT, reads=LIST),
    ("reporting", "POST", "/v1/reports/{report_id}/scans"): Case(scans_forms, ON_REPORT, _faulty),
    ("reporting", "GET", "/v1/attachments/{attachment_id}"): Case(reads_forms, ON_FILE, reads=Reading("text/plain")),
    ("reporting", "POST", "/v1/reports/{report_id}/sheet-imports"): Case(fills_forms, ON_REPORT, _faulty),
    ("reporting", "GET", "/v1/rollups/{template_id}/{unit}"): Case(reads_forms, IN_LINE, reads=Reading()),
    ("reporting", "GET", "/v1/rollups/{template_id}/{unit}/sheet.xlsx"): Case(
        reads_forms, IN_LINE, reads=Reading(XLSX)
    ),
    ("reporting", "GET", "/v1/completeness/{template_id}/{unit}"): Case(reads_forms, IN_LINE, reads=Reading()),
    ("reporting", "PUT", "/v1/obligations/{template_id}/{unit}/{kind}"): Case(decides_forms, IN_LINE, _faulty),
    ("reporting", "DELETE", "/v1/obligations/{template_id}/{unit}/{kind}"): Case(
        decides_forms, IN_LINE, is_dangerous=True
    ),
    ("camp", "POST", "/v1/camps"): Case(administers_something, WRITES_CAMPS, _faulty),
    ("camp", "PUT", "/v1/camps/{camp_id}"): Case(only_national, OWNS_CAMP, _faulty),
    ("camp", "POST", "/v1/camps/{camp_id}/lessons"): Case(writes_lessons, OWNS_CAMP, _faulty),
    ("camp", "GET", "/v1/camps/{camp_id}/lessons/{lesson_id}"): Case(writes_lessons, OWNS_CAMP, reads=NATIONAL_LIST),
    ("camp", "PUT", "/v1/camps/{camp_id}/lessons/{lesson_id}"): Case(writes_lessons, OWNS_CAMP, _faulty),
    ("camp", "POST", "/v1/certificates/{number}/revoke"): Case(manages_some_certificate, KEEPS_CERTIFICATES, _faulty),
    ("quiz", "POST", "/v1/certificates/JS{serial}/revoke"): Case(manages_some_certificate, ENDS_CERTIFICATES, _faulty),
    ("camp", "GET", "/v1/camps/{camp_id}/flags"): Case(
        covers, COVERS, reads=Reading(tag=Tag.POLLED, queries=("?unit={unit}",))
    ),
    ("camp", "GET", "/v1/camps/{camp_id}/submissions"): Case(
        reviews_works, REVIEWS, reads=Reading(tag=Tag.POLLED, queries=("?unit={unit}",))
    ),
    ("camp", "POST", "/v1/works/{work_id}/publish"): Case(reviews_works, REVIEWS, _faulty),
    ("camp", "POST", "/v1/works/{work_id}/return"): Case(reviews_works, REVIEWS, _faulty),
    ("camp", "POST", "/v1/works/{work_id}/select"): Case(reviews_works, REVIEWS, _faulty),
    ("reporting", "GET", "/v1/obligations"): Case(
        sees_obligations, OWED, reads=Reading(tag=Tag.POLLED, queries=("?unit={unit}",)), names_parent=True
    ),
    **{
        (service, "GET", f"/v1/audit/{service}"): Case(only_national, HAS_ROLE, reads=NATIONAL_LIST)
        for service in ("directory", "quiz", "scoring", "reporting", "camp")
    },
}

OWN = {
    ("directory", "GET", "/v1/organisers/me"),
    ("directory", "PUT", "/v1/organisers/me/password"),
    ("reporting", "GET", "/v1/campaigns"),
    ("reporting", "GET", "/v1/inbox"),
    ("reporting", "POST", "/v1/reports/acceptances"),
    ("reporting", "GET", "/v1/templates/{template_id}/preview.pdf"),
    ("reporting", "GET", "/v1/uploads/{upload_id}"),
    ("reporting", "PUT", "/v1/uploads/{upload_id}"),
    ("reporting", "POST", "/v1/uploads/{upload_id}/completion"),
    ("reporting", "DELETE", "/v1/uploads/{upload_id}"),
}
"""The organiser's own account, or what waits for it; no unit is named in a request."""

PARTICIPANTS = {
    ("directory", "POST", "/v1/auth/sign-out"),
    ("directory", "GET", "/v1/me"),
    ("directory", "PUT", "/v1/me"),
    ("directory", "PUT", "/v1/me/phone"),
    ("directory", "GET", "/v1/me/export"),
    ("directory", "DELETE", "/v1/me"),
    ("quiz", "PUT", "/v1/sessions/{session_id}/answers/{position}"),
    ("quiz", "POST", "/v1/sessions/{session_id}/submission"),
    ("quiz", "POST", "/v1/contests/{contest_id}/sessions"),
    ("quiz", "GET", "/v1/sessions/{session_id}"),
    ("quiz", "GET", "/v1/contests/{contest_id}/me"),
    ("quiz", "GET", "/v1/me/sessions"),
    ("quiz", "GET", "/v1/me/wrong-questions"),
    ("quiz", "DELETE", "/v1/me/wrong-questions/{question_id}"),
    ("quiz", "POST", "/v1/contests/{contest_id}/practice"),
    ("quiz", "POST", "/v1/contests/{contest_id}/rehearsal"),
    ("quiz", "GET", "/v1/contests/{contest_id}/cards"),
    ("quiz", "GET", "/v1/contests/{contest_id}/mastery"),
    ("quiz", "POST", "/v1/contests/{contest_id}/certificate"),
    ("quiz", "GET", "/v1/certificates/JS{serial}/certificate.pdf"),
    ("quiz", "POST", "/v1/certificates/JS{serial}/reissue"),
    ("scoring", "GET", "/v1/standings/{contest_id}/me"),
    ("camp", "POST", "/v1/camps/{camp_id}/enrolments"),
    ("camp", "PUT", "/v1/lessons/{lesson_id}/watch"),
    ("camp", "GET", "/v1/camps/{camp_id}/me"),
    ("camp", "POST", "/v1/camps/{camp_id}/certificate"),
    ("camp", "GET", "/v1/certificates/{number}/certificate.pdf"),
    ("camp", "POST", "/v1/certificates/{number}/reissue"),
    ("camp", "POST", "/v1/camps/{camp_id}/works"),
    ("camp", "PUT", "/v1/works/{work_id}"),
    ("camp", "POST", "/v1/works/{work_id}/uploads"),
    ("camp", "GET", "/v1/works/{work_id}/uploads/{upload_id}"),
    ("camp", "PUT", "/v1/works/{work_id}/uploads/{upload_id}"),
    ("camp", "POST", "/v1/works/{work_id}/uploads/{upload_id}/completion"),
    ("camp", "DELETE", "/v1/works/{work_id}/uploads/{upload_id}"),
    ("camp", "POST", "/v1/works/{work_id}/submit"),
    ("camp", "POST", "/v1/works/{work_id}/withdraw"),
    ("camp", "POST", "/v1/works/{work_id}/report"),
    ("camp", "PUT", "/v1/works/{work_id}/like"),
    ("camp", "DELETE", "/v1/works/{work_id}/like"),
}
"""The caller's own; nobody else is named in a request, but for sessions, certificates and works."""

EVERYBODY = {
    ("directory", "GET", "/v1/auth/methods"),
    ("directory", "POST", "/v1/auth/token"),
    ("directory", "POST", "/v1/auth/sms-codes"),
    ("directory", "POST", "/v1/auth/password-setups"),
    ("directory", "POST", "/v1/auth/second-factors"),
    ("directory", "POST", "/v1/auth/second-factors/confirmation"),
    ("directory", "GET", "/v1/auth/jwks.json"),
    ("directory", "GET", "/v1/units"),
    ("directory", "GET", "/v1/units/{code}"),
    ("quiz", "GET", "/v1/contests"),
    ("quiz", "GET", "/v1/contests/{contest_id}"),
    ("quiz", "GET", "/v1/contests/jwks.json"),
    ("quiz", "GET", "/v1/certificates/JS{serial}"),
    ("quiz", "GET", "/certificates/JS{serial}"),
    ("quiz", "GET", "/v1/pictures/{name}"),
    ("scoring", "GET", "/v1/leaderboards/{contest_id}/{entry}"),
    ("scoring", "GET", "/v1/leaderboards/{contest_id}/{entry}/events"),
    ("scoring", "GET", "/v1/bulletins/jwks.json"),
    ("scoring", "GET", "/v1/bulletins/{contest_id}/final"),
    ("camp", "GET", "/v1/camps"),
    ("camp", "GET", "/v1/camps/{camp_id}"),
    ("camp", "GET", "/v1/camps/{camp_id}/lessons"),
    ("camp", "GET", "/v1/camps/{camp_id}/board/{entry}"),
    ("camp", "GET", "/v1/camps/{camp_id}/works"),
    ("camp", "GET", "/v1/films/{film_id}"),
    ("camp", "GET", "/v1/camps/{camp_id}/final"),
    ("camp", "GET", "/v1/camps/jwks.json"),
    ("camp", "GET", "/v1/certificates/{number}"),
    ("camp", "GET", "/certificates/{number}"),
    ("reporting", "GET", "/v1/templates"),
    ("reporting", "GET", "/v1/templates/{template_id}"),
    ("reporting", "GET", "/v1/return-reasons"),
}
