"""What editors and reviewers of question banks may be refused."""

from collections.abc import Sequence
from typing import ClassVar

from quiz_service.domain.bank_file import RowError
from services.kit.errors import Conflict, FieldError, Forbidden, Invalid, Kind, NotFound, Problem


class BankNotFound(NotFound):
    code = "bank-not-found"
    zh = "没有找到该题库。"
    en = "There is no such question bank."


class BankExists(Conflict):
    code = "bank-exists"
    zh = "已有相同编号的题库。"
    en = "A question bank with this id exists already."


class TooManyBanks(Conflict):
    code = "too-many-banks"
    zh = "该单位及其下级单位一年内创建的题库已达上限。"
    en = "The unit and those below it have made as many question banks within a year as they may."


class QuestionNotFound(NotFound):
    code = "question-not-found"
    zh = "没有找到该题目。"
    en = "There is no such question."


class QuestionInSeveralBanks(Conflict):
    code = "question-in-several-banks"
    zh = "多个题库中有此编号的题目，请用参数 bank 指明题库。"
    en = "Several banks have a question with this id; name the bank with the parameter `bank`."


class QuestionWithdrawn(Conflict):
    code = "question-withdrawn"
    zh = "该题目已撤回，不能再修改或以其他方式处理。"
    en = "The question has been withdrawn; nothing of it can change any more."


class NothingToApprove(Conflict):
    code = "nothing-to-approve"
    zh = "该题目没有待审核的版本。"
    en = "The question has no version that waits for approval."


class ApprovalsRefused(Conflict):
    """Names each question in `errors`, with the code of its own refusal."""

    code = "approvals-refused"
    zh = "其中有题目不能审核通过，所有题目均未发布，请查看各项说明。"
    en = "Some of the questions cannot be approved, so none of them was; each is named."


class NeverPublished(Conflict):
    code = "question-never-published"
    zh = "该题目尚未发布，没有可撤回的内容。"
    en = "The question was never published, so there is nothing to withdraw."


class WithdrawalNotFound(NotFound):
    code = "withdrawal-not-found"
    zh = "没有找到该撤题申请。"
    en = "There is no such withdrawal."


class WithdrawalOpen(Conflict):
    code = "withdrawal-open"
    zh = "该题目已有待决定的撤题申请，且处理方式不同。"
    en = "Another withdrawal of this question, with another decision, waits for a second person."


class WithdrawalDecided(Conflict):
    code = "withdrawal-decided"
    zh = "该撤题申请已有决定，不能再更改。"
    en = "The withdrawal has been decided already."


class ReserveTooSmall(Conflict):
    code = "reserve-too-small"
    zh = "撤回后，题库余量不足以保证剩余竞赛日不重复出题。如仍要撤回，请注明 accept_repeats。"
    en = "Without the question the bank cannot fill the papers of the days that remain; say `accept_repeats` to go on."


class OwnProposal(Forbidden):
    code = "own-proposal"
    zh = "撤题须由申请人以外的人决定。"
    en = "A withdrawal is decided by somebody who did not propose it."


class OwnWriting(Forbidden):
    code = "own-writing"
    zh = "题目须由编写者以外的人审核。"
    en = "A question is approved by somebody who did not write it."


class QuestionChanged(Problem):
    kind: ClassVar[Kind] = Kind.PRECONDITION_FAILED
    code = "question-changed"
    zh = "题目已有新的版本，请刷新后再操作。"
    en = "There is a newer version of the question; read it again first."


class QuestionFileTypeUnknown(Problem):
    kind: ClassVar[Kind] = Kind.UNSUPPORTED_MEDIA
    code = "question-file-type-unknown"
    zh = "请以 XLSX、CSV 或 JSON 文件导入题目。"
    en = "Questions are imported as XLSX, CSV or JSON."


class QuestionFileTooLarge(Problem):
    kind: ClassVar[Kind] = Kind.TOO_LARGE
    code = "question-file-too-large"
    zh = "题目文件过大，请分成几个文件导入。"
    en = "The file of questions is too large; import it in parts."


class QuestionFileUnreadable(Invalid):
    code = "question-file-unreadable"
    zh = "题目文件无法读取，或其中没有题目。"
    en = "The file of questions cannot be read, or holds none."


class FaultyQuestionFile(Invalid):
    """Carries every fault of the file in `faults`; the reason of each stands in `errors`, in the caller's language."""

    code = "faulty-question-file"
    zh = "题目文件有错误，未导入任何题目。"
    en = "The file of questions has faults; nothing was imported."

    def __init__(self, faults: Sequence[RowError]) -> None:
        self.faults = tuple(faults)
        rows = [{"row": each.row, "column": each.column, "value": each.value, "code": each.code} for each in faults]
        errors = [FieldError(f"/{each.row}/{each.column}", each.code, each.zh, each.en) for each in faults]
        super().__init__(extra={"rows": rows}, errors=errors)


class PictureNotFound(NotFound):
    code = "picture-not-found"
    zh = "没有找到该图片。"
    en = "There is no such picture."


class PictureUnreadable(Problem):
    kind = Kind.UNSUPPORTED_MEDIA
    code = "picture-unreadable"
    zh = "无法读取该图片，请上传完整的 PNG、JPEG 或 WebP 图片。"
    en = "This cannot be read as a picture; send a whole PNG, JPEG or WebP."


class PictureTooLarge(Problem):
    kind = Kind.TOO_LARGE
    code = "picture-too-large"
    zh = "图片过大，请缩小后再上传。"
    en = "The picture is too large; make it smaller first."


class PicturesOfTheDay(Conflict):
    code = "too-many-pictures"
    zh = "您一天内上传的图片已达上限，请明天再传。"
    en = "You have sent as many pictures as one account may in a day; go on tomorrow."
