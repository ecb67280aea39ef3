"""The built pages as nginx serves them: packed files as they lie there, or a page that says why there is none."""

import html
import shutil
from collections.abc import Iterable
from pathlib import Path

WEB_FOLDER = Path(__file__).parents[1] / "web"

# Nothing of others is loaded or told, and nobody shows a page of ours in a frame of theirs.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
FACES = {"/": "phone.html", "/console": "console.html"}
LESSONS = {"html": "text/html", "svg": "image/svg+xml", "css": "text/css"}
ASSETS = {"js": "application/javascript", "css": "text/css", "txt": "text/plain"}
# A year: a changed file has another name.
IMMUTABLE = "public, max-age=31536000, immutable"

_MISSING = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>页面尚未构建 · The pages are not built</title>
</head>
<body>
<h1>页面尚未构建</h1>
<p>服务接口运行正常，但网页尚未构建。请在项目目录运行 <code>make web</code>，然后重新启动。</p>
<div lang="en">
<h1>The pages are not built</h1>
<p>The API works, but the pages have not been built. Run <code>make web</code> in the project's folder and start
again.</p>
</div>
<pre>@reason</pre>
</body>
</html>
"""


def write_pages(folder: Path) -> None:
    """Copies what `services/web/build.py` made, and the answer for a system without it."""
    web = WEB_FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if (web / "dist").is_dir():
        shutil.copytree(web / "dist", folder, dirs_exist_ok=True)
    failure = web / "failure.txt"
    reason = failure.read_text(encoding="utf-8") if failure.exists() else ""
    (folder / "missing.html").write_text(_MISSING.replace("@reason", html.escape(reason)), encoding="utf-8")


def page_locations(folder: Path) -> Iterable[str]:
    """The part of nginx's configuration that serves them; `$packed` and `$packing` come from Accept-Encoding."""
    root = f"    root {folder}/documents/web;"
    for address, file in FACES.items():
        yield f"location = {address} {{"
        yield root
        yield f"    try_files /{file}$packed /{file} @missing_pages;"
        yield from _headers("text/html", "no-cache")
        yield "}"
    for ending, kind in ASSETS.items():
        yield f"location ~ ^/assets/[A-Za-z0-9_-]+\\.{ending}$ {{"
        yield root
        yield "    try_files $uri$packed $uri =404;"
        yield from _headers(kind, IMMUTABLE)
        yield "}"
    yield from _lesson_locations(folder)
    yield "location @missing_pages {"
    yield root
    yield "    error_page 503 /missing.html;"
    yield "    return 503;"
    yield "}"
    yield "location = /missing.html {"
    yield "    internal;"
    yield root
    yield from _headers("text/html", "no-store", status=" always")
    yield "    add_header Retry-After $retry_after_seconds always;"
    yield "}"


def _lesson_locations(folder: Path) -> Iterable[str]:
    """Lessons of text and pictures, which need no build, and their list."""
    for address in ("/lessons", "/lessons/"):
        yield f"location = {address} {{"
        yield f"    root {folder}/documents;"
        yield "    try_files /lessons/index.html =404;"
        yield from _common_headers(LESSONS["html"], "public, max-age=3600")
        yield "}"
    for ending, kind in LESSONS.items():
        yield f"location ~ ^/lessons/[a-z0-9-]+\\.{ending}$ {{"
        yield f"    root {folder}/documents;"
        yield "    try_files $uri =404;"
        yield from _common_headers(kind, "public, max-age=3600")
        yield "}"


def _headers(kind: str, cache: str, status: str = "") -> Iterable[str]:
    yield from _common_headers(kind, cache, status)
    yield "    add_header Content-Encoding $packing;"
    yield "    add_header Vary Accept-Encoding;"


def _common_headers(kind: str, cache: str, status: str = "") -> Iterable[str]:
    # What is packed is called `….js.br`, so its ending does not tell its type.
    yield "    types {}"
    yield f"    default_type {kind};"
    yield "    charset utf-8;"
    if kind != "text/html":
        yield f"    charset_types {kind};"
    yield "    add_header X-Request-ID $contest_request_id always;"
    yield f'    add_header Cache-Control "{cache}"{status};'
    yield f'    add_header Content-Security-Policy "{POLICY}"{status};'
    yield "    add_header Referrer-Policy no-referrer;"
    yield f"    add_header X-Content-Type-Options nosniff{status};"
    yield f"    add_header X-Frame-Options DENY{status};"
