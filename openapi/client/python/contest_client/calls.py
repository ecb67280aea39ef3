"""Made by `make openapi` from the API documents; do not edit."""

from typing import Any, Literal, cast

from contest_client import models
from contest_client.files import Download, Upload, download_of
from contest_client.sending import Sender


class Calls:
    """Every operation by its name. Raises `Problem` and `NoAnswer`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def accept_report(
        self, report_id: str, body: models.AcceptReportRequest | None = None
    ) -> models.ReportingReportReply:
        """The parent accepts a submitted report, which counts in its roll-up. 409 lists what it has to permit first."""
        answer = self._sender.send("POST", "/v1/reports/{report_id}/accept", {"report_id": report_id}, body=body)
        return cast("models.ReportingReportReply", answer.json())

    def accept_reports(self, body: models.AcceptReportsRequest) -> models.AcceptancesReply:
        """Accept many submitted versions; each has a verdict, and one that is refused keeps nobody from the others."""
        answer = self._sender.send("POST", "/v1/reports/acceptances", {}, body=body)
        return cast("models.AcceptancesReply", answer.json())

    def adopt_offered_values(
        self, report_id: str, body: models.AdoptOfferedValuesRequest
    ) -> models.ReportingReportReply:
        """Take over what another form of the unit says of these indicators, as `offered` shows it."""
        answer = self._sender.send("POST", "/v1/reports/{report_id}/adoptions", {"report_id": report_id}, body=body)
        return cast("models.ReportingReportReply", answer.json())

    def amend_report(self, report_id: str, body: models.AmendReportRequest) -> models.ReportingReportReply:
        """The unit opens its accepted report for a further version."""
        answer = self._sender.send("POST", "/v1/reports/{report_id}/amend", {"report_id": report_id}, body=body)
        return cast("models.ReportingReportReply", answer.json())

    def approve_question(
        self, question_id: str, *, bank: str | None = None, if_match: str | None = None
    ) -> models.AuthoredQuestion:
        """Publish what another wrote. With `If-Match`, only if that is still the newest version. A body is not read."""
        answer = self._sender.send(
            "POST",
            "/v1/questions/{question_id}/approve",
            {"question_id": question_id},
            query={"bank": bank},
            headers={"If-Match": if_match},
        )
        return cast("models.AuthoredQuestion", answer.json())

    def approve_questions(self, bank_id: str, body: models.ApproveQuestionsRequest) -> models.ApprovalsReply:
        """Publish many drafts that others wrote, as after an import: all of them, or with a refused one none."""
        answer = self._sender.send("POST", "/v1/banks/{bank_id}/approvals", {"bank_id": bank_id}, body=body)
        return cast("models.ApprovalsReply", answer.json())

    def approve_withdrawal(
        self, withdrawal_id: str, body: models.ApproveWithdrawalRequest | None = None
    ) -> models.AuthoredQuestion:
        """Withdraw the question as a second person, and have every session that holds it scored again."""
        answer = self._sender.send(
            "POST", "/v1/withdrawals/{withdrawal_id}/approve", {"withdrawal_id": withdrawal_id}, body=body
        )
        return cast("models.AuthoredQuestion", answer.json())

    def attach_file(self, report_id: str, upload: Upload) -> models.AttachmentReply:
        """Photo, video or text, in the field `file`. 415 when it is not what it claims to be, 413 when it is too large."""
        answer = self._sender.send(
            "POST", "/v1/reports/{report_id}/attachments", {"report_id": report_id}, upload=upload
        )
        return cast("models.AttachmentReply", answer.json())

    def attach_scan(self, report_id: str, upload: Upload) -> models.ScanReply:
        """The scanned pages of a stamped print, as JPEG, PNG or PDF in the field `file`."""
        answer = self._sender.send("POST", "/v1/reports/{report_id}/scans", {"report_id": report_id}, upload=upload)
        return cast("models.ScanReply", answer.json())

    def begin_film(self, work_id: str, body: models.BeginFilmRequest) -> models.FilmUploadReply:
        """Begin to send the film of a draft or of a returned work, in parts."""
        answer = self._sender.send("POST", "/v1/works/{work_id}/uploads", {"work_id": work_id}, body=body)
        return cast("models.FilmUploadReply", answer.json())

    def begin_highlight_upload(self, highlight_id: str, body: models.BeginHighlightUploadRequest) -> models.UploadReply:
        """The same for a film of notable work."""
        answer = self._sender.send(
            "POST", "/v1/highlights/{highlight_id}/uploads", {"highlight_id": highlight_id}, body=body
        )
        return cast("models.UploadReply", answer.json())

    def begin_report_upload(self, report_id: str, body: models.BeginReportUploadRequest) -> models.UploadReply:
        """Begin a file that is sent in parts: films up to the deployment's limit, everything else as in one piece."""
        answer = self._sender.send("POST", "/v1/reports/{report_id}/uploads", {"report_id": report_id}, body=body)
        return cast("models.UploadReply", answer.json())

    def cancel_film(self, work_id: str, upload_id: str) -> None:
        """Whoever began it does not go on with it. A film that is whole stays with its work."""
        answer = self._sender.send(
            "DELETE", "/v1/works/{work_id}/uploads/{upload_id}", {"work_id": work_id, "upload_id": upload_id}
        )
        answer.close()

    def cancel_upload(self, upload_id: str) -> None:
        """Whoever began it does not go on with it."""
        answer = self._sender.send("DELETE", "/v1/uploads/{upload_id}", {"upload_id": upload_id})
        answer.close()

    def change_bulletin_text(
        self, unit_code: str, body: models.ChangeBulletinTextRequest | None = None
    ) -> models.TextsReply:
        """Change the words; a text that is left out is the shipped one again. Braces hold the names of figures."""
        answer = self._sender.send("PUT", "/v1/bulletins/texts/{unit_code}", {"unit_code": unit_code}, body=body)
        return cast("models.TextsReply", answer.json())

    def change_camp(self, camp_id: str, body: models.ChangeCampRequest) -> models.CampCampReply:
        """Change a camp. Enrolments, hours and certificates stay."""
        answer = self._sender.send("PUT", "/v1/camps/{camp_id}", {"camp_id": camp_id}, body=body)
        return cast("models.CampCampReply", answer.json())

    def change_camp_lesson(
        self, camp_id: str, lesson_id: str, body: models.ChangeCampLessonRequest
    ) -> models.LessonReply:
        """Change a lesson. What was counted of it stays."""
        answer = self._sender.send(
            "PUT", "/v1/camps/{camp_id}/lessons/{lesson_id}", {"camp_id": camp_id, "lesson_id": lesson_id}, body=body
        )
        return cast("models.LessonReply", answer.json())

    def change_campaign(self, campaign_id: str, body: models.ChangeCampaignRequest) -> models.CampaignReply:
        """The campaign whole. A form that units have begun to fill in stays: 409 `template-in-use`."""
        answer = self._sender.send("PUT", "/v1/campaigns/{campaign_id}", {"campaign_id": campaign_id}, body=body)
        return cast("models.CampaignReply", answer.json())

    def change_campaign_line(
        self, campaign_id: str, template_id: str, unit: str, body: models.ChangeCampaignLineRequest
    ) -> models.ReportingLineReply:
        """The unit reports this form to `parent`. A line that reads otherwise ends and stays on record."""
        answer = self._sender.send(
            "PUT",
            "/v1/campaigns/{campaign_id}/lines/{template_id}/{unit}",
            {"campaign_id": campaign_id, "template_id": template_id, "unit": unit},
            body=body,
        )
        return cast("models.ReportingLineReply", answer.json())

    def change_contest(self, contest_id: str, body: models.ChangeContestRequest) -> models.QuizContestReply:
        """Change a contest; window start, zone, rules, entries and bank are fixed once somebody has started."""
        answer = self._sender.send("PUT", "/v1/contests/{contest_id}", {"contest_id": contest_id}, body=body)
        return cast("models.QuizContestReply", answer.json())

    def change_me(self, body: models.ChangeMeRequest | None = None) -> models.ChangedProfileReply:
        """修改个人信息与所属单位 · Change me"""
        answer = self._sender.send("PUT", "/v1/me", {}, body=body)
        return cast("models.ChangedProfileReply", answer.json())

    def change_my_password(self, body: models.PasswordChange) -> None:
        """Replace the own password; the present one is asked for, because a screen may have been left open."""
        answer = self._sender.send("PUT", "/v1/organisers/me/password", {}, body=body)
        answer.close()

    def change_question(
        self,
        question_id: str,
        body: models.ChangeQuestionRequest,
        *,
        bank: str | None = None,
        if_match: str | None = None,
    ) -> models.AuthoredQuestion:
        """A new version as a draft; the published one stays in use until the draft is approved."""
        answer = self._sender.send(
            "PUT",
            "/v1/questions/{question_id}",
            {"question_id": question_id},
            query={"bank": bank},
            headers={"If-Match": if_match},
            body=body,
        )
        return cast("models.AuthoredQuestion", answer.json())

    def change_unit(self, code: str, body: models.ChangeUnitRequest | None = None) -> models.WrittenUnit:
        """Change the name or the registered base of a unit of one's subtree, or let one below one's own retire."""
        answer = self._sender.send("PUT", "/v1/units/{code}", {"code": code}, body=body)
        return cast("models.WrittenUnit", answer.json())

    def change_work(self, work_id: str, body: models.ChangeWorkRequest) -> models.CampWorkReply:
        """Write a draft or a returned work anew."""
        answer = self._sender.send("PUT", "/v1/works/{work_id}", {"work_id": work_id}, body=body)
        return cast("models.CampWorkReply", answer.json())

    def complete_film(self, work_id: str, upload_id: str) -> models.CampWorkReply:
        """The film is there whole: it is looked at, and becomes the media of its work. Repeats tell the same."""
        answer = self._sender.send(
            "POST", "/v1/works/{work_id}/uploads/{upload_id}/completion", {"work_id": work_id, "upload_id": upload_id}
        )
        return cast("models.CampWorkReply", answer.json())

    def complete_upload(self, upload_id: str) -> models.AttachmentReply:
        """The file is there whole: it is looked at as one that came in one piece, and attached. Repeats tell the same."""
        answer = self._sender.send("POST", "/v1/uploads/{upload_id}/completion", {"upload_id": upload_id})
        return cast("models.AttachmentReply", answer.json())

    def confirm_second_factor(self, body: models.SecondFactorConfirmation) -> models.RecoveryCodesReply:
        """From now on a sign-in asks for it. The recovery codes stand in for the app, once each, and are shown once."""
        answer = self._sender.send("POST", "/v1/auth/second-factors/confirmation", {}, body=body)
        return cast("models.RecoveryCodesReply", answer.json())

    def create_bank(self, body: models.CreateBankRequest) -> models.BankReply:
        """An empty bank of a unit: its editors and reviewers, and those of the units above, work on it."""
        answer = self._sender.send("POST", "/v1/banks", {}, body=body)
        return cast("models.BankReply", answer.json())

    def create_camp(self, body: models.CampCampBody) -> models.CampCampReply:
        """Create a camp that belongs to a unit which the caller administers."""
        answer = self._sender.send("POST", "/v1/camps", {}, body=body)
        return cast("models.CampCampReply", answer.json())

    def create_camp_lesson(self, camp_id: str, body: models.CreateCampLessonRequest) -> models.LessonReply:
        """Add a lesson to a camp of the caller's unit or one below it."""
        answer = self._sender.send("POST", "/v1/camps/{camp_id}/lessons", {"camp_id": camp_id}, body=body)
        return cast("models.LessonReply", answer.json())

    def create_camp_work(self, camp_id: str, body: models.CreateCampWorkRequest) -> models.CampWorkReply:
        """Offer a work, as a draft of its author's; it counts for the unit that the author enrolled with."""
        answer = self._sender.send("POST", "/v1/camps/{camp_id}/works", {"camp_id": camp_id}, body=body)
        return cast("models.CampWorkReply", answer.json())

    def create_campaign(self, body: models.CreateCampaignRequest) -> models.CampaignReply:
        """A unit's own month: its days, its contest, and the forms that are due; its lines say who owes them."""
        answer = self._sender.send("POST", "/v1/campaigns", {}, body=body)
        return cast("models.CampaignReply", answer.json())

    def create_contest(self, body: models.QuizContestBody) -> models.QuizContestReply:
        """Create a contest for units that the caller administers. When this answers, every process accepts its sessions."""
        answer = self._sender.send("POST", "/v1/contests", {}, body=body)
        return cast("models.QuizContestReply", answer.json())

    def create_highlight(self, body: models.CreateHighlightRequest) -> models.ReportingHighlightReply:
        """A unit's notable work, at any time of the campaign; photos, films and texts are attached to it afterwards."""
        answer = self._sender.send("POST", "/v1/highlights", {}, body=body)
        return cast("models.ReportingHighlightReply", answer.json())

    def create_highlight_attachment(self, highlight_id: str, upload: Upload) -> models.AttachmentReply:
        """A photo, film or text of the work, by the unit that reported it."""
        answer = self._sender.send(
            "POST", "/v1/highlights/{highlight_id}/attachments", {"highlight_id": highlight_id}, upload=upload
        )
        return cast("models.AttachmentReply", answer.json())

    def create_organiser(self, body: models.CreateOrganiserRequest) -> models.AppointmentReply:
        """Appoint somebody for a unit below one's own; the way in is shown to this request and its repeats only."""
        answer = self._sender.send("POST", "/v1/organisers", {}, body=body)
        return cast("models.AppointmentReply", answer.json())

    def create_report(self, body: models.CreateReportRequest) -> models.ReportingReportReply:
        """Open the unit's report in a form: 201 with a draft whose contest lines are filled in, 200 with the one it has."""
        answer = self._sender.send("POST", "/v1/reports", {}, body=body)
        return cast("models.ReportingReportReply", answer.json())

    def create_template(self, body: models.CreateTemplateRequest) -> models.IssueReply:
        """A form as data: a new draft, or the draft that there is, written anew. Every fault is named with its place."""
        answer = self._sender.send("POST", "/v1/templates", {}, body=body)
        return cast("models.IssueReply", answer.json())

    def create_unit(self, body: models.CreateUnitRequest) -> models.WrittenUnit:
        """Add a unit below one's own or below one of its subtree."""
        answer = self._sender.send("POST", "/v1/units", {}, body=body)
        return cast("models.WrittenUnit", answer.json())

    def decide_flags(self, body: models.DecideFlagsRequest) -> models.ScoringFlagsReply:
        """Hold, release or void several flagged sessions for one reason: all of them, or none."""
        answer = self._sender.send("POST", "/v1/flags/decisions", {}, body=body)
        return cast("models.ScoringFlagsReply", answer.json())

    def download_attachment(self, attachment_id: str) -> Download:
        """The file itself, for those who may read its report."""
        answer = self._sender.send("GET", "/v1/attachments/{attachment_id}", {"attachment_id": attachment_id})
        return download_of(answer)

    def download_bulletin(
        self,
        contest_id: str,
        *,
        period: Literal["total", "day", "week"] | None = None,
        date: str | None = None,
        metric: Literal[
            "points",
            "participants",
            "sessions",
            "average_score",
            "full_mark_rate",
            "participation_rate",
            "per_capita",
            "composite",
        ]
        | None = None,
        unit: str | None = None,
        format: Literal["docx", "xlsx", "csv", "pdf"] | None = None,
    ) -> Download:
        """The ranking report of a day, of an ISO week, or of the whole contest, by any metric, as an office sends it."""
        answer = self._sender.send(
            "GET",
            "/v1/bulletins/{contest_id}",
            {"contest_id": contest_id},
            query={"period": period, "date": date, "metric": metric, "unit": unit, "format": format},
        )
        return download_of(answer)

    def download_certificate(self, number: str) -> Download:
        """The certificate on paper, for its owner alone; everybody else's does not exist. What was signed is attached."""
        answer = self._sender.send("GET", "/v1/certificates/{number}/certificate.pdf", {"number": number})
        return download_of(answer)

    def download_contest_certificate(self, serial: str) -> Download:
        """The certificate on paper, for its owner alone; everybody else's does not exist. What was signed is attached."""
        answer = self._sender.send("GET", "/v1/certificates/JS{serial}/certificate.pdf", {"serial": serial})
        return download_of(answer)

    def download_import_template(self) -> Download:
        """An empty sheet with the columns of an import and lists of categories and kinds."""
        answer = self._sender.send("GET", "/v1/banks/import-template.xlsx", {})
        return download_of(answer)

    def download_report_csv(self, report_id: str) -> Download:
        """The report as CSV, for other programs."""
        answer = self._sender.send("GET", "/v1/reports/{report_id}/sheet.csv", {"report_id": report_id})
        return download_of(answer)

    def download_report_workbook(self, report_id: str) -> Download:
        """The report as a spreadsheet that can be filled in and brought back."""
        answer = self._sender.send("GET", "/v1/reports/{report_id}/sheet.xlsx", {"report_id": report_id})
        return download_of(answer)

    def download_roll_up_workbook(self, template_id: str, unit: str, *, campaign: str | None = None) -> Download:
        """A row for each unit that reports to this one: its state, and the figures that were accepted of it."""
        answer = self._sender.send(
            "GET",
            "/v1/rollups/{template_id}/{unit}/sheet.xlsx",
            {"template_id": template_id, "unit": unit},
            query={"campaign": campaign},
        )
        return download_of(answer)

    def end_grant(self, organiser_id: str, grant_id: str) -> None:
        """Take one role back; every service refuses it within 2 s."""
        answer = self._sender.send(
            "DELETE",
            "/v1/organisers/{organiser_id}/grants/{grant_id}",
            {"organiser_id": organiser_id, "grant_id": grant_id},
        )
        answer.close()

    def end_line(self, campaign_id: str, template_id: str, unit: str) -> None:
        """The unit owes this form to nobody any more; its line stays on record."""
        answer = self._sender.send(
            "DELETE",
            "/v1/campaigns/{campaign_id}/lines/{template_id}/{unit}",
            {"campaign_id": campaign_id, "template_id": template_id, "unit": unit},
        )
        answer.close()

    def end_organiser(self, organiser_id: str) -> None:
        """Take back all rights of an organiser below one's own unit; every service refuses them within 2 s."""
        answer = self._sender.send("DELETE", "/v1/organisers/{organiser_id}", {"organiser_id": organiser_id})
        answer.close()

    def end_relief(self, template_id: str, unit: str, kind: str, *, campaign: str | None = None) -> None:
        """The unit owes the form as before."""
        answer = self._sender.send(
            "DELETE",
            "/v1/obligations/{template_id}/{unit}/{kind}",
            {"template_id": template_id, "unit": unit, "kind": kind},
            query={"campaign": campaign},
        )
        answer.close()

    def enrol(self, camp_id: str, body: models.EnrolRequest) -> models.CampEnrolmentReply:
        """Enrol for the region or the enterprise. The unit of today stays that of this camp; a repeat changes nothing."""
        answer = self._sender.send("POST", "/v1/camps/{camp_id}/enrolments", {"camp_id": camp_id}, body=body)
        return cast("models.CampEnrolmentReply", answer.json())

    def enrol_second_factor(self, body: models.SecondFactorEnrolment) -> models.SecondFactorReply:
        """A secret for an authenticator app, shown once; it is in force once a code of it has confirmed it."""
        answer = self._sender.send("POST", "/v1/auth/second-factors", {}, body=body)
        return cast("models.SecondFactorReply", answer.json())

    def erase_me(self) -> None:
        """Erase the caller. Points already counted stay with their units, without a name."""
        answer = self._sender.send("DELETE", "/v1/me", {})
        answer.close()

    def export_bank(self, bank_id: str, *, format: Literal["xlsx", "csv", "json"] | None = None) -> Download:
        """The newest version of every question but the withdrawn ones, as a file that imports again without a fault."""
        answer = self._sender.send("GET", "/v1/banks/{bank_id}/export", {"bank_id": bank_id}, query={"format": format})
        return download_of(answer)

    def export_my_data(self) -> models.ExportReply:
        """Everything held here of the caller, to take along. Sessions and points are the caller's own lists elsewhere."""
        answer = self._sender.send("GET", "/v1/me/export", {})
        return cast("models.ExportReply", answer.json())

    def finalise_contest(
        self, contest_id: str, body: models.FinaliseContestRequest | None = None, *, dry_run: bool | None = None
    ) -> models.QuizFinalReply | models.OutlookReply:
        """Declare the results final, after the end and when every session is settled; a repeat gets the same answer."""
        answer = self._sender.send(
            "POST",
            "/v1/contests/{contest_id}/finalisation",
            {"contest_id": contest_id},
            query={"dry_run": dry_run},
            body=body,
        )
        return cast("models.QuizFinalReply | models.OutlookReply", answer.json())

    def get_bank_statistics(
        self, bank_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.StatisticsPage:
        """What the answers say of every question of the bank, in the order of ids."""
        answer = self._sender.send(
            "GET", "/v1/banks/{bank_id}/statistics", {"bank_id": bank_id}, query={"limit": limit, "cursor": cursor}
        )
        return cast("models.StatisticsPage", answer.json())

    def get_bulletin_text(self, unit_code: str) -> models.TextsReply:
        """The words that the unit's ranking reports are written in, those of its own or the shipped ones."""
        answer = self._sender.send("GET", "/v1/bulletins/texts/{unit_code}", {"unit_code": unit_code})
        return cast("models.TextsReply", answer.json())

    def get_camp(self, camp_id: str) -> models.CampCampReply:
        """Times, topics, entries, rules, and the server's time."""
        answer = self._sender.send("GET", "/v1/camps/{camp_id}", {"camp_id": camp_id})
        return cast("models.CampCampReply", answer.json())

    def get_camp_board(
        self,
        camp_id: str,
        entry: str,
        *,
        parent: str | None = None,
        metric: Literal["learners", "hours", "certificates", "works"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.CampBoardReply:
        """Units of an entry, or below `parent`, in order; some seconds behind."""
        answer = self._sender.send(
            "GET",
            "/v1/camps/{camp_id}/board/{entry}",
            {"camp_id": camp_id, "entry": entry},
            query={"parent": parent, "metric": metric, "limit": limit, "cursor": cursor},
        )
        return cast("models.CampBoardReply", answer.json())

    def get_camp_final(self, camp_id: str) -> models.CampFinalReply:
        """The works up to rank 100 as they were signed (`jws`, RFC 7515), the digest of that, and its content."""
        answer = self._sender.send("GET", "/v1/camps/{camp_id}/final", {"camp_id": camp_id})
        return cast("models.CampFinalReply", answer.json())

    def get_camp_lesson(self, camp_id: str, lesson_id: str) -> models.EditedLessonReply:
        """A lesson with what it asks, for those who may change it."""
        answer = self._sender.send(
            "GET", "/v1/camps/{camp_id}/lessons/{lesson_id}", {"camp_id": camp_id, "lesson_id": lesson_id}
        )
        return cast("models.EditedLessonReply", answer.json())

    def get_camp_me(self, camp_id: str) -> models.CampOwnReply:
        """The caller's hours, lessons with what counts of them, and certificate."""
        answer = self._sender.send("GET", "/v1/camps/{camp_id}/me", {"camp_id": camp_id})
        return cast("models.CampOwnReply", answer.json())

    def get_campaign(self, campaign_id: str) -> models.CampaignReply:
        """For its owner and everybody in its lines; to others it does not exist."""
        answer = self._sender.send("GET", "/v1/campaigns/{campaign_id}", {"campaign_id": campaign_id})
        return cast("models.CampaignReply", answer.json())

    def get_certificate(self, number: str) -> models.CertificateReply:
        """Whether there is such a certificate, since when, and whether it is good; nothing of whose it is."""
        answer = self._sender.send("GET", "/v1/certificates/{number}", {"number": number})
        return cast("models.CertificateReply", answer.json())

    def get_completeness(
        self, template_id: str, unit: str, *, campaign: str | None = None
    ) -> models.ReportingCompletenessReply:
        """States of every unit below, rates, and names and contacts of the missing."""
        answer = self._sender.send(
            "GET",
            "/v1/completeness/{template_id}/{unit}",
            {"template_id": template_id, "unit": unit},
            query={"campaign": campaign},
        )
        return cast("models.ReportingCompletenessReply", answer.json())

    def get_contest(self, contest_id: str) -> models.QuizContestReply:
        """Rules, window, entries, and the server's time."""
        answer = self._sender.send("GET", "/v1/contests/{contest_id}", {"contest_id": contest_id})
        return cast("models.QuizContestReply", answer.json())

    def get_contest_certificate(self, serial: str) -> models.CertificateReply:
        """Whether there is such a certificate, since when, and whether it is good; nothing of whose it is."""
        answer = self._sender.send("GET", "/v1/certificates/JS{serial}", {"serial": serial})
        return cast("models.CertificateReply", answer.json())

    def get_contest_keys(self) -> models.CertificateKeysReply:
        """The public key of the certificates of contests, as a JWK Set."""
        answer = self._sender.send("GET", "/v1/contests/jwks.json", {})
        return cast("models.CertificateKeysReply", answer.json())

    def get_film_upload(self, work_id: str, upload_id: str) -> models.FilmUploadReply:
        """Where to go on, for whoever began it."""
        answer = self._sender.send(
            "GET", "/v1/works/{work_id}/uploads/{upload_id}", {"work_id": work_id, "upload_id": upload_id}
        )
        return cast("models.FilmUploadReply", answer.json())

    def get_final_results(self, contest_id: str) -> models.ScoringFinalReply:
        """The final results: as they were signed (`jws`, RFC 7515), the digest of what was signed, and its content."""
        answer = self._sender.send("GET", "/v1/bulletins/{contest_id}/final", {"contest_id": contest_id})
        return cast("models.ScoringFinalReply", answer.json())

    def get_inbox(self, *, campaign: str | None = None) -> models.ReportingInboxReply:
        """What waits for the units that the caller reports for: own forms to mend, and those of units below to decide."""
        answer = self._sender.send("GET", "/v1/inbox", {}, query={"campaign": campaign})
        return cast("models.ReportingInboxReply", answer.json())

    def get_leaderboard(
        self,
        contest_id: str,
        entry: Literal["region", "enterprise"],
        *,
        parent: str | None = None,
        metric: Literal[
            "points",
            "participants",
            "sessions",
            "average_score",
            "full_mark_rate",
            "participation_rate",
            "per_capita",
            "composite",
        ]
        | None = None,
        period: Literal["total", "day", "week"] | None = None,
        date: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.ScoringBoardReply:
        """Units of an entry, or below `parent`, in order; at most 2 s behind, which `Age` tells in seconds."""
        answer = self._sender.send(
            "GET",
            "/v1/leaderboards/{contest_id}/{entry}",
            {"contest_id": contest_id, "entry": entry},
            query={
                "parent": parent,
                "metric": metric,
                "period": period,
                "date": date,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return cast("models.ScoringBoardReply", answer.json())

    def get_me(self) -> models.ProfileReply:
        """查看个人信息 · Get me"""
        answer = self._sender.send("GET", "/v1/me", {})
        return cast("models.ProfileReply", answer.json())

    def get_my_grants(self) -> models.OwnOrganiserReply:
        """Who the caller is and may do where."""
        answer = self._sender.send("GET", "/v1/organisers/me", {})
        return cast("models.OwnOrganiserReply", answer.json())

    def get_my_mastery(self, contest_id: str) -> models.MasteryList:
        """How much of each category the caller has got right, over the questions met in finished sessions."""
        answer = self._sender.send("GET", "/v1/contests/{contest_id}/mastery", {"contest_id": contest_id})
        return cast("models.MasteryList", answer.json())

    def get_my_standing(self, contest_id: str) -> models.StandingReply:
        """The caller's place among all participants of the contest; at most 2 s behind."""
        answer = self._sender.send("GET", "/v1/standings/{contest_id}/me", {"contest_id": contest_id})
        return cast("models.StandingReply", answer.json())

    def get_picture(self, name: str) -> Download:
        """A picture by the name that a question gave: nobody guesses one. It never changes, so it may be kept for good."""
        answer = self._sender.send("GET", "/v1/pictures/{name}", {"name": name})
        return download_of(answer)

    def get_progress(
        self,
        contest_id: str,
        unit_code: str,
        *,
        from_: str | None = None,
        to: str | None = None,
        date: str | None = None,
        depth: str | None = None,
        format: Literal["json", "xlsx", "csv"] | None = None,
    ) -> models.ScoringProgressReply:
        """A unit and what is below it, over all days or those from `from` to `to`."""
        answer = self._sender.send(
            "GET",
            "/v1/progress/{contest_id}/{unit_code}",
            {"contest_id": contest_id, "unit_code": unit_code},
            query={"from": from_, "to": to, "date": date, "depth": depth, "format": format},
        )
        return cast("models.ScoringProgressReply", answer.json())

    def get_question(self, question_id: str, *, bank: str | None = None) -> models.AuthoredQuestion:
        """The newest version, with key and explanation. `bank` is needed where several banks have the id."""
        answer = self._sender.send(
            "GET", "/v1/questions/{question_id}", {"question_id": question_id}, query={"bank": bank}
        )
        return cast("models.AuthoredQuestion", answer.json())

    def get_question_statistics(self, question_id: str, *, bank: str | None = None) -> models.StatisticsReply:
        """Difficulty, discrimination and what the options draw, by version, from finished sessions."""
        answer = self._sender.send(
            "GET", "/v1/questions/{question_id}/statistics", {"question_id": question_id}, query={"bank": bank}
        )
        return cast("models.StatisticsReply", answer.json())

    def get_report(self, report_id: str) -> models.ReportingReportReply:
        """For its unit and those above it in the form's line; to others it does not exist."""
        answer = self._sender.send("GET", "/v1/reports/{report_id}", {"report_id": report_id})
        return cast("models.ReportingReportReply", answer.json())

    def get_result_keys(self) -> models.KeysReply:
        """The public key of results, as a JWK Set. It is none of those of tokens: who signs results may do only that."""
        answer = self._sender.send("GET", "/v1/bulletins/jwks.json", {})
        return cast("models.KeysReply", answer.json())

    def get_roll_up(self, template_id: str, unit: str, *, campaign: str | None = None) -> models.ReportingRollUpReply:
        """Own, subordinate and total with the receipt of what was added, and the units that are missing from it."""
        answer = self._sender.send(
            "GET",
            "/v1/rollups/{template_id}/{unit}",
            {"template_id": template_id, "unit": unit},
            query={"campaign": campaign},
        )
        return cast("models.ReportingRollUpReply", answer.json())

    def get_session(self, session_id: str) -> models.QuizSessionReply | models.QuizResultReply:
        """The session while it runs, its result afterwards."""
        answer = self._sender.send("GET", "/v1/sessions/{session_id}", {"session_id": session_id})
        return cast("models.QuizSessionReply | models.QuizResultReply", answer.json())

    def get_sign_in_methods(self) -> models.MethodsReply:
        """What a page of signing in offers."""
        answer = self._sender.send("GET", "/v1/auth/methods", {})
        return cast("models.MethodsReply", answer.json())

    def get_template(self, template_id: str) -> models.TemplateReply:
        """Printed lines with their places, indicators, and the JSON Schema of the values."""
        answer = self._sender.send("GET", "/v1/templates/{template_id}", {"template_id": template_id})
        return cast("models.TemplateReply", answer.json())

    def get_today(self, contest_id: str) -> models.TodayReply:
        """Whether this participant may start, go on, or is done for today."""
        answer = self._sender.send("GET", "/v1/contests/{contest_id}/me", {"contest_id": contest_id})
        return cast("models.TodayReply", answer.json())

    def get_token_keys(self) -> models.KeySet:
        """获取令牌公钥 · Get token keys"""
        answer = self._sender.send("GET", "/v1/auth/jwks.json", {})
        return cast("models.KeySet", answer.json())

    def get_unit(self, code: str) -> models.DirectoryUnitReply:
        """查看单位 · Get unit"""
        answer = self._sender.send("GET", "/v1/units/{code}", {"code": code})
        return cast("models.DirectoryUnitReply", answer.json())

    def get_upload(self, upload_id: str) -> models.UploadReply:
        """Where to go on, for the account that began it."""
        answer = self._sender.send("GET", "/v1/uploads/{upload_id}", {"upload_id": upload_id})
        return cast("models.UploadReply", answer.json())

    def grant_relief(
        self, template_id: str, unit: str, kind: str, body: models.GrantReliefRequest, *, campaign: str | None = None
    ) -> models.ReportingObligationReply:
        """The parent excuses a unit from a form, or extends its deadline, through the day `until`, with a reason."""
        answer = self._sender.send(
            "PUT",
            "/v1/obligations/{template_id}/{unit}/{kind}",
            {"template_id": template_id, "unit": unit, "kind": kind},
            query={"campaign": campaign},
            body=body,
        )
        return cast("models.ReportingObligationReply", answer.json())

    def grant_role(self, organiser_id: str, body: models.GrantRoleRequest) -> models.GrantReply:
        """Give an organiser one more role, at one's own unit or below; the rights of an account are the union."""
        answer = self._sender.send(
            "POST", "/v1/organisers/{organiser_id}/grants", {"organiser_id": organiser_id}, body=body
        )
        return cast("models.GrantReply", answer.json())

    def hand_in(self, session_id: str, body: models.HandInRequest | None = None) -> models.QuizResultReply:
        """Hand in. Repeats and late hand-ins return the settled result."""
        answer = self._sender.send(
            "POST", "/v1/sessions/{session_id}/submission", {"session_id": session_id}, body=body
        )
        return cast("models.QuizResultReply", answer.json())

    def hold_flag(self, flag_id: str, body: models.HoldFlagRequest) -> models.ScoringFlagReply:
        """Take the session out of every sum until it is released. Its participant goes on seeing the own result."""
        answer = self._sender.send("POST", "/v1/flags/{flag_id}/hold", {"flag_id": flag_id}, body=body)
        return cast("models.ScoringFlagReply", answer.json())

    def import_lines(self, campaign_id: str, upload: Upload, *, dry_run: bool | None = None) -> models.LineImportReply:
        """Lines from XLSX, CSV or JSON, there also as a bare list."""
        answer = self._sender.send(
            "POST",
            "/v1/campaigns/{campaign_id}/line-imports",
            {"campaign_id": campaign_id},
            query={"dry_run": dry_run},
            upload=upload,
        )
        return cast("models.LineImportReply", answer.json())

    def import_questions(
        self, bank_id: str, upload: Upload, *, dry_run: bool | None = None
    ) -> models.QuestionImportReply:
        """Questions from an XLSX, CSV or JSON file as drafts: all of them, or with a fault in any row none."""
        answer = self._sender.send(
            "POST", "/v1/banks/{bank_id}/imports", {"bank_id": bank_id}, query={"dry_run": dry_run}, upload=upload
        )
        return cast("models.QuestionImportReply", answer.json())

    def import_report_sheet(
        self, report_id: str, upload: Upload, *, dry_run: bool | None = None
    ) -> models.SheetImportReply:
        """A sheet made by `sheet.xlsx`, filled in: what it changes, cell by cell; saved unless `dry_run=true`."""
        answer = self._sender.send(
            "POST",
            "/v1/reports/{report_id}/sheet-imports",
            {"report_id": report_id},
            query={"dry_run": dry_run},
            upload=upload,
        )
        return cast("models.SheetImportReply", answer.json())

    def import_units(self, upload: Upload, *, dry_run: bool | None = None) -> models.ImportReply:
        """Add and change many units of one's subtree at once: all of them, or with a fault in any row none."""
        answer = self._sender.send("POST", "/v1/units/imports", {}, query={"dry_run": dry_run}, upload=upload)
        return cast("models.ImportReply", answer.json())

    def like_work(self, work_id: str) -> models.LikeReply:
        """Like a published work; a repeat gets the same answer."""
        answer = self._sender.send("PUT", "/v1/works/{work_id}/like", {"work_id": work_id})
        return cast("models.LikeReply", answer.json())

    def list_bank_questions(
        self,
        bank_id: str,
        *,
        state: str | None = None,
        category: str | None = None,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.AuthoredPage:
        """The newest version of each question, in the order of ids; `q` is looked for in id and stem."""
        answer = self._sender.send(
            "GET",
            "/v1/banks/{bank_id}/questions",
            {"bank_id": bank_id},
            query={"state": state, "category": category, "q": q, "limit": limit, "cursor": cursor},
        )
        return cast("models.AuthoredPage", answer.json())

    def list_bank_withdrawals(self, bank_id: str) -> models.OpenProposals:
        """The proposed withdrawals that wait for a second person, each with what it would change now."""
        answer = self._sender.send("GET", "/v1/banks/{bank_id}/withdrawals", {"bank_id": bank_id})
        return cast("models.OpenProposals", answer.json())

    def list_banks(self) -> models.BankList:
        """The banks of the caller's units and of those below, each with how many questions it holds."""
        answer = self._sender.send("GET", "/v1/banks", {})
        return cast("models.BankList", answer.json())

    def list_camp_acts(
        self,
        *,
        actor: str | None = None,
        act: str | None = None,
        unit: str | None = None,
        day: str | None = None,
        outcome: Literal["done", "read", "refused"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.AuditPage:
        """Privileged acts, the newest first: all of them, or those of a person, a kind, a unit, a day, an outcome."""
        answer = self._sender.send(
            "GET",
            "/v1/audit/camp",
            {},
            query={
                "actor": actor,
                "act": act,
                "unit": unit,
                "day": day,
                "outcome": outcome,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return cast("models.AuditPage", answer.json())

    def list_camp_flags(self, camp_id: str, *, unit: str | None = None) -> models.CampCampFlagList:
        """The newest 200 of the caller's units, or of one of them, with the figures that raised them. They stop nobody."""
        answer = self._sender.send("GET", "/v1/camps/{camp_id}/flags", {"camp_id": camp_id}, query={"unit": unit})
        return cast("models.CampCampFlagList", answer.json())

    def list_camp_jwks(self) -> models.CampKeysReply:
        """The public keys of the results of camps and of their certificates, as a JWK Set."""
        answer = self._sender.send("GET", "/v1/camps/jwks.json", {})
        return cast("models.CampKeysReply", answer.json())

    def list_camp_lessons(self, camp_id: str) -> models.LessonList:
        """All lessons of a camp, in the order of its programme."""
        answer = self._sender.send("GET", "/v1/camps/{camp_id}/lessons", {"camp_id": camp_id})
        return cast("models.LessonList", answer.json())

    def list_camp_submissions(
        self,
        camp_id: str,
        *,
        state: Literal["submitted", "returned", "published"] | None = None,
        reported: bool | None = None,
        unit: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.CampReviewedWorkList:
        """Works of the caller's units, with complaints and selections; those that were submitted first stand first."""
        answer = self._sender.send(
            "GET",
            "/v1/camps/{camp_id}/submissions",
            {"camp_id": camp_id},
            query={"state": state, "reported": reported, "unit": unit, "limit": limit, "cursor": cursor},
        )
        return cast("models.CampReviewedWorkList", answer.json())

    def list_camp_works(
        self,
        camp_id: str,
        *,
        order: Literal["likes", "newest"] | None = None,
        topic: str | None = None,
        unit: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.CampWorkList:
        """Published works, by likes or the newest first; equal numbers of likes share a rank."""
        answer = self._sender.send(
            "GET",
            "/v1/camps/{camp_id}/works",
            {"camp_id": camp_id},
            query={"order": order, "topic": topic, "unit": unit, "limit": limit, "cursor": cursor},
        )
        return cast("models.CampWorkList", answer.json())

    def list_campaign_lines(
        self,
        campaign_id: str,
        *,
        template_id: str | None = None,
        format: Literal["json", "xlsx"] | None = None,
        history: bool | None = None,
    ) -> models.ReportingLineList:
        """The lines in force, with `history=true` also those that have ended; as XLSX the sheet that imports again."""
        answer = self._sender.send(
            "GET",
            "/v1/campaigns/{campaign_id}/lines",
            {"campaign_id": campaign_id},
            query={"template_id": template_id, "format": format, "history": history},
        )
        return cast("models.ReportingLineList", answer.json())

    def list_campaigns(self) -> models.CampaignList:
        """Those that the caller's units own or stand in the lines of, the newest first."""
        answer = self._sender.send("GET", "/v1/campaigns", {})
        return cast("models.CampaignList", answer.json())

    def list_camps(self) -> models.CampCampList:
        """All camps, the earliest first. The tag is of what they are: the server's time alone makes no new one."""
        answer = self._sender.send("GET", "/v1/camps", {})
        return cast("models.CampCampList", answer.json())

    def list_contest_cards(self, contest_id: str, *, category: str | None = None) -> models.CardList:
        """Knowledge cards of the day with their sources; nothing of a session of the caller that runs or may still come."""
        answer = self._sender.send(
            "GET", "/v1/contests/{contest_id}/cards", {"contest_id": contest_id}, query={"category": category}
        )
        return cast("models.CardList", answer.json())

    def list_contests(self) -> models.QuizContestList:
        """All contests, the earliest first. The tag is of what they are: the server's time alone makes no new one."""
        answer = self._sender.send("GET", "/v1/contests", {})
        return cast("models.QuizContestList", answer.json())

    def list_corrections(self, contest_id: str) -> models.CorrectionsReply:
        """Points of the top units before and after each correction, the first one first."""
        answer = self._sender.send("GET", "/v1/corrections/{contest_id}", {"contest_id": contest_id})
        return cast("models.CorrectionsReply", answer.json())

    def list_directory_acts(
        self,
        *,
        actor: str | None = None,
        act: str | None = None,
        unit: str | None = None,
        day: str | None = None,
        outcome: Literal["done", "read", "refused"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.AuditPage:
        """Privileged acts, the newest first: all of them, or those of a person, a kind, a unit, a day, an outcome."""
        answer = self._sender.send(
            "GET",
            "/v1/audit/directory",
            {},
            query={
                "actor": actor,
                "act": act,
                "unit": unit,
                "day": day,
                "outcome": outcome,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return cast("models.AuditPage", answer.json())

    def list_flags(
        self,
        contest_id: str,
        *,
        state: Literal["open", "held", "released", "void"] | None = None,
        limit: str | None = None,
        cursor: str | None = None,
    ) -> models.ScoringFlagPage:
        """Sessions of one's own unit and of those below it that look implausible, in the order they were flagged."""
        answer = self._sender.send(
            "GET",
            "/v1/flags/{contest_id}",
            {"contest_id": contest_id},
            query={"state": state, "limit": limit, "cursor": cursor},
        )
        return cast("models.ScoringFlagPage", answer.json())

    def list_highlights(self, *, campaign: str | None = None, unit: str | None = None) -> models.ReportingHighlightList:
        """What a unit sees: its own work, that of the units that report to it, and what these send on."""
        answer = self._sender.send("GET", "/v1/highlights", {}, query={"campaign": campaign, "unit": unit})
        return cast("models.ReportingHighlightList", answer.json())

    def list_my_sessions(
        self, *, limit: int | None = None, cursor: str | None = None, contest: str | None = None
    ) -> models.QuizOwnSessionPage:
        """The caller's sessions in one contest or in all, the newest first."""
        answer = self._sender.send(
            "GET", "/v1/me/sessions", {}, query={"limit": limit, "cursor": cursor, "contest": contest}
        )
        return cast("models.QuizOwnSessionPage", answer.json())

    def list_my_wrong_questions(
        self, *, limit: int | None = None, cursor: str | None = None, contest: str | None = None
    ) -> models.WrongQuestionPage:
        """What the caller answered wrongly or left out in finished sessions, the latest miss first."""
        answer = self._sender.send(
            "GET", "/v1/me/wrong-questions", {}, query={"limit": limit, "cursor": cursor, "contest": contest}
        )
        return cast("models.WrongQuestionPage", answer.json())

    def list_obligations(
        self, *, unit: str | None = None, campaign: str | None = None
    ) -> models.ReportingObligationList:
        """What a unit owes: form, deadline, state. Without `unit`, what the caller's own units owe."""
        answer = self._sender.send("GET", "/v1/obligations", {}, query={"unit": unit, "campaign": campaign})
        return cast("models.ReportingObligationList", answer.json())

    def list_organisers(self, *, limit: int | None = None, cursor: str | None = None) -> models.OrganiserPage:
        """Active organisers below one's own unit."""
        answer = self._sender.send("GET", "/v1/organisers", {}, query={"limit": limit, "cursor": cursor})
        return cast("models.OrganiserPage", answer.json())

    def list_quiz_acts(
        self,
        *,
        actor: str | None = None,
        act: str | None = None,
        unit: str | None = None,
        day: str | None = None,
        outcome: Literal["done", "read", "refused"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.AuditPage:
        """Privileged acts, the newest first: all of them, or those of a person, a kind, a unit, a day, an outcome."""
        answer = self._sender.send(
            "GET",
            "/v1/audit/quiz",
            {},
            query={
                "actor": actor,
                "act": act,
                "unit": unit,
                "day": day,
                "outcome": outcome,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return cast("models.AuditPage", answer.json())

    def list_report_attachments(self, report_id: str) -> models.AttachmentList:
        """What is attached to a report."""
        answer = self._sender.send("GET", "/v1/reports/{report_id}/attachments", {"report_id": report_id})
        return cast("models.AttachmentList", answer.json())

    def list_report_versions(self, report_id: str) -> models.ReportingVersionsReply:
        """Every version as it was submitted, and who did what when."""
        answer = self._sender.send("GET", "/v1/reports/{report_id}/versions", {"report_id": report_id})
        return cast("models.ReportingVersionsReply", answer.json())

    def list_reporting_acts(
        self,
        *,
        actor: str | None = None,
        act: str | None = None,
        unit: str | None = None,
        day: str | None = None,
        outcome: Literal["done", "read", "refused"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.AuditPage:
        """Privileged acts, the newest first: all of them, or those of a person, a kind, a unit, a day, an outcome."""
        answer = self._sender.send(
            "GET",
            "/v1/audit/reporting",
            {},
            query={
                "actor": actor,
                "act": act,
                "unit": unit,
                "day": day,
                "outcome": outcome,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return cast("models.AuditPage", answer.json())

    def list_return_reasons(self) -> models.ReturnReasonList:
        """The codes that `return` is given with, and their texts."""
        answer = self._sender.send("GET", "/v1/return-reasons", {})
        return cast("models.ReturnReasonList", answer.json())

    def list_scoring_acts(
        self,
        *,
        actor: str | None = None,
        act: str | None = None,
        unit: str | None = None,
        day: str | None = None,
        outcome: Literal["done", "read", "refused"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.AuditPage:
        """Privileged acts, the newest first: all of them, or those of a person, a kind, a unit, a day, an outcome."""
        answer = self._sender.send(
            "GET",
            "/v1/audit/scoring",
            {},
            query={
                "actor": actor,
                "act": act,
                "unit": unit,
                "day": day,
                "outcome": outcome,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return cast("models.AuditPage", answer.json())

    def list_templates(self) -> models.TemplateList:
        """Every form that is published, in its newest version (R3.1)."""
        answer = self._sender.send("GET", "/v1/templates", {})
        return cast("models.TemplateList", answer.json())

    def list_units(
        self,
        *,
        entry: Literal["region", "enterprise", "organisation"] | None = None,
        parent: str | None = None,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.DirectoryUnitPage:
        """Children of `parent`, or with `q` every unit below it that people write so."""
        answer = self._sender.send(
            "GET", "/v1/units", {}, query={"entry": entry, "parent": parent, "q": q, "limit": limit, "cursor": cursor}
        )
        return cast("models.DirectoryUnitPage", answer.json())

    def permit_check(self, report_id: str, body: models.PermitCheckRequest) -> models.ReportingReportReply:
        """The parent permits, with a reason, what keeps it from accepting: a check of class B, or missing units."""
        answer = self._sender.send("POST", "/v1/reports/{report_id}/permits", {"report_id": report_id}, body=body)
        return cast("models.ReportingReportReply", answer.json())

    def practise(self, contest_id: str, body: models.PractiseRequest | None = None) -> models.PracticeReply:
        """Questions that the caller has met in finished sessions of the contest, drawn anew each time, with answers."""
        answer = self._sender.send("POST", "/v1/contests/{contest_id}/practice", {"contest_id": contest_id}, body=body)
        return cast("models.PracticeReply", answer.json())

    def preview_template(self, template_id: str, *, version: int | None = None) -> Download:
        """The empty form on paper; its owner's administrators see drafts too."""
        answer = self._sender.send(
            "GET", "/v1/templates/{template_id}/preview.pdf", {"template_id": template_id}, query={"version": version}
        )
        return download_of(answer)

    def print_report(self, report_id: str, *, blank: bool | None = None) -> Download:
        """The official table with its blanks filled; `blank=true` gives the empty form. 503 without the font."""
        answer = self._sender.send(
            "GET", "/v1/reports/{report_id}/print.pdf", {"report_id": report_id}, query={"blank": blank}
        )
        return download_of(answer)

    def publish_template(
        self, template_id: str, version: int, body: models.PublishTemplateRequest | None = None
    ) -> models.IssueReply:
        """The version never changes from now on, and campaigns may use it."""
        answer = self._sender.send(
            "POST",
            "/v1/templates/{template_id}/versions/{version}/publish",
            {"template_id": template_id, "version": version},
            body=body,
        )
        return cast("models.IssueReply", answer.json())

    def publish_work(self, work_id: str, body: models.PublishWorkRequest | None = None) -> models.CampWorkReply:
        """Show a submitted work to everybody."""
        answer = self._sender.send("POST", "/v1/works/{work_id}/publish", {"work_id": work_id}, body=body)
        return cast("models.CampWorkReply", answer.json())

    def recall_report(self, report_id: str, body: models.RecallReportRequest) -> models.ReportingReportReply:
        """The unit takes its report back as long as the parent has not accepted it."""
        answer = self._sender.send("POST", "/v1/reports/{report_id}/recall", {"report_id": report_id}, body=body)
        return cast("models.ReportingReportReply", answer.json())

    def rehearse(self, contest_id: str) -> models.RehearsalReply:
        """A paper to rehearse with before the opening, with its answers. It counts nowhere and is not kept."""
        answer = self._sender.send("POST", "/v1/contests/{contest_id}/rehearsal", {"contest_id": contest_id})
        return cast("models.RehearsalReply", answer.json())

    def reject_withdrawal(self, withdrawal_id: str) -> models.RejectedReply:
        """End a proposed withdrawal without effect. A body is not read."""
        answer = self._sender.send("POST", "/v1/withdrawals/{withdrawal_id}/reject", {"withdrawal_id": withdrawal_id})
        return cast("models.RejectedReply", answer.json())

    def release_flag(self, flag_id: str, body: models.ReleaseFlagRequest) -> models.ScoringFlagReply:
        """Let a held or void session count again, until the contest is final."""
        answer = self._sender.send("POST", "/v1/flags/{flag_id}/release", {"flag_id": flag_id}, body=body)
        return cast("models.ScoringFlagReply", answer.json())

    def remove_attachment(self, attachment_id: str) -> None:
        """Take a file away again, until the version that it belongs to has been submitted."""
        answer = self._sender.send("DELETE", "/v1/attachments/{attachment_id}", {"attachment_id": attachment_id})
        answer.close()

    def remove_me_wrong_question(self, question_id: str) -> None:
        """Cross a question out of the book; a later miss brings it back."""
        answer = self._sender.send("DELETE", "/v1/me/wrong-questions/{question_id}", {"question_id": question_id})
        answer.close()

    def rename_certificate(self, number: str, body: models.RenameCertificateRequest) -> models.IssuedReply:
        """A certificate with another name, and another number; the former one is revoked."""
        answer = self._sender.send("POST", "/v1/certificates/{number}/reissue", {"number": number}, body=body)
        return cast("models.IssuedReply", answer.json())

    def rename_contest_certificate(
        self, serial: str, body: models.RenameContestCertificateRequest
    ) -> models.IssuedReply:
        """A certificate with another name, and another number; the former one is revoked."""
        answer = self._sender.send("POST", "/v1/certificates/JS{serial}/reissue", {"serial": serial}, body=body)
        return cast("models.IssuedReply", answer.json())

    def report_work(self, work_id: str, body: models.ReportWorkRequest) -> models.CampWorkStateReply:
        """Tell the reviewers what is wrong with a published work; they take it down, or let it stand."""
        answer = self._sender.send("POST", "/v1/works/{work_id}/report", {"work_id": work_id}, body=body)
        return cast("models.CampWorkStateReply", answer.json())

    def request_camp_certificate(self, camp_id: str, body: models.RequestCampCertificateRequest) -> models.IssuedReply:
        """The certificate of completion, once there are hours enough; a repeat gets the same one."""
        answer = self._sender.send("POST", "/v1/camps/{camp_id}/certificate", {"camp_id": camp_id}, body=body)
        return cast("models.IssuedReply", answer.json())

    def request_contest_certificate(
        self, contest_id: str, body: models.RequestContestCertificateRequest
    ) -> models.IssuedReply:
        """The certificate of participation, once the contest's thresholds are reached; a repeat gets the same one."""
        answer = self._sender.send(
            "POST", "/v1/contests/{contest_id}/certificate", {"contest_id": contest_id}, body=body
        )
        return cast("models.IssuedReply", answer.json())

    def reset_password(self, organiser_id: str) -> models.PasswordResetReply:
        """A one-time link by which a person below one's own unit chooses a new password."""
        answer = self._sender.send(
            "POST", "/v1/organisers/{organiser_id}/password-resets", {"organiser_id": organiser_id}
        )
        return cast("models.PasswordResetReply", answer.json())

    def reset_second_factor(self, organiser_id: str) -> None:
        """Take away the second factor of somebody below one's own unit who has lost it; of oneself, somebody else does."""
        answer = self._sender.send(
            "DELETE", "/v1/organisers/{organiser_id}/second-factor", {"organiser_id": organiser_id}
        )
        answer.close()

    def return_report(self, report_id: str, body: models.ReturnReportRequest) -> models.ReportingReportReply:
        """The parent gives a submitted report back, with a coded reason per cell where wanted."""
        answer = self._sender.send("POST", "/v1/reports/{report_id}/return", {"report_id": report_id}, body=body)
        return cast("models.ReportingReportReply", answer.json())

    def return_work(self, work_id: str, body: models.ReturnWorkRequest) -> models.CampWorkReply:
        """Give a work back to its author with the reason; a published one is taken down by it."""
        answer = self._sender.send("POST", "/v1/works/{work_id}/return", {"work_id": work_id}, body=body)
        return cast("models.CampWorkReply", answer.json())

    def revoke_certificate(self, number: str, body: models.RevokeCertificateRequest) -> models.CertificateReply:
        """End a certificate with a reason, for the owner of its camp. There is no other for its holder."""
        answer = self._sender.send("POST", "/v1/certificates/{number}/revoke", {"number": number}, body=body)
        return cast("models.CertificateReply", answer.json())

    def revoke_contest_certificate(
        self, serial: str, body: models.RevokeContestCertificateRequest
    ) -> models.CertificateReply:
        """End a certificate with a reason, for the owner of its contest. There is no other for its holder."""
        answer = self._sender.send("POST", "/v1/certificates/JS{serial}/revoke", {"serial": serial}, body=body)
        return cast("models.CertificateReply", answer.json())

    def save_answer(self, session_id: str, position: int, body: models.SaveAnswerRequest) -> models.SavedReply:
        """Save or change one answer of the running session; `[]` clears it."""
        answer = self._sender.send(
            "PUT",
            "/v1/sessions/{session_id}/answers/{position}",
            {"session_id": session_id, "position": position},
            body=body,
        )
        return cast("models.SavedReply", answer.json())

    def save_report(
        self, report_id: str, body: models.SaveReportRequest | None = None, *, if_match: str | None = None
    ) -> models.ReportingReportReply:
        """Save cells, header, activities and explanations, in draft, returned and amended."""
        answer = self._sender.send(
            "PUT", "/v1/reports/{report_id}", {"report_id": report_id}, headers={"If-Match": if_match}, body=body
        )
        return cast("models.ReportingReportReply", answer.json())

    def select_highlight(
        self, highlight_id: str, body: models.SelectHighlightRequest | None = None
    ) -> models.ReportingHighlightReply:
        """The unit above sends the work on, so that the one above it sees it."""
        answer = self._sender.send(
            "POST", "/v1/highlights/{highlight_id}/select", {"highlight_id": highlight_id}, body=body
        )
        return cast("models.ReportingHighlightReply", answer.json())

    def select_work(self, work_id: str, body: models.SelectWorkRequest | None = None) -> models.CampWorkReply:
        """Recommend a published work to the unit above, as somebody other than who published it."""
        answer = self._sender.send("POST", "/v1/works/{work_id}/select", {"work_id": work_id}, body=body)
        return cast("models.CampWorkReply", answer.json())

    def send_film_part(
        self, work_id: str, upload_id: str, upload: Upload, *, offset: int | None = None
    ) -> models.FilmUploadReply:
        """The next bytes, which begin at `offset`. 409 `upload-offset` tells where to go on."""
        answer = self._sender.send(
            "PUT",
            "/v1/works/{work_id}/uploads/{upload_id}",
            {"work_id": work_id, "upload_id": upload_id},
            query={"offset": offset},
            upload=upload,
        )
        return cast("models.FilmUploadReply", answer.json())

    def send_part(self, upload_id: str, upload: Upload, *, offset: int | None = None) -> models.UploadReply:
        """The next bytes, which begin at `offset`. 409 `upload-offset` tells where to go on."""
        answer = self._sender.send(
            "PUT", "/v1/uploads/{upload_id}", {"upload_id": upload_id}, query={"offset": offset}, upload=upload
        )
        return cast("models.UploadReply", answer.json())

    def send_sms_code(self, body: models.SmsCodeRequest) -> None:
        """Send a code to a number. The answer is the same whether anybody is known by it."""
        answer = self._sender.send("POST", "/v1/auth/sms-codes", {}, body=body)
        answer.close()

    def set_up_password(self, body: models.PasswordSetup) -> models.PasswordSetupReply:
        """Choose the first password through a set-up link, which works once."""
        answer = self._sender.send("POST", "/v1/auth/password-setups", {}, body=body)
        return cast("models.PasswordSetupReply", answer.json())

    def show_certificate(self, number: str, *, lang: Literal["zh", "en"] | None = None) -> Download:
        """The same as a page, for whoever scans the QR code of a certificate."""
        answer = self._sender.send("GET", "/certificates/{number}", {"number": number}, query={"lang": lang})
        return download_of(answer)

    def show_contest_certificate(self, serial: str, *, lang: Literal["zh", "en"] | None = None) -> Download:
        """The same as a page, for whoever scans the QR code of a certificate."""
        answer = self._sender.send("GET", "/certificates/JS{serial}", {"serial": serial}, query={"lang": lang})
        return download_of(answer)

    def sign_in(
        self,
        body: models.WeChatGrant
        | models.SmsGrant
        | models.AssertionGrant
        | models.RefreshGrant
        | models.PasswordGrant
        | models.ClientCredentialsGrant
        | models.DevelopmentGrant,
    ) -> models.TokenReply:
        """登录 · Sign in"""
        answer = self._sender.send("POST", "/v1/auth/token", {}, body=body)
        return cast("models.TokenReply", answer.json())

    def sign_out(self) -> None:
        """End every sign-in of the caller, on all devices. Access tokens live on for their minutes."""
        answer = self._sender.send("POST", "/v1/auth/sign-out", {})
        answer.close()

    def start_session(self, contest_id: str, body: models.StartSessionRequest) -> models.QuizSessionReply:
        """Start today's session, or get the one that runs."""
        answer = self._sender.send("POST", "/v1/contests/{contest_id}/sessions", {"contest_id": contest_id}, body=body)
        return cast("models.QuizSessionReply", answer.json())

    def submit_report(
        self, report_id: str, body: models.SubmitReportRequest | None = None
    ) -> models.ReportingReportReply:
        """Send the report up. 409 lists every check that stands in the way; an accepted report must be stale for this."""
        answer = self._sender.send("POST", "/v1/reports/{report_id}/submit", {"report_id": report_id}, body=body)
        return cast("models.ReportingReportReply", answer.json())

    def submit_work(self, work_id: str, body: models.SubmitWorkRequest | None = None) -> models.CampWorkReply:
        """Hand a work to the reviewers of its unit: with its film, consent, and the declaration of originality."""
        answer = self._sender.send("POST", "/v1/works/{work_id}/submit", {"work_id": work_id}, body=body)
        return cast("models.CampWorkReply", answer.json())

    def unlike_work(self, work_id: str) -> models.LikeReply:
        """Like a work no longer; a repeat gets the same answer."""
        answer = self._sender.send("DELETE", "/v1/works/{work_id}/like", {"work_id": work_id})
        return cast("models.LikeReply", answer.json())

    def upload_picture(self, bank_id: str, upload: Upload) -> models.PictureUploaded:
        """A picture for questions of this bank, as PNG, JPEG or WebP; it is drawn anew, without anything else of its file."""
        answer = self._sender.send("POST", "/v1/banks/{bank_id}/pictures", {"bank_id": bank_id}, upload=upload)
        return cast("models.PictureUploaded", answer.json())

    def verify_phone(self, body: models.PhoneProof) -> models.ProfileReply:
        """Prove a telephone number. When another account has it, the older one goes on for both, with its token here."""
        answer = self._sender.send("PUT", "/v1/me/phone", {}, body=body)
        return cast("models.ProfileReply", answer.json())

    def void_flag(self, flag_id: str, body: models.VoidFlagRequest) -> models.ScoringFlagReply:
        """Take the session out of every sum, for good unless it is released before the contest is final."""
        answer = self._sender.send("POST", "/v1/flags/{flag_id}/void", {"flag_id": flag_id}, body=body)
        return cast("models.ScoringFlagReply", answer.json())

    def watch_film(self, film_id: str) -> Download:
        """The film of a work that waits for its review or is published; in parts, as players ask for them."""
        answer = self._sender.send("GET", "/v1/films/{film_id}", {"film_id": film_id})
        return download_of(answer)

    def watch_lesson(self, lesson_id: str, body: models.WatchLessonRequest) -> models.CampWatchReply:
        """Tell every 15 s where the player is. What the clock of the server proves is counted, whatever was sent."""
        answer = self._sender.send("PUT", "/v1/lessons/{lesson_id}/watch", {"lesson_id": lesson_id}, body=body)
        return cast("models.CampWatchReply", answer.json())

    def withdraw_question(
        self, question_id: str, body: models.WithdrawQuestionRequest, *, bank: str | None = None
    ) -> models.ProposalReply:
        """Propose to take a faulty question out of use for good; `effect` says what that would change. Nothing does yet."""
        answer = self._sender.send(
            "POST",
            "/v1/questions/{question_id}/withdraw",
            {"question_id": question_id},
            query={"bank": bank},
            body=body,
        )
        return cast("models.ProposalReply", answer.json())

    def withdraw_work(self, work_id: str, body: models.WithdrawWorkRequest | None = None) -> models.CampWorkReply:
        """Take a work back for good; nobody sees it from then on."""
        answer = self._sender.send("POST", "/v1/works/{work_id}/withdraw", {"work_id": work_id}, body=body)
        return cast("models.CampWorkReply", answer.json())
