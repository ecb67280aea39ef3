"""`python -m tests.benchmarks.forms`: what a city with 3,000 units below it costs, on a fresh database.

Each figure stands beside the plain work that it cannot do without, measured in the same run: the ratio is what means
something on another machine. Milliseconds are medians; memory is that of the service after everything.
"""

import argparse
import asyncio
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
import httpx
import psutil
import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy.engine import make_url

from contest.embedded.ports import free_ports
from contest.embedded.probes import http_status
from reporting_service.app import FORM
from reporting_service.use_cases.campaigns.load_campaign import load_demo, load_shipped
from reporting_service.use_cases.keep_copies import keep_contests, keep_totals, keep_units
from services.chassis.clock import set_offset
from services.kit.database import Database
from services.kit.glyphs import shipped_font
from services.kit.printing import Printer, qr
from tests.reporting import builders
from tests.reporting.builders import CONTEST, FORM_A, WEIHAI, reporter
from tests.support import tokens
from tests.support.servers import PASSWORD, running_servers

CHILDREN = 3_000
ROUNDS = 15
OF_FORM = f"campaign_id = '{CONTEST}' AND template_id = '{FORM_A}'"

UNITS_BELOW = f"""
INSERT INTO reporting.units (code, version, name, sort_key, is_active, is_local, is_entrance, path)
SELECT 'BENCH-' || n, 0, '（测速）第' || n || '户企业', lpad(n::text, 6, '0'), true, true, false, ARRAY['BENCH-' || n]
FROM generate_series(1, {CHILDREN}) AS n;
DELETE FROM reporting.lines WHERE {OF_FORM} AND parent_code = '{WEIHAI}';
INSERT INTO reporting.lines (campaign_id, template_id, unit_code, valid_from, parent_code, days_earlier)
SELECT '{CONTEST}', '{FORM_A}', 'BENCH-' || n, now(), '{WEIHAI}', 0 FROM generate_series(1, {CHILDREN}) AS n;
INSERT INTO reporting.reports (id, campaign_id, template_id, unit_code, state, revision, submitted_version,
    accepted_version, header, cells, other_activities, explanations, saved_at, returned)
SELECT gen_random_uuid(), '{CONTEST}', '{FORM_A}', 'BENCH-' || n, 'accepted', 1, 1, 1, '{{}}', '{{}}', '[]', '{{}}',
    now(), '[]'
FROM generate_series(1, {CHILDREN}) AS n;
INSERT INTO reporting.versions (report_id, version, content, own, total, digest, submitted_at, submitted_by, is_late)
SELECT r.id, 1, '{{}}', cells.content, cells.content, md5(r.id::text) || md5(r.unit_code), now(), 'bench', false
FROM reporting.reports AS r CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(i.id, (random() * 500 + length(r.unit_code))::int) AS content FROM reporting.indicators AS i
    WHERE i.id = ANY($$INDICATORS$$)
) AS cells
WHERE r.unit_code LIKE 'BENCH-%';
ANALYZE
"""
PLAIN_SUM = f"""
SELECT key, sum(value::bigint) FROM reporting.reports AS r
JOIN reporting.versions AS v ON v.report_id = r.id AND v.version = r.accepted_version
CROSS JOIN LATERAL jsonb_each_text(v.total) WHERE {OF_FORM} AND r.unit_code LIKE 'BENCH-%' GROUP BY key
"""


@dataclass(frozen=True)
class Row:
    """`plain` is what the baseline took, in the same unit."""

    name: str
    measured: float
    bound: float
    plain: float | None = None
    baseline: str = ""
    unit: str = "ms"


@dataclass(frozen=True)
class Service:
    """The reporting process on its database, and a reporter of the city."""

    url: str
    process: subprocess.Popen[bytes]
    client: httpx.AsyncClient

    async def get(self, path: str) -> httpx.Response:
        return self._right(await self.client.get(path))

    async def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._right(await self.client.request(method, path, **options))

    def memory_mib(self) -> float:
        return float(psutil.Process(self.process.pid).memory_info().rss / 2**20)

    def _right(self, reply: httpx.Response) -> httpx.Response:
        if reply.status_code >= httpx.codes.BAD_REQUEST:
            raise RuntimeError(f"{reply.request.url}: {reply.status_code} {reply.text[:500]}")
        return reply


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1000


async def typical(work: Callable[[], Awaitable[object]], rounds: int = ROUNDS) -> float:
    return median([await timed(work) for _ in range(rounds)])


async def measure(service: Service) -> list[Row]:
    opened = await service.send("POST", "/v1/reports", json={"template_id": FORM_A, "unit": WEIHAI})
    path = f"/v1/reports/{opened.json()['id']}"
    saved = await service.send("PUT", path, json=builders.body(), headers={"If-Match": opened.headers["etag"]})
    rows = await _roll_up(service)
    await service.send("POST", f"{path}/submit", json={})
    rows += await _paper(service, path)
    await service.send("POST", f"{path}/recall", json={"reason": "测速"})
    rows += await _sheets(service, path)
    del saved
    memory = service.memory_mib()
    return [*rows, Row("memory of the service after all of it", memory, 200, unit="MiB")]


async def _roll_up(service: Service) -> list[Row]:
    path = f"/v1/rollups/{FORM_A}/{WEIHAI}"
    connection = await asyncpg.connect(service.url)

    async def change_a_child() -> None:
        state = "CASE WHEN state = 'accepted' THEN 'amended' ELSE 'accepted' END"
        statement = f"UPDATE reporting.reports SET state = {state} WHERE {OF_FORM} AND unit_code = 'BENCH-1'"
        await connection.execute(statement)

    cold, kept, plain, nothing = [], [], [], []
    for _ in range(ROUNDS):
        await change_a_child()
        cold.append(await timed(lambda: service.get(path)))
        kept.append(await timed(lambda: service.get(path)))
        plain.append(await timed(lambda: connection.fetch(PLAIN_SUM)))
        nothing.append(await timed(lambda: service.get("/v1/templates")))
    await connection.close()
    summed = f"sum of the same {CHILDREN:,} × 33 numbers in SQL"
    return [
        Row(f"roll-up over {CHILDREN:,} children, cold", median(cold), 300, median(plain), summed),
        Row("the same from its snapshot", median(kept), 20, median(nothing), "a request that reads the forms"),
    ]


async def _paper(service: Service, path: str) -> list[Row]:
    first = await timed(lambda: service.get(f"{path}/print.pdf"))
    printed = await typical(lambda: service.get(f"{path}/print.pdf"))
    printer = Printer(FORM, shipped_font())
    lines = [[{"text": "开展宣讲活动（"}, {"blank": "12", "cell": "lecture_sessions"}, {"text": "）场"}]] * 21
    form = {"title": "表", "columns": ["甲", "乙"], "header": [], "notes": [], "footer": "1"}
    form |= {"rows": [{"title": "一", "lines": lines}], "qr": qr("report:1:1:1")}
    printer.pdf(form)
    bare = await typical(lambda: asyncio.to_thread(printer.pdf, form))
    return [
        Row("PDF, the first of a process", first, 5_000),
        Row("PDF after the first", printed, 60, bare, "typesetting as many lines and nothing else"),
    ]


async def _sheets(service: Service, path: str) -> list[Row]:
    sheet = (await service.get(f"{path}/sheet.xlsx")).content
    files = {"file": ("a.xlsx", sheet, "application/octet-stream")}
    imported = await typical(lambda: service.send("POST", f"{path}/sheet-imports", files=files))
    reading = await typical(lambda: asyncio.to_thread(_read, sheet))
    listed = await typical(lambda: service.get(f"/v1/rollups/{FORM_A}/{WEIHAI}/sheet.xlsx"), rounds=5)
    writing = await typical(lambda: asyncio.to_thread(_write), rounds=5)
    return [
        Row("import of a sheet", imported, 200, reading, "reading its cells"),
        Row(f"XLSX of {CHILDREN:,} rows", listed, 1_000, writing, f"writing {CHILDREN:,} × 37 cells"),
    ]


def _read(sheet: bytes) -> None:
    CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()


def _write() -> None:
    book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
    page = book.add_worksheet()
    for row in range(CHILDREN):
        page.write_row(row, 0, [f"BENCH-{row}", f"（测速）第{row}户企业", "accepted", 1, *range(33)])
    book.close()


@asynccontextmanager
async def running_service(database_url: str, redis_url: str, folder: Path) -> AsyncIterator[Service]:
    (port,) = free_ports(1, os.getpid())
    role = make_url(database_url).set(username="reporting", password=PASSWORD)
    variables = {
        "CONTEST_DATABASE_URL": role.render_as_string(hide_password=False),
        "CONTEST_REDIS_URL": redis_url,
        "CONTEST_TOKEN_VERIFICATION_KEYS": tokens.public_keys(),
        "CONTEST_ATTACHMENTS_URL": folder.absolute().as_uri(),
        "CONTEST_HTTP_PORT": str(port),
        "CONTEST_LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "contest.cli", "serve", "reporting"]
    with subprocess.Popen(command, env={**os.environ, **variables}) as process:
        try:
            while await http_status(port, "/readyz") != httpx.codes.OK:
                if process.poll() is not None:
                    raise RuntimeError(f"reporting has ended with {process.returncode}")
                await asyncio.sleep(0.1)
            signed = tokens.headers(reporter(WEIHAI))
            base = f"http://127.0.0.1:{port}"
            async with httpx.AsyncClient(base_url=base, headers=signed, timeout=30) as client:
                yield Service(database_url, process, client)
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait)


async def fill(database_url: str) -> None:
    """The shipped campaign, with 3,000 accepted reports below the city instead of its own units."""
    owner = Database(database_url, application_name="benchmark", statement_timeout_ms=60_000)
    async with owner.begin() as transaction:
        await load_shipped(transaction)
        await load_demo(transaction)
        await keep_contests(transaction, [builders.contest()])
        await keep_units(transaction, [builders.unit(code) for code in builders.NAMES])
        await keep_totals(transaction, [builders.total(WEIHAI, 500_000, 4_000_000)])
        await set_offset(transaction, "0")
    await owner.close()
    connection = await asyncpg.connect(database_url)
    content = await connection.fetchval("SELECT content FROM reporting.templates WHERE id = $1", FORM_A)
    names = [name for name in await _indicators(connection) if name in content]
    await connection.execute(UNITS_BELOW.replace("$$INDICATORS$$", "'{" + ",".join(names) + "}'"))
    await connection.close()


async def _indicators(connection: asyncpg.Connection) -> Sequence[str]:
    return [row["id"] for row in await connection.fetch("SELECT id FROM reporting.indicators ORDER BY position")]


def show(rows: Sequence[Row]) -> None:
    print(f"{'figure':<44} {'measured':>11} {'bound':>10} {'ratio':>8}  baseline")
    for row in rows:
        ratio = "" if row.plain is None else f"{row.measured / row.plain:.2f}"
        plain = "" if row.plain is None else f"{row.baseline} ({row.plain:.1f} {row.unit})"
        measured, bound = f"{row.measured:.1f} {row.unit}", f"≤ {row.bound:g}"
        print(f"{row.name:<44} {measured:>11} {bound:>10} {ratio:>8}  {plain}")


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.forms", description=__doc__)
    parser.add_argument("--json", type=Path, help="where the figures are written too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="contest-forms-") as folder, running_servers() as servers:
        database_url = await servers.fresh_database()
        await fill(database_url)
        async with running_service(database_url, await servers.fresh_redis(), Path(folder)) as service:
            rows = await measure(service)
    show(rows)
    if options.json:
        options.json.write_text(json.dumps([vars(row) for row in rows], ensure_ascii=False, indent=1), "utf-8")
    sys.exit(1 if any(row.measured > row.bound for row in rows) else 0)


if __name__ == "__main__":
    asyncio.run(main())
