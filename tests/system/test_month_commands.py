"""A month set up by an operator on the command line: its forms, its campaign, its lines (R3.12, R6.4)."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.support.contest import ContestSystem
from tests.system.people import administrator

PROVINCE, CITY = "620000", "620100"
FORM, CAMPAIGN = "gs_visits", "gs-2026"
TODAY = datetime.now(UTC).date()
TEMPLATE: dict[str, Any] = {
    "owner_unit": PROVINCE,
    "id": FORM,
    "title_zh": "甘肃省企业走访统计表",
    "indicators": [{"id": "gs_visits_made", "label_zh": "走访企业", "unit": "次"}],
    "sections": [{"item": 1, "id": "visits", "title_zh": "走访", "lines": ["走访企业（{gs_visits_made}）次。"]}],
}


def test_an_operator_sets_up_a_month_on_the_command_line(system: ContestSystem, tmp_path: Path) -> None:
    campaign = {
        "id": CAMPAIGN,
        "title": "甘肃省安全生产月",
        "owner_unit": PROVINCE,
        "first_day": str(TODAY - timedelta(days=5)),
        "last_day": str(TODAY + timedelta(days=20)),
        "templates": [{"template_id": FORM, "due_on": str(TODAY + timedelta(days=10))}],
    }
    form, month, lines, again = (tmp_path / name for name in ("form.json", "month.json", "lines.csv", "lines.xlsx"))
    form.write_text(json.dumps(TEMPLATE), encoding="utf-8")
    month.write_text(json.dumps(campaign), encoding="utf-8")
    lines.write_text(f"报表编号,单位代码,上级单位代码\n{FORM},{CITY},{PROVINCE}\n", encoding="gb18030")

    assert ran(system, "templates", "draft", str(form), "--publish") == f"{FORM} 1"
    assert f"{FORM}  1  甘肃省企业走访统计表" in ran(system, "templates", "list")
    assert ran(system, "campaigns", "write", str(month)) == CAMPAIGN
    assert CAMPAIGN in [each["id"] for each in json.loads(ran(system, "campaigns", "list", "--json"))]
    tried = ran(system, "lines", "import", str(lines), "--campaign", CAMPAIGN, "--dry-run")
    assert tried == "1 rows, 1 lines would change"
    assert ran(system, "lines", "import", str(lines), "--campaign", CAMPAIGN) == "1 rows, 1 lines changed"
    ran(system, "lines", "export", str(again), "--campaign", CAMPAIGN)
    assert ran(system, "lines", "import", str(again), "--campaign", CAMPAIGN) == "1 rows, 0 lines changed"
    owed = administrator(system).call("GET", f"/v1/campaigns/{CAMPAIGN}/lines?template_id={FORM}").json()["items"]
    assert [(each["unit"]["code"], each["parent"]["code"]) for each in owed] == [(CITY, PROVINCE)]


def test_a_faulty_file_of_an_operator_is_told_and_changes_nothing(system: ContestSystem, tmp_path: Path) -> None:
    lines, form = tmp_path / "lines.csv", tmp_path / "form.json"
    lines.write_text("报表编号,单位代码,上级单位代码\nplan,000000,371000\n", encoding="utf-8")
    form.write_text(json.dumps({**TEMPLATE, "id": "gs_faulty", "sections": []}), encoding="utf-8")

    of_lines = system.run("lines", "import", str(lines), "--campaign", "safety-month-2026")
    of_form = system.run("templates", "draft", str(form))

    assert of_lines.returncode == 1
    assert "rows/2/unit: " in of_lines.stdout + of_lines.stderr
    assert of_form.returncode == 1
    assert "gs_faulty" not in ran(system, "templates", "list")


def test_the_example_of_the_notice_is_loaded_again_without_a_change(system: ContestSystem) -> None:
    """`contest up` has loaded it: a city and its districts, no firms that nobody knows."""
    asked = "/v1/campaigns/safety-month-2026/lines"
    before = administrator(system).call("GET", asked).json()["items"]

    ran(system, "load-demo")

    assert administrator(system).call("GET", asked).json()["items"] == before
    assert {"371002"} <= {each["unit"]["code"] for each in before}


def ran(system: ContestSystem, *arguments: str) -> str:
    done = system.run(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout).strip()
