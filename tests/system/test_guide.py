"""A bureau follows the guide for organisers word by word, in a shell: it works, and its counts are true (R6.4)."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.contest import ContestSystem
from tests.support.tools import program
from tests.system.offices import HEADER, PASSWORD, appointed, done
from tests.system.people import Person, administrator

GUIDE = Path(__file__).parents[2] / "docs/guides/organiser.md"
SECTION = re.compile(r"^## ([一二三四五六七八九十]+)、.*$", re.MULTILINE)
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
FORM, CAMPAIGN, BUREAU = "shandong_explosives_2023_annex2", "qs-2026", "QS-GXJ"
CHILDREN = 13
# Every call is written down before it is made.
WATCH = """curl() { printf '%s ' "${@//$'\\n'/ }" >> "$CALLS"; echo >> "$CALLS"; command curl "$@"; }"""


class Clerk:
    """Somebody at a terminal, who types what the guide says."""

    def __init__(self, system: ContestSystem, folder: Path, appointment: Mapping[str, Any]) -> None:
        self.folder, self._system = folder, system
        self._username = str(appointment["username"])
        text = GUIDE.read_text(encoding="utf-8")
        meant = {
            "https://<系统地址>": system.url,
            "<# 后面的一段>": appointment["setup_link"].partition("#")[2],
            "<至少十二个字的密码>": PASSWORD,
            "<密码>": PASSWORD,
            "<用户名>": self._username,
        }
        for placeholder, value in meant.items():
            text = text.replace(placeholder, value)
        parts = SECTION.split(text)
        self._sections = dict(zip(parts[1::2], parts[2::2], strict=True))

    def follow(self, *numbers: str) -> list[str]:
        """The calls that these sections make. Whoever does not begin with the first one signs in again before."""
        typed = "\n".join(block for number in numbers for block in BLOCK.findall(self._sections[number]))
        before = "" if "一" in numbers else self._sign_in_again()
        log = self.folder / "calls.log"
        log.write_text("", encoding="utf-8")
        ran = subprocess.run(
            ["bash", "-c", f"set -u\n{WATCH}\nCALLS=/dev/null\n{before}\nCALLS='{log}'\n{typed}\n"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        assert ran.returncode == 0, ran.stderr
        assert "/problems/" not in ran.stdout, ran.stdout
        return log.read_text(encoding="utf-8").splitlines()

    def _sign_in_again(self) -> str:
        first, helpers = BLOCK.findall(self._sections["一"])
        address, token = first[: first.index("\n")], first[first.index("TOKEN=") :]
        return f"{address}\n{token}\n{helpers}\nFORM={FORM}"

    def signed_in(self) -> Person:
        body = {"grant_type": "password", "username": self._username, "password": PASSWORD}
        reply = httpx.post(f"{self._system.url}/v1/auth/token", json=body, timeout=20)
        return Person(self._system, done(reply)["access_token"])


def told(line: str) -> int:
    """How many calls the guide says that something takes."""
    (number,) = re.findall(rf"^\| {line}.*? \| (\d+) \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    return int(number)


@pytest.fixture(scope="module")
def clerk(system: ContestSystem, tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    for name in ("bash", "curl", "jq"):
        program(name)
    nation = administrator(system)
    unit = {"code": BUREAU, "name": "青山市工业和信息化局", "parent": "330300", "entry": "organisation"}
    done(nation.call("POST", "/v1/units", json=unit), 201)
    return Clerk(system, tmp_path_factory.mktemp("clerk"), appointed(nation, "赵工", BUREAU, "administrator", "person"))


def test_the_guide_leads_from_a_link_to_an_accepted_form_in_the_calls_that_it_says(clerk: Clerk) -> None:
    made = clerk.follow("一", "二", "三", "五", "六", "八")

    needed = [each for each in made if "dry_run=true" not in each]
    assert len(needed) == told("新单位的第一张表"), "\n".join(needed)
    assert "/accept " in needed[-1]


def test_the_guide_takes_thirteen_units_in_at_once_in_the_calls_that_it_says(clerk: Clerk) -> None:
    reporter = clerk.signed_in()
    units = [
        {"code": f"{BUREAU}-{number}", "name": f"第{number}街道", "parent": BUREAU, "entry": "organisation"}
        for number in range(CHILDREN)
    ]
    done(reporter.call("POST", "/v1/units/imports", json=units))
    lines = [{"template_id": FORM, "unit": each["code"], "parent": BUREAU} for each in units]
    done(reporter.call("POST", f"/v1/campaigns/{CAMPAIGN}/line-imports", json={"lines": lines}))
    for each in units:
        body = {"template_id": FORM, "unit": each["code"], "campaign_id": CAMPAIGN}
        path = f"/v1/reports/{done(reporter.call('POST', '/v1/reports', json=body), 201)['id']}"
        values = {"lecture_sessions": 1, "lecture_attendances": 20}
        headers = {**reporter.headers, "If-Match": "*"}
        done(httpx.put(reporter.url + path, json={"header": HEADER, "values": values}, headers=headers, timeout=20))
        done(reporter.call("POST", f"{path}/submit", json={}))

    made = clerk.follow("九")

    assert len(made) == told("接收 13 个下级"), "\n".join(made)
    board = done(reporter.call("GET", f"/v1/completeness/{FORM}/{BUREAU}?campaign={CAMPAIGN}"))
    accepted = [each["unit"]["code"] for each in board["units"] if each["state"] == "accepted"]
    assert {each["code"] for each in units} < set(accepted)


def test_the_guide_goes_on_to_forms_of_its_own_accounts_roll_up_and_print(clerk: Clerk) -> None:
    clerk.follow("四", "七", "十")

    for name in ("统计表.pdf", "预览.pdf"):
        assert (clerk.folder / name).read_bytes().startswith(b"%PDF"), name
    assert (clerk.folder / "明细.xlsx").read_bytes().startswith(b"PK")
