"""A contest that has not opened, with a rehearsal, on a running system."""

import json
import tempfile
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.support.contest import ContestSystem
from tests.system.people import administrator

BANK = "rehearsal"
SOURCE = "《消防安全常识二十条》"
# Stem, right option, wrong options, explanation.
ASKED = (
    ("发现火情时首先应当怎么做？", "拨打119报警", ("先抢救财物", "等别人处理"), "报警越早，损失越小。"),
    ("逃生时遇到浓烟应当怎么走？", "低姿前行", ("直立快跑", "原地等待"), "烟往上走，贴近地面的空气较好。"),
    ("电器着火应当先做什么？", "切断电源", ("用水浇灭", "拔出电器内部的线"), "带电灭火会触电。"),
    ("安全出口前可以堆放什么？", "什么都不能堆放", ("少量纸箱", "清洁工具"), "出口堵住，人就出不去。"),
    ("地震时身在高楼应当怎么做？", "就近躲避", ("乘电梯下楼", "跳窗"), "震动时奔跑和乘梯最危险。"),
    ("灭火器的压力表指在红区说明什么？", "压力不足，需要更换", ("压力正常", "压力过高"), "绿区才能正常使用。"),
)


def rows() -> list[dict[str, Any]]:
    return [
        {
            "id": f"rehearsal-{number}",
            "category": "escape_evacuation",
            "kind": "single_choice",
            "difficulty": 1,
            "stem": stem,
            "options": dict(zip("ABC", (right, *wrong), strict=True)),
            "answer": "A",
            "explanation": explanation,
            "source": SOURCE,
        }
        for number, (stem, right, wrong, explanation) in enumerate(ASKED)
    ]


def upcoming(system: ContestSystem, opens_in: timedelta = timedelta(days=3), days: int = 7, seconds: int = 150) -> str:
    """The id of a contest that opens then, and is rehearsed from so many days before."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rehearsal.json"
        file.write_text(json.dumps(rows(), ensure_ascii=False), encoding="utf-8")
        imported = system.run("questions", "import", str(file), "--bank", BANK)
    assert imported.returncode == 0, imported.stdout + imported.stderr
    boss = administrator(system)
    known = boss.call("GET", "/v1/contests/safety-month-2026").json()
    opens_at = datetime.now(UTC) + opens_in
    body = {name: known[name] for name in ("title", "time_zone", "entries", "bank_id")} | {
        "id": f"upcoming-{uuid.uuid4().hex[:8]}",
        "opens_at": opens_at.isoformat(),
        "closes_at": (opens_at + timedelta(days=20)).isoformat(),
        "rules": known["rules"] | {"time_limit_seconds": seconds, "rehearsal": {"days": days, "bank_id": BANK}},
    }
    made = boss.call("POST", "/v1/contests", json=body)
    assert made.status_code == 201, made.text
    return str(body["id"])
