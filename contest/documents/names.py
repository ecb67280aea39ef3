"""What clients call each operation."""

import re

# Where the rule below says it less well. Parameters are left out: `{}`.
IDS = {
    "DELETE /v1/me": "erase_me",
    "DELETE /v1/obligations/{}/{}/{}": "end_relief",
    "DELETE /v1/organisers/{}": "end_organiser",
    "DELETE /v1/organisers/{}/grants/{}": "end_grant",
    "DELETE /v1/campaigns/{}/lines/{}/{}": "end_line",
    "DELETE /v1/uploads/{}": "cancel_upload",
    "DELETE /v1/works/{}/like": "unlike_work",
    "GET /v1/attachments/{}": "download_attachment",
    "GET /v1/audit/camp": "list_camp_acts",
    "GET /v1/audit/directory": "list_directory_acts",
    "GET /v1/audit/quiz": "list_quiz_acts",
    "GET /v1/audit/reporting": "list_reporting_acts",
    "GET /v1/audit/scoring": "list_scoring_acts",
    "GET /v1/auth/jwks.json": "get_token_keys",
    "GET /v1/auth/methods": "get_sign_in_methods",
    "GET /v1/banks/import-template.xlsx": "download_import_template",
    "GET /v1/banks/{}/export": "export_bank",
    "GET /v1/banks/{}/statistics": "get_bank_statistics",
    "GET /v1/bulletins/jwks.json": "get_result_keys",
    "GET /v1/bulletins/{}": "download_bulletin",
    "GET /v1/bulletins/{}/final": "get_final_results",
    "GET /v1/camps/{}/board/{}": "get_camp_board",
    "GET /certificates/JS{}": "show_contest_certificate",
    "GET /certificates/{}": "show_certificate",
    "GET /v1/certificates/JS{}": "get_contest_certificate",
    "GET /v1/certificates/JS{}/certificate.pdf": "download_contest_certificate",
    "GET /v1/certificates/{}/certificate.pdf": "download_certificate",
    "GET /v1/completeness/{}/{}": "get_completeness",
    "GET /v1/contests/{}/mastery": "get_my_mastery",
    "GET /v1/contests/{}/me": "get_today",
    "GET /v1/corrections/{}": "list_corrections",
    "GET /v1/flags/{}": "list_flags",
    "GET /v1/inbox": "get_inbox",
    "GET /v1/leaderboards/{}/{}": "get_leaderboard",
    "GET /v1/leaderboards/{}/{}/events": "follow_leaderboard",
    "GET /v1/me": "get_me",
    "GET /v1/me/export": "export_my_data",
    "GET /v1/me/sessions": "list_my_sessions",
    "GET /v1/me/wrong-questions": "list_my_wrong_questions",
    "GET /v1/organisers/me": "get_my_grants",
    "GET /v1/pictures/{}": "get_picture",
    "GET /v1/progress/{}/{}": "get_progress",
    "GET /v1/questions/{}/statistics": "get_question_statistics",
    "GET /v1/reports/{}/print.pdf": "print_report",
    "GET /v1/reports/{}/sheet.csv": "download_report_csv",
    "GET /v1/reports/{}/sheet.xlsx": "download_report_workbook",
    "GET /v1/rollups/{}/{}": "get_roll_up",
    "GET /v1/rollups/{}/{}/sheet.xlsx": "download_roll_up_workbook",
    "GET /v1/standings/{}/me": "get_my_standing",
    "GET /v1/templates/{}/preview.pdf": "preview_template",
    "POST /v1/auth/password-setups": "set_up_password",
    "DELETE /v1/organisers/{}/second-factor": "reset_second_factor",
    "POST /v1/auth/second-factors": "enrol_second_factor",
    "POST /v1/auth/second-factors/confirmation": "confirm_second_factor",
    "POST /v1/auth/sign-out": "sign_out",
    "POST /v1/auth/sms-codes": "send_sms_code",
    "POST /v1/auth/token": "sign_in",
    "POST /v1/banks/{}/approvals": "approve_questions",
    "POST /v1/banks/{}/imports": "import_questions",
    "POST /v1/banks/{}/pictures": "upload_picture",
    "POST /v1/camps/{}/certificate": "request_camp_certificate",
    "POST /v1/camps/{}/enrolments": "enrol",
    "POST /v1/campaigns/{}/line-imports": "import_lines",
    "POST /v1/contests/{}/certificate": "request_contest_certificate",
    "POST /v1/contests/{}/rehearsal": "rehearse",
    "POST /v1/works/{}/uploads": "begin_film",
    "GET /v1/works/{}/uploads/{}": "get_film_upload",
    "PUT /v1/works/{}/uploads/{}": "send_film_part",
    "POST /v1/works/{}/uploads/{}/completion": "complete_film",
    "DELETE /v1/works/{}/uploads/{}": "cancel_film",
    "GET /v1/films/{}": "watch_film",
    "GET /v1/contests/jwks.json": "get_contest_keys",
    "POST /v1/certificates/JS{}/reissue": "rename_contest_certificate",
    "POST /v1/certificates/JS{}/revoke": "revoke_contest_certificate",
    "POST /v1/certificates/{}/reissue": "rename_certificate",
    "POST /v1/certificates/{}/revoke": "revoke_certificate",
    "POST /v1/contests/{}/finalisation": "finalise_contest",
    "POST /v1/contests/{}/practice": "practise",
    "POST /v1/contests/{}/sessions": "start_session",
    "POST /v1/flags/decisions": "decide_flags",
    "POST /v1/highlights/{}/uploads": "begin_highlight_upload",
    "POST /v1/organisers/{}/grants": "grant_role",
    "POST /v1/organisers/{}/password-resets": "reset_password",
    "POST /v1/reports/acceptances": "accept_reports",
    "POST /v1/reports/{}/adoptions": "adopt_offered_values",
    "POST /v1/reports/{}/attachments": "attach_file",
    "POST /v1/reports/{}/permits": "permit_check",
    "POST /v1/reports/{}/scans": "attach_scan",
    "POST /v1/reports/{}/sheet-imports": "import_report_sheet",
    "POST /v1/reports/{}/uploads": "begin_report_upload",
    "POST /v1/sessions/{}/submission": "hand_in",
    "POST /v1/templates/{}/versions/{}/publish": "publish_template",
    "POST /v1/units/imports": "import_units",
    "POST /v1/uploads/{}/completion": "complete_upload",
    "PUT /v1/lessons/{}/watch": "watch_lesson",
    "PUT /v1/me": "change_me",
    "PUT /v1/me/phone": "verify_phone",
    "PUT /v1/obligations/{}/{}/{}": "grant_relief",
    "PUT /v1/organisers/me/password": "change_my_password",
    "PUT /v1/reports/{}": "save_report",
    "PUT /v1/sessions/{}/answers/{}": "save_answer",
    "PUT /v1/uploads/{}": "send_part",
    "PUT /v1/works/{}/like": "like_work",
}
VERBS = {"GET": "get", "POST": "create", "PUT": "change", "DELETE": "remove"}


def _shape(path: str) -> str:
    return re.sub(r"{\w+}", "{}", path)


def operation_id(method: str, path: str) -> str:
    """Speaking and in snake case: `start_session`. By rule `get_unit`, `list_units`, `submit_report`."""
    shape = _shape(path)
    known = IDS.get(f"{method} {shape}")
    if known:
        return known
    parts = [part.replace("-", "_").partition(".")[0] for part in shape.removeprefix("/v1/").split("/")]
    nouns = [part for part in parts if part != "{}"]
    owner = _one(nouns[0])
    if method == "GET":
        names = nouns if len(nouns) == 1 else [owner, *nouns[1:]]
        return "_".join(
            ["list", *names] if parts[-1] != "{}" and names[-1].endswith("s") else ["get", *map(_one, names)]
        )
    if method == "POST" and len(nouns) > 1 and not nouns[-1].endswith("s"):
        return f"{nouns[-1]}_{owner}"
    return "_".join([VERBS[method], *map(_one, nouns)])


def _one(noun: str) -> str:
    """The singular: `entries` are no part of a path."""
    return noun.removesuffix("s") if not noun.endswith("ss") else noun
