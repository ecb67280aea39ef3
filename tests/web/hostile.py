"""Texts that would run in a page that takes them for markup, planted by everybody who may write."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from services.camp.use_cases.load_shipped_camp import CAMP_ID
from tests.support.contest import ContestSystem
from tests.system.offices import done
from tests.system.people import Person, administrator, organiser, participant
from tests.web.desk import NATION, appointed

PICTURE = "/planted"
"""Asked for by whatever page takes the text for markup, though its scripts may be refused."""
MARKUP = f"</script><img src={PICTURE} onerror=top.ran=1><script>top.ran=1</script>{{{{7*7}}}}"
PICTURE_ONLY = f"<img src={PICTURE} onerror=top.ran=1>"
TURNED = "安全\u202egnp.exe"
SCRIPTS = (
    "javascript:top.ran=1",
    "JaVaScRiPt:top.ran=1//https://films.example",
    "data:text/html,<script>top.ran=1</script>",
)
UNIT, BANK, CONTEST, CAMPAIGN, FORM = "WH-HOSTILE", "hostile", "hostile", "hostile", "hostile"
WEIHAI = "371000"


DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" onload="top.ran=1"><script>top.ran=1</script></svg>'


def editor(system: ContestSystem) -> Person:
    return organiser(system, "editor")


def text(of: str) -> str:
    """The planted text, told apart by its beginning."""
    return f"{of}{MARKUP}"


@dataclass(frozen=True)
class Planted:
    player: str
    """The subject of somebody who has played and offers a work."""
    desk: str
    """The user name of somebody with every role of the nation."""
    report: str
    highlight: str


def plant(system: ContestSystem) -> Planted:
    boss = administrator(system)
    desk = appointed(system, text("n"), NATION, "administrator", "editor", "reviewer", "reporter", "organiser")
    _units(boss)
    _bank(system, boss)
    subject = "a person who reads all of it"
    _played(participant(system, subject, region_unit="371002"))
    doubt = {"decision": "not_counted", "reason": text("doubt"), "accept_repeats": True}
    done(organiser(system, "reviewer").call("POST", f"/v1/questions/hostile-1/withdraw?bank={BANK}", json=doubt), 202)
    _camp(system, participant(system, subject), boss)
    return Planted(subject, desk, *_forms(system, boss))


def _units(boss: Person) -> None:
    unit = {"code": UNIT, "name": text("u"), "parent": WEIHAI, "entry": "organisation"}
    done(boss.call("POST", "/v1/units", json=unit), 201)


def question() -> dict[str, Any]:
    return {
        "id": "hostile-1",
        "category": "rescue_drills",
        "kind": "single_choice",
        "difficulty": 1,
        "stem": text("stem"),
        "options": {"A": text("right"), "B": text("wrong")},
        "answer": "A",
        "explanation": text("explanation"),
        "source": text("source"),
    }


def _bank(system: ContestSystem, boss: Person) -> None:
    bank = {"id": BANK, "title": text("bank"), "owner_unit": NATION}
    done(boss.call("POST", "/v1/banks", json=bank), 201)
    done(editor(system).call("POST", f"/v1/banks/{BANK}/imports", json=[question()]))
    done(organiser(system, "reviewer").call("POST", f"/v1/questions/hostile-1/approve?bank={BANK}"))
    now = datetime.now(UTC)
    contest = {
        "id": CONTEST,
        "title": text("contest"),
        "bank_id": BANK,
        "opens_at": (now - timedelta(days=1)).isoformat(),
        "closes_at": (now + timedelta(days=2)).isoformat(),
        "time_zone": "Asia/Shanghai",
        "entries": ["region"],
        "rules": {
            "questions_per_session": 1,
            "points_per_question": 1,
            "time_limit_seconds": 150,
            "sessions_per_day": 2,
        },
    }
    done(boss.call("POST", "/v1/contests", json=contest), 201)


def _played(player: Person) -> None:
    player.choose(nickname="<img src=/planted>")
    session = done(player.start(CONTEST), 201)
    wrong = next(each for each in session["questions"][0]["options"] if each["text"].startswith("wrong"))
    done(player.hand_in(session["id"], answers={"1": [wrong["token"]]}))


def _camp(system: ContestSystem, author: Person, boss: Person) -> None:
    known = done(boss.call("GET", f"/v1/camps/{CAMP_ID}"))
    for name in ("server_time", "state"):
        known.pop(name, None)
    done(boss.call("PUT", f"/v1/camps/{CAMP_ID}", json=known | {"title": text("camp"), "topics": [text("topic")]}))
    media = {"provider": text("p")[:50], "url": "https://films.example/'><script>top.ran=1</script>"}
    lesson = {"id": "hostile", "title": text("lesson"), "category": "rescue_drills", "kind": "film", "media": media}
    lesson |= {"duration_ms": 60_000, "checks": [{"question": text("check"), "options": [MARKUP, "b"], "right": [0]}]}
    done(boss.call("POST", f"/v1/camps/{CAMP_ID}/lessons", json=lesson), 201)
    done(author.call("POST", f"/v1/camps/{CAMP_ID}/enrolments", json={"entry": "region"}), 201)
    work = {"title": text("work"), "text": text("words"), "topic": text("topic"), "media": media}
    work |= {"consent": True, "original": True}
    made = done(author.call("POST", f"/v1/camps/{CAMP_ID}/works", json=work), 201)["id"]
    done(author.call("POST", f"/v1/works/{made}/submit"))
    reviewer = organiser(system, "reviewer")
    done(reviewer.call("POST", f"/v1/works/{made}/publish"))
    done(boss.call("POST", f"/v1/works/{made}/select", json={"comment": text("comment")}))
    done(
        participant(system, region_unit="371002").call(
            "POST", f"/v1/works/{made}/report", json={"reason": text("complaint")}
        )
    )
    other = done(author.call("POST", f"/v1/camps/{CAMP_ID}/works", json=work | {"title": text("returned")}), 201)["id"]
    done(author.call("POST", f"/v1/works/{other}/submit"))
    done(reviewer.call("POST", f"/v1/works/{other}/return", json={"reason": text("reason")}))


def _forms(system: ContestSystem, boss: Person) -> tuple[str, str]:
    """A report that came back, and notable work, each with a file."""
    form = {
        "header_fields": [{"id": "hostile_name", "label_zh": text("field"), "required": True}],
        "indicators": [{"id": "hostile_count", "label_zh": text("indicator"), "unit": "场"}],
        "templates": [
            {
                "id": FORM,
                "title_zh": text("form"),
                "header": ["hostile_name"],
                "contest_lines": "typed",
                "sections": [{"id": "s", "item": 1, "title_zh": text("section"), "lines": ["<b>{hostile_count}"]}],
            }
        ],
    }
    done(boss.call("POST", "/v1/templates", json=form), 201)
    done(boss.call("POST", f"/v1/templates/{FORM}/versions/1/publish", json={}))
    campaign = {"id": CAMPAIGN, "title": text("campaign"), "owner_unit": NATION, "seal_name": text("seal")}
    campaign |= {"first_day": "2026-06-01", "last_day": "2026-06-30"}
    campaign |= {"templates": [{"template_id": FORM, "due_on": "2026-06-30"}]}
    done(boss.call("POST", "/v1/campaigns", json=campaign), 201)
    line = {"parent": NATION, "seal_name": text("stamp")}
    done(boss.call("PUT", f"/v1/campaigns/{CAMPAIGN}/lines/{FORM}/{WEIHAI}", json=line))
    reporter = organiser(system, "reporter")
    begun = {"template_id": FORM, "unit": WEIHAI, "campaign_id": CAMPAIGN}
    report = str(done(reporter.call("POST", "/v1/reports", json=begun), 201)["id"])
    written = {"header": {"hostile_name": PICTURE_ONLY}, "values": {"hostile_count": 1}}
    tag = {"If-Match": reporter.call("GET", f"/v1/reports/{report}").headers["etag"]}
    saved = httpx.put(f"{system.url}/v1/reports/{report}", json=written, headers=reporter.headers | tag, timeout=20)
    done(saved)
    done(reporter.call("POST", f"/v1/reports/{report}/attachments", files=hostile_file()), 201)
    done(reporter.call("POST", f"/v1/reports/{report}/submit", json={}))
    reasons = {"reasons": [{"code": "remark", "indicator": "hostile_count", "comment": text("remark")}]}
    done(reporter.call("POST", f"/v1/reports/{report}/return", json=reasons))
    work = {"unit": WEIHAI, "title": text("notable"), "text": text("story"), "campaign_id": CAMPAIGN}
    notable = str(done(boss.call("POST", "/v1/highlights", json=work), 201)["id"])
    done(boss.call("POST", f"/v1/highlights/{notable}/attachments", files=hostile_file()), 201)
    done(boss.call("POST", f"/v1/highlights/{notable}/select", json={"comment": text("praise")}))
    return report, notable


def hostile_file() -> dict[str, tuple[str, bytes, str]]:
    return {"file": (text("file") + ".txt", b"<script>top.ran=1</script>", "text/html")}
