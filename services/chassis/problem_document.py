"""The schema of problem documents (RFC 9457): what all have, and what some say besides."""

from typing import Any

_INSTANT = {"type": "string", "format": "date-time"}
_COUNT = {"type": "integer"}
_TEXTS = {"type": "array", "items": {"type": "string"}}
_OBJECTS = {"type": "array", "items": {"type": "object", "additionalProperties": True}}


def _list_of(**members: dict[str, Any]) -> dict[str, Any]:
    item = {"type": "object", "required": list(members), "properties": members}
    return {"type": "array", "items": item}


_TEXT = {"type": "string"}

EXTENSIONS: dict[str, dict[str, Any]] = {
    "result": {**_TEXT, "description": "Where the finished session is: daily-limit-reached, session-finished"},
    "next_session_at": {"type": ["string", "null"], "format": "date-time", "description": "daily-limit-reached"},
    "running": {
        "type": "object",
        "description": "A session of the same participant that still runs: refused starts",
        "required": ["session_id", "contest_day", "deadline_at"],
        "properties": {
            "session_id": _TEXT,
            "contest_day": {"type": "string", "format": "date"},
            "deadline_at": _INSTANT,
        },
    },
    "opens_at": {**_INSTANT, "description": "contest-not-open"},
    "closes_at": {**_INSTANT, "description": "contest-not-open, contest-not-over"},
    "sessions": {**_COUNT, "description": "How many still run: sessions-unsettled"},
    "entry": {**_TEXT, "description": "unit-change-limit"},
    "next_change_at": {**_INSTANT, "description": "unit-change-limit"},
    "unit": {**_TEXT, "description": "unit-cannot-move"},
    "banks": {**_TEXTS, "description": "question-in-several-banks"},
    "campaigns": {**_OBJECTS, "description": "which-campaign"},
    "rows": {
        **_list_of(row=_COUNT, column=_TEXT, value={}, code=_TEXT),
        "description": "Every fault of an imported file by its place; the reasons stand in `errors`, in this order",
    },
    "state": {**_TEXT, "description": "The report's: report-locked, report-changed, wrong-state"},
    "version": {**_COUNT, "description": "report-changed"},
    "changed": {**_TEXTS, "description": "Pointers to what somebody else changed: report-changed"},
    "cells": {**_TEXTS, "description": "import-conflicts"},
    "checks": {**_OBJECTS, "description": "checks-failed, permit-needed"},
    "missing_units": {**_list_of(code=_TEXT, name=_TEXT), "description": "permit-needed"},
    "ids": {**_TEXTS, "description": "flag-not-found, flag-decision-not-possible"},
    "units": {**_COUNT, "description": "bulletin-too-long"},
    "most_units": {**_COUNT, "description": "bulletin-too-long"},
    "missing": {"description": "What has still to be done: hours-missing, not-yet-earned"},
    "most": {**_COUNT, "description": "too-many-attachments"},
    "most_pages": {**_COUNT, "description": "scan-too-long"},
    "most_rows": {**_COUNT, "description": "file-too-large, question-file-too-large"},
    "largest_bytes": {**_COUNT, "description": "file-too-large, question-file-too-large"},
    "largest_unpacked_bytes": {**_COUNT, "description": "question-file-too-large"},
    "signature": {**_TEXT, "description": "What the scanner found: file-infected"},
}

PROBLEM: dict[str, Any] = {
    "description": "RFC 9457 problem document; `code` is the stable slug, see problems.json. Some codes say more.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "examples": ["/problems/daily-limit-reached"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "Chinese, or English with Accept-Language: en"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": _list_of(pointer=_TEXT, code=_TEXT, detail=_TEXT),
        **EXTENSIONS,
    },
}
