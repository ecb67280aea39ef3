"""Four classes of checks, as in national statistics practice (R3.10). The list of class A is closed.

A blocks. B blocks until the upper unit permits it: with a reason it may go up, but it is not accepted without a permit.
C needs an explanation that goes up with the report. D is a hint.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reporting_service.domain.contest import Prefilled
from reporting_service.domain.forms import Template
from reporting_service.domain.roll_up import RollUp
from reporting_service.domain.values import Values

SHORTEST_EXPLANATION = 5
EMPTY_PHRASES = re.compile(r"(经|已|现|均)*(核实|核对|审核|数据|情况|确认)*(无误|属实|正确|准确|真实)*[。.!！]*")
JUMP = 10
CHILDREN_MISSING = "children-missing"


@dataclass(frozen=True)
class Check:
    """One finding, in both languages."""

    grade: str
    code: str
    indicators: tuple[str, ...]
    zh: str
    en: str


@dataclass(frozen=True)
class Subject:
    """Everything that the checks look at. `most_attempts` is per participant so far, None where no contest is known."""

    template: Template
    header: Mapping[str, Any]
    values: Values
    filled: Mapping[str, Prefilled]
    explanations: Mapping[str, str]
    previous: Values
    most_attempts: int | None
    roll_up: RollUp
    attachments: int


def examine(subject: Subject) -> list[Check]:
    """All findings, the hard ones first."""
    return [finding for check in CHECKS for finding in check(subject)]


def blocking(findings: Sequence[Check], explanations: Mapping[str, str]) -> list[Check]:
    """What keeps a report from being submitted."""

    def is_explained(finding: Check) -> bool:
        return bool(finding.indicators) and any(explains(explanations.get(name, "")) for name in finding.indicators)

    obstacles = [each for each in findings if each.grade == "A" or (each.grade in "BC" and not is_explained(each))]
    return [_with_empty_phrase(each, explanations) for each in obstacles]


def _with_empty_phrase(obstacle: Check, explanations: Mapping[str, str]) -> Check:
    """A text that explains nothing is named, so that its author knows why it was not enough."""
    empty = next((explanations[name] for name in obstacle.indicators if explanations.get(name)), None)
    if empty is None or obstacle.grade == "A":
        return obstacle
    zh = f"{obstacle.zh}“{empty}”没有说明原因，请写明具体情况（至少 {SHORTEST_EXPLANATION} 个字）。"
    en = f"{obstacle.en} The explanation given says nothing of the reason; write what happened."
    return replace(obstacle, zh=zh, en=en)


def told(findings: Sequence[Check]) -> list[dict[str, Any]]:
    """As a refusal lists them."""
    return [
        {"class": each.grade, "code": each.code, "indicators": list(each.indicators), "detail": each.zh}
        for each in findings
    ]


def explains(text: str) -> bool:
    """A reason in words; "核实无误" alone is none."""
    words = re.sub(r"\s|，|,|；|;", "", text)
    return len(words) >= SHORTEST_EXPLANATION and EMPTY_PHRASES.fullmatch(words) is None


def _header(subject: Subject) -> Iterator[Check]:
    labels = {each["id"]: each["label_zh"] for each in subject.template.header if each["required"]}
    lacking = [name for name in labels if name != "reporting_unit" and not subject.header.get(name)]
    if lacking:
        zh = f"表头未填写完整：{'、'.join(labels[name] for name in lacking)}。"
        yield Check("A", "header-incomplete", (), zh, f"The header lacks {', '.join(lacking)}.")


def _contest_lines(subject: Subject) -> Iterator[Check]:
    by_measure = {line.measure: line for line in subject.template.contest_lines}
    if len(by_measure) != len(("distinct_persons", "attendance")):
        return
    persons, attempts = by_measure["distinct_persons"], by_measure["attendance"]
    names = (persons.id, attempts.id)
    people, times = subject.values.get(persons.id), subject.values.get(attempts.id)
    if people is None or times is None:
        return
    if (people == 0) != (times == 0):
        zh = "竞赛参与人数与答题人次须同时为零或同时不为零。"
        yield Check("A", "contest-zero-mismatch", names, zh, "Participants are zero exactly when attempts are.")
    elif times < people:
        zh = f"答题人次（{times}）少于参与人数（{people}）。"
        yield Check("A", "attempts-below-participants", names, zh, "Fewer attempts than participants.")
    if subject.most_attempts is not None and people and times > people * subject.most_attempts:
        zh = f"答题人次（{times}）超过参与人数×竞赛天数（{people}×{subject.most_attempts}）。"
        yield Check("A", "attempts-above-limit", names, zh, "More attempts than participants times contest days.")


def _overrides(subject: Subject) -> Iterator[Check]:
    for line in subject.template.indicators:
        filled, value = subject.filled.get(line.id), subject.values.get(line.id)
        if filled is not None and value != filled.value:
            zh_name, en_name = ("竞赛", "contest") if line.is_contest_line else ("训练营", "camp")
            zh = f"{line.quoted_zh}填报 {value}，{zh_name}系统统计为 {filled.value}，须说明理由并经上级同意。"
            en = f"{value} replaces the {en_name}'s own {filled.value}: give a reason; the upper unit decides."
            yield Check("B", f"{en_name}-line-overridden", (line.id,), zh, en)


def _attachments(subject: Subject) -> Iterator[Check]:
    if subject.template.is_attachment_only and not subject.attachments:
        yield Check("B", "attachment-missing", (), "请上传材料文件后再上报。", "Attach the document first.")


def _pairs(subject: Subject) -> Iterator[Check]:
    known = {each.id: each for each in subject.template.indicators}
    for second in known.values():
        first = known.get(second.pair_of or "")
        if first is None or second.is_contest_line:
            continue
        one, other = subject.values.get(first.id), subject.values.get(second.id)
        if bool(one) != bool(other):
            zh = f"{first.quoted_zh}（{first.unit}）与{second.quoted_zh}（{second.unit}）一项有数、一项为零或空白。"
            yield Check("C", "pair-incomplete", (first.id, second.id), zh, "One of the pair is zero or blank.")


def _jumps(subject: Subject) -> Iterator[Check]:
    for each in subject.template.indicators:
        before, now = subject.previous.get(each.id), subject.values.get(each.id)
        if before and now and now > before * JUMP and not each.is_contest_line:
            zh = f"{each.quoted_zh}由上一版的 {before} 增至 {now}，超过十倍。"
            yield Check("C", "tenfold", (each.id,), zh, f"From {before} to {now}: more than tenfold.")


def _hints(subject: Subject) -> Iterator[Check]:
    labels = {each.id: each.label_zh for each in subject.template.indicators}
    blank = tuple(name for name in labels if subject.values.get(name) is None)
    if blank and not subject.template.is_attachment_only:
        zh = f"有 {len(blank)} 项未填；未开展的请填 0。"
        yield Check("D", "blank", blank, zh, f"{len(blank)} cells are blank; write 0 where nothing took place.")
    if subject.roll_up.shared_twice:
        twice = subject.roll_up.shared_twice
        zh = f"多个单位填报了可能重复的事项，请核对：{'、'.join(labels[name] for name in twice)}。"
        yield Check("D", "shared-twice", twice, zh, "Several units report what may be the same; compare.")
    if subject.roll_up.missing:
        names = [name for _, name in subject.roll_up.missing]
        yield Check("D", CHILDREN_MISSING, (), *missing_text(names))


def missing_text(names: Sequence[str]) -> tuple[str, str]:
    """In both languages."""
    zh = f"汇总时缺报 {len(names)} 户：{'、'.join(names)}。"
    return zh, f"{len(names)} units below have not reported: {', '.join(names)}."


CHECKS: tuple[Callable[[Subject], Iterator[Check]], ...] = (
    _header,
    _contest_lines,
    _overrides,
    _attachments,
    _pairs,
    _jumps,
    _hints,
)
