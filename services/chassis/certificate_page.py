"""The page that the QR code of a certificate opens on a stranger's phone: number, day and validity, and nothing more.

It loads nothing and runs nothing. A number that nobody has gets the same page as one that was revoked, after the same
look-up, and is told to be unknown.
"""

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from services.chassis.certificates import BEIJING, Certificate
from services.kit.problems import wants_english

LONGEST = 32
"""Of a number that is shown."""
PARAMETERS = [{"name": "lang", "in": "query", "required": False, "schema": {"enum": ["zh", "en"]}}]
WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("证书核验", "Certificate check"),
    "number": ("证书编号", "Number"),
    "day": ("颁发日期", "Issued on"),
    "state": ("状态", "Status"),
    "valid": ("有效", "Valid"),
    "revoked": ("已作废", "Revoked"),
    "unknown": ("没有此编号的证书", "No certificate has this number"),
    "note": (
        "请与证书原件上的编号和日期核对。为保护个人信息，本页不显示持证人。",
        "Compare number and day with the certificate itself. To protect its holder, this page names nobody.",
    ),
    "other": ("English", "中文"),
}
STYLE = (
    "body{margin:0;font:1rem/1.6 system-ui,sans-serif;color:#1c1c1c;background:#f6f4f1}"
    "main{max-width:26rem;margin:0 auto;padding:1.5rem}"
    "h1{font-size:1.4rem;color:#8f2419}"
    "dl{background:#fff;border:1px solid #d9d3ca;border-radius:.5rem;padding:1rem;margin:0}"
    "dt{color:#5b5650;font-size:.9rem}dd{margin:0 0 .8rem;font-size:1.15rem;overflow-wrap:anywhere}"
    ".state{font-weight:700}.valid{color:#1d6b35}.revoked,.unknown{color:#a3221b}"
    "a{color:#8f2419}"
)
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Vary": "Accept-Language",
}
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<dl>
<dt>{number}</dt><dd>{shown_number}</dd>
<dt>{day}</dt><dd>{shown_day}</dd>
<dt>{state}</dt><dd class="state {kind}">{shown_state}</dd>
</dl>
<p>{note}</p>
<p><a href="?lang={other_language}" lang="{other_language}" hreflang="{other_language}">{other}</a></p>
</main>
</body>
</html>
"""


DOCUMENTED: dict[int | str, dict[str, Any]] = {
    status: {"content": {"text/html": {"schema": {"type": "string"}}}} for status in (200, 404)
}
"""`responses` of a route that answers with the page."""


def page(request: Request, number: str, found: Certificate | None) -> HTMLResponse:
    """In the language that is asked for by `lang`, else by the browser. Whatever the number, the page is there."""
    asked = request.query_params.get("lang")
    english = asked == "en" or (asked != "zh" and wants_english(request))
    words = {name: escape(texts[english]) for name, texts in WORDS.items()}
    state = "unknown" if found is None else "valid" if found.revoked_at is None else "revoked"
    content = PAGE.format(
        **{name: words[name] for name in ("title", "number", "day", "state", "note", "other")},
        language="en" if english else "zh-CN",
        other_language="zh" if english else "en",
        style=STYLE,
        kind=state,
        shown_number=escape(number[:LONGEST]),
        shown_day="—" if found is None else found.issued_at.astimezone(BEIJING).date().isoformat(),
        shown_state=words[state],
    )
    headers = HEADERS | {"Content-Language": "en" if english else "zh-CN"}
    return HTMLResponse(content, headers=headers)
