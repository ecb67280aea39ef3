"""What a caller of the reporting service may be told."""

from typing import ClassVar

from services.kit.errors import Conflict, Invalid, Kind, NotFound, Problem


class TemplateNotFound(NotFound):
    code = "template-not-found"
    zh = "没有找到该报表。"
    en = "There is no such form."


class UnitNotFound(NotFound):
    code = "unit-not-found"
    zh = "没有找到该单位。"
    en = "There is no such unit."


class ReportNotFound(NotFound):
    code = "report-not-found"
    zh = "没有找到该报表。"
    en = "There is no such report."


class CampaignNotFound(NotFound):
    code = "campaign-not-found"
    zh = "没有找到该活动。"
    en = "There is no such campaign."


class LineNotFound(NotFound):
    code = "line-not-found"
    zh = "该单位在此报表中没有报送关系。"
    en = "The unit reports to nobody in this form."


class HighlightNotFound(NotFound):
    code = "highlight-not-found"
    zh = "没有找到该亮点工作。"
    en = "There is no such piece of notable work."


class WhichCampaign(Conflict):
    code = "which-campaign"
    zh = "该单位在多个活动中都要报送此报表，请指明活动。"
    en = "The unit owes this form in several campaigns; say which one is meant."


class CampaignExists(Conflict):
    code = "campaign-exists"
    zh = "该编号已被其他活动使用。"
    en = "Another campaign has this id."


class TemplatePublished(Conflict):
    code = "template-published"
    zh = "已发布的报表版本不能再改。"
    en = "A published version of a form never changes."


class TemplateInUse(Conflict):
    code = "template-in-use"
    zh = "该报表已有单位填报，不能从活动中去掉。"
    en = "Units have begun to fill in this form, so it stays in the campaign."


class AttachmentFrozen(Conflict):
    code = "attachment-frozen"
    zh = "该附件属于已上报的版本，不能删除。"
    en = "The file belongs to a version that was submitted and stays with it."


class AttachmentNotFound(NotFound):
    code = "attachment-not-found"
    zh = "没有找到该附件。"
    en = "There is no such attachment."


class ReportChanged(Problem):
    kind: ClassVar[Kind] = Kind.PRECONDITION_FAILED
    code = "report-changed"
    zh = "报表已被他人修改，请刷新后再保存。"
    en = "Somebody has changed the report; read it again before saving."


class ReportLocked(Conflict):
    code = "report-locked"
    zh = "报表在当前状态下不能修改。"
    en = "The report cannot be edited in its present state."


class VersionMoved(Conflict):
    code = "version-moved"
    zh = "该报表已有新的版本，请查看后再接收。"
    en = "The report has another version by now; look at it before accepting."


class WrongState(Conflict):
    code = "wrong-report-state"
    zh = "报表在当前状态下不能进行此操作。"
    en = "This cannot be done to the report in its present state."


class ChecksFailed(Conflict):
    code = "checks-failed"
    zh = "报表未通过审核，请按审核意见修改或说明后再上报。"
    en = "The report does not pass its checks; mend or explain what they name."


class PermitNeeded(Conflict):
    code = "permit-needed"
    zh = "须先许可所列事项并说明理由，方可接收该报表。"
    en = "Permit what is listed, with a reason, before accepting the report."


class ReportingClosed(Conflict):
    code = "reporting-closed"
    zh = "该报表已过截止日期，不再接收。"
    en = "The deadline has passed and this form takes no late reports."


class DeadlineShortened(Invalid):
    code = "deadline-shortened"
    zh = "新的期限不能早于今天，也不能早于原定期限。"
    en = "A new deadline lies neither before today nor before the one that holds."


class WrongMedia(Problem):
    kind: ClassVar[Kind] = Kind.UNSUPPORTED_MEDIA
    code = "wrong-media"
    zh = "文件内容与其类型不符，或不是允许的类型。"
    en = "The file is not what it claims to be, or of a kind that is not taken."


class TooManyAttachments(Conflict):
    code = "too-many-attachments"
    zh = "该报表的附件数量已达上限。"
    en = "The report has as many attachments as it may have."


class ImportConflicts(Conflict):
    code = "import-conflicts"
    zh = "导出后有单元格在系统中被修改过，请核对后重新导入。"
    en = "Cells were changed in the system after the sheet was made; compare and import again."
