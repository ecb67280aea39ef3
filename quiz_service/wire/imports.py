"""What the import of a file of questions tells."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Literal

from pydantic import BaseModel

from quiz_service.domain.meaning import Kinship
from quiz_service.domain.remarks import Remark
from quiz_service.domain.similarity import Alike
from quiz_service.use_cases.bank.import_questions import ImportReport


class NearDuplicate(BaseModel):
    """The stem of this row is nearly that of the named question of the file or the bank; `share` is 0 to 1."""

    row: int
    column: Literal["stem"] = "stem"
    code: Literal["near-duplicate"] = "near-duplicate"
    similar_to: str
    share: float


class RemarkReply(BaseModel):
    """What an editor should look at. `row` is null where the whole file is meant; `question` is another one's id."""

    row: int | None
    column: str
    code: Literal[
        "source-without-document",
        "source-without-year",
        "telling-words",
        "three-of-four",
        "near-in-meaning",
        "key-elsewhere",
    ]
    zh: str
    en: str
    question: str | None = None

    @classmethod
    def of(cls, remark: Remark) -> "RemarkReply":
        return cls.model_validate({**asdict(remark), "question": None})

    @classmethod
    def of_kin(cls, kin: Kinship) -> "RemarkReply":
        zh, en = KINSHIPS[kin.code]
        told = {"row": kin.row, "column": "stem", "code": kin.code, "question": kin.other}
        return cls.model_validate({**told, "zh": zh.format(kin.other), "en": en.format(kin.other)})


KINSHIPS = {
    "near-in-meaning": ("与 {} 意思相近，考虑设为互斥题。", "Means nearly what {} means: perhaps they are enemies."),
    "key-elsewhere": (
        "{} 与本题中，一题的解析含有另一题的答案，考虑设为互斥题。",
        "Of this and {}, one explains the key of the other: perhaps they are enemies.",
    ),
}


class QuestionImportReply(BaseModel):
    """Ids of new questions, and of those that get a new version."""

    added: list[str]
    changed: list[str]
    unchanged: int
    warnings: list[NearDuplicate]
    remarks: list[RemarkReply]
    dry_run: bool

    @classmethod
    def of(
        cls,
        report: ImportReport,
        alike: Iterable[Alike],
        remarks: Iterable[Remark],
        kin: Iterable[Kinship],
        *,
        dry_run: bool,
    ) -> "QuestionImportReply":
        return cls(
            added=list(report.added),
            changed=list(report.changed),
            unchanged=report.unchanged,
            warnings=[
                NearDuplicate(row=each.row, similar_to=each.question_id, share=round(each.share, 3)) for each in alike
            ],
            remarks=[*map(RemarkReply.of, remarks), *map(RemarkReply.of_kin, kin)],
            dry_run=dry_run,
        )
