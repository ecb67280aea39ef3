"""Who did what when: the history of a report, and the audit of every privileged act (R3.4, I15)."""

import sqlalchemy as sa

from reporting_service.tables import audit
from services.chassis.audit import breaches
from tests.reporting.builders import BEIJING, HUANCUI, WEIHAI, body, reporter
from tests.reporting.reporting_system import ReportingSystem
from tests.support import tokens

REASONS = [{"indicator": "lecture_sessions", "code": "wrong", "comment": "请核对场次"}]


async def recorded(reporting: ReportingSystem) -> list[tuple[str, str, str, str]]:
    columns = [audit.c[name] for name in ("actor", "act", "target", "outcome")]
    async with reporting.owner.begin() as transaction:
        return [tuple(row) for row in await transaction.execute(sa.select(*columns).order_by(audit.c.number))]


async def test_the_history_of_a_report_tells_every_act(reporting: ReportingSystem) -> None:
    """R3.4"""
    report_id = await reporting.submitted(HUANCUI)
    await reporting.act(report_id, "recall", reporter(HUANCUI), {"reason": "漏填一项"})
    await reporting.act(report_id, "submit", reporter(HUANCUI))
    await reporting.act(report_id, "return", reporter(WEIHAI), {"reasons": REASONS})
    await reporting.act(report_id, "accept", reporter(WEIHAI))

    history = await reporting.ask("GET", f"/v1/reports/{report_id}/versions", reporter(HUANCUI))

    told = [(each["action"], each["version"]) for each in history.json()["history"]]
    assert told == [("create", 1), ("submit", 1), ("recall", 1), ("submit", 2), ("return", 2)]
    assert history.json()["history"][-1]["detail"]["reasons"] == REASONS


async def test_every_act_leaves_one_audit_record_and_so_does_every_refusal(reporting: ReportingSystem) -> None:
    """I15"""
    district, city = reporter(HUANCUI), reporter(WEIHAI)
    opened = await reporting.open(HUANCUI, caller=district)
    report_id = opened.json()["id"]
    await reporting.open(HUANCUI, caller=district)  # reading what is there is no act
    await reporting.save(opened, district, body())
    await reporting.save(opened, district, body())
    for _ in range(2):  # a repeat with its key is no second act
        await reporting.ask("POST", f"/v1/reports/{report_id}/submit", district, {}, Idempotency_Key="once")
    await reporting.act(report_id, "accept", reporter(BEIJING))
    await reporting.act(report_id, "accept", tokens.participant())
    await reporting.act(report_id, "accept", city)

    records = await recorded(reporting)

    assert [(each[1], each[3]) for each in records] == [
        ("report.open", "done"),
        ("report.save", "done"),
        ("report.save", "report-changed"),
        ("report.submit", "done"),
        ("report.accept", "report-not-found"),
        ("report.accept", "done"),
    ]
    assert records[0][0] == district.subject
    assert {each[2] for each in records if each[3] == "done"} == {report_id}


async def test_what_somebody_changed_in_the_audit_shows(reporting: ReportingSystem) -> None:
    """I15"""
    await reporting.accepted(HUANCUI, WEIHAI)
    async with reporting.owner.begin() as transaction:
        whole = await breaches(transaction, audit)
        await transaction.execute(sa.text("UPDATE reporting.audit SET actor = 'nobody' WHERE number = 2"))
        changed = await breaches(transaction, audit)
        await transaction.execute(sa.text("DELETE FROM reporting.audit WHERE number = 2"))
        removed = await breaches(transaction, audit)

    assert whole == []
    assert changed == ["reporting.audit: record 2 or the one before it was changed"]
    assert removed[0] == "reporting.audit: records 2 to 2 are missing"
