"""Every refusal is one clear sentence in both languages on the pages (R6.9)."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scoring_service.domain.integrity import Signal
from services.web.build import HERE, deno_program, environment

ROOT = HERE.parents[1]
KNOWN: list[dict[str, Any]] = json.loads((ROOT / "openapi" / "problems.json").read_text(encoding="utf-8"))
CODES = {each["code"] for each in KNOWN}
HAN = re.compile("[一-鿿]")
LONGEST = {"zh": 80, "en": 200}
# What the page says of each refusal, asked of the page's own code.
ASKED = """
import { Problem } from "contest-client";
import { sentence } from "%(fault)s";
import { speak } from "%(words)s";
const known = JSON.parse(Deno.readTextFileSync("%(problems)s"));
const said = {};
for (const { code, status, zh, en } of known) {
  const of = (language, detail) => {
    speak(language);
    const errors = [{ pointer: "/a", code: "b", detail: language === "en" ? "One fault." : "一处有误。" }];
    return sentence(new Problem({ type: "", title: "", instance: "", request_id: "", code, status, detail, errors }));
  };
  said[code] = [of("zh-CN", zh), of("en", en)];
}
console.log(JSON.stringify(said));
"""


def test_the_client_knows_every_code_and_no_other() -> None:
    types = (ROOT / "openapi" / "client" / "src" / "types.ts").read_text(encoding="utf-8")
    problem = re.search(r"\n        Problem: \{.*?\n            code: ([^;]+);", types, re.DOTALL)

    assert problem
    assert set(re.findall(r'"([a-z0-9-]+)"', problem[1])) == CODES


def test_the_pages_decide_by_codes_that_exist() -> None:
    sources = [path for path in HERE.rglob("*.ts*") if not {"node_modules", "dist"} & set(path.parts)]
    used = {code for path in sources for code in re.findall(r'code [!=]== "([a-z-]+)"', path.read_text("utf-8"))}

    assert {"invalid-request", "session-finished"} <= used
    assert used - CODES == set()


@pytest.mark.parametrize("problem", KNOWN, ids=lambda each: each["code"])
def test_a_refusal_is_a_sentence_of_its_language(problem: dict[str, Any]) -> None:
    zh, en = problem["zh"], problem["en"]

    assert HAN.search(zh)
    assert re.search("[。？！]$", zh)
    assert not HAN.search(en)
    assert re.search("^[A-Z].*[.?!]$", en)
    assert len(zh) <= LONGEST["zh"]
    assert len(en) <= LONGEST["en"]


def test_the_page_says_the_sentence_of_each_refusal(tmp_path: Path) -> None:
    script = tmp_path / "ask.ts"
    places = {"fault": HERE / "shared" / "fault.tsx", "words": HERE / "shared" / "words.ts"}
    script.write_text(ASKED % {**places, "problems": ROOT / "openapi" / "problems.json"}, encoding="utf-8")
    command = ["run", "--no-check", "--frozen", "--cached-only", "--config", str(HERE / "deno.json")]

    said = subprocess.run(
        [str(deno_program()), *command, "-A", "--location", "http://localhost/", str(script)],
        cwd=HERE,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 0, said.stderr
    expected = {each["code"]: [each["zh"], each["en"]] for each in KNOWN} | {
        "invalid-request": ["一处有误。", "One fault."]
    }
    assert json.loads(said.stdout) == expected


def test_every_signal_of_a_flag_has_its_words() -> None:
    text = (HERE / "console" / "flags" / "words.ts").read_text(encoding="utf-8")

    assert {str(each) for each in Signal} == set(re.findall(r"^  (\w+): \[", text, re.MULTILINE))
