"""Question files: the rules that every row of an import must meet (R1.7)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quiz_service.domain.question import LETTERS, Kind, mask_of

CATEGORIES: Mapping[str, str] = {
    "accident_prevention": "生产安全事故预防",
    "hazard_spotting": "隐患识别与排查",
    "escape_evacuation": "避险逃生",
    "self_mutual_rescue": "自救互救",
    "rescue_drills": "救援演练",
    "emergency_response": "应急处置",
}
TEXT_LIMITS: Mapping[str, int] = {"id": 64, "stem": 500, "explanation": 1000, "source": 300}
HARDEST = 3
TRUE_FALSE = ("正确", "错误")
SAME_STEM = 0.75
"""Share of character pairs from which on two stems are taken for the same question."""


@dataclass(frozen=True)
class RowError:
    """A fault of one row, counted from 1, with the value that was found."""

    row: int
    column: str
    value: str
    reason: str


def check(rows: Sequence[Any]) -> list[RowError]:
    """Every fault of every row; an empty list means that the file may be imported."""
    errors = [error for number, row in enumerate(rows, 1) for error in _check_row(number, row)]
    ids = Counter(str(row.get("id")) for row in rows if isinstance(row, dict))
    errors += [
        RowError(number, "id", str(row["id"]), "编号重复")
        for number, row in enumerate(rows, 1)
        if isinstance(row, dict) and ids[str(row.get("id"))] > 1 and "id" in row
    ]
    return sorted(errors, key=lambda error: error.row)


def _check_row(number: int, row: Any) -> Iterator[RowError]:
    if not isinstance(row, dict):
        yield RowError(number, "", str(row)[:80], "应为对象")
        return
    for column, limit in TEXT_LIMITS.items():
        value = row.get(column)
        if not isinstance(value, str) or not value.strip() or len(value) > limit:
            yield RowError(number, column, str(value)[:80], f"应为 1 至 {limit} 个字的文本")
    if row.get("category") not in CATEGORIES:
        yield RowError(number, "category", str(row.get("category")), "应为：" + "、".join(CATEGORIES))
    difficulty = row.get("difficulty")
    if not isinstance(difficulty, int) or not 1 <= difficulty <= HARDEST:
        yield RowError(number, "difficulty", str(difficulty), f"应为 1 至 {HARDEST} 的整数")
    known = {*TEXT_LIMITS, "category", "kind", "difficulty", "options", "answer"}
    for column in sorted(set(row) - known):
        yield RowError(number, column, str(row[column])[:80], "不认识的列")
    yield from _check_options(number, row)


def _check_options(number: int, row: Mapping[str, Any]) -> Iterator[RowError]:
    kind, options, answer = row.get("kind"), row.get("options"), row.get("answer")
    if kind not in list(Kind):
        yield RowError(number, "kind", str(kind), "应为：" + "、".join(Kind))
        return
    if not isinstance(options, dict) or list(options) != list(LETTERS[: len(options)]) or len(options) < 2:  # noqa: PLR2004
        yield RowError(number, "options", str(options)[:80], "应为从 A 起连续的 2 至 8 个选项")
        return
    texts = list(options.values())
    if not all(isinstance(text, str) and text.strip() for text in texts) or len(set(texts)) != len(texts):
        yield RowError(number, "options", str(options)[:80], "选项应为互不相同的文本")
    if kind == Kind.TRUE_FALSE and tuple(texts) != TRUE_FALSE:
        yield RowError(number, "options", str(options)[:80], "判断题的选项应为“正确”和“错误”")
    if not isinstance(answer, str) or not answer or len(set(answer)) != len(answer) or not set(answer) <= set(options):
        yield RowError(number, "answer", str(answer), "应为选项的字母")
    elif (len(answer) > 1) != (kind == Kind.MULTIPLE_CHOICE):
        yield RowError(number, "answer", answer, "单选题和判断题应有一个答案，多选题应有两个以上")


def columns_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A checked row as the columns that a question is stored in."""
    same = ("id", "category", "kind", "difficulty", "stem", "explanation", "source")
    return {name: row[name] for name in same} | {
        "options": list(row["options"].values()),
        "right_options": mask_of(row["answer"]),
    }


def near_duplicates(stems: Sequence[str]) -> list[tuple[int, int, float]]:
    """Pairs of stems that share most of their character pairs, with the share (Jaccard)."""
    pairs = [{stem[i : i + 2] for i in range(len(stem) - 1)} for stem in stems]
    found = []
    for first, left in enumerate(pairs):
        for second in range(first + 1, len(pairs)):
            right = pairs[second]
            share = len(left & right) / (len(left | right) or 1)
            if share >= SAME_STEM:
                found.append((first, second, share))
    return found
