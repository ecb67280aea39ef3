"""What exists on the running system by name, so that a generated request does not always ask for what is not there."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tests.fuzz.people import UNIT, People

CONTEST = "safety-month-2026"
CAMP = "escape-drill-2026"
FORM = "publicity-summary"


def known_things(people: People) -> Mapping[str, Any]:
    """By the name of the parameter or member that takes it."""
    http, admin = people.http, people.founder
    banks = http.get("/v1/banks", headers=admin).json()["items"]
    bank = banks[0]["id"]
    questions = http.get(f"/v1/banks/{bank}/questions", headers=admin).json()["items"]
    campaigns = http.get("/v1/campaigns", headers=admin).json()["items"]
    templates = http.get("/v1/templates").json()["items"]
    lessons = http.get(f"/v1/camps/{CAMP}/lessons").json()["items"]
    somebody = people.appoint("organiser", "person", "371002")
    held = http.get("/v1/organisers", headers=admin).json()["items"]
    grant = next(each["grants"][0]["id"] for each in held if each["id"] == somebody["id"])
    template = next((each["id"] for each in templates if each["id"] == FORM), templates[0]["id"])
    reporter = people.headers("reporter")
    report = http.post("/v1/reports", json={"template_id": template, "unit": UNIT}, headers=reporter).json()
    today = datetime.now(UTC).date().isoformat()
    return {
        "contest_id": CONTEST,
        "contest": CONTEST,
        "bank_id": bank,
        "bank": bank,
        "question_id": questions[0]["id"],
        "organiser_id": somebody["id"],
        "grant_id": grant,
        "campaign_id": campaigns[0]["id"],
        "campaign": campaigns[0]["id"],
        "template_id": template,
        "report_id": report.get("id", ""),
        "camp_id": CAMP,
        "lesson_id": lessons[0]["id"],
        "entry": "region",
        "unit": UNIT,
        "unit_code": UNIT,
        "code": UNIT,
        "parent": UNIT,
        "owner_unit": UNIT,
        "region_unit": "371002",
        "enterprise_unit": "CE-001",
        "position": 1,
        "version": 1,
        "date": today,
        "phone": "13800138000",
        "reason": "核实更正",
    }


def session_of(people: People, headers: dict[str, str]) -> str:
    """The id of a session that has begun."""
    reply = people.http.post(f"/v1/contests/{CONTEST}/sessions", json={"entry": "region"}, headers=headers)
    return str(reply.json().get("id", ""))
