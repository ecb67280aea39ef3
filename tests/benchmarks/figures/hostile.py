"""What participants notice of files that were made to do harm, while these are worked on (docs/decisions/0039)."""

import asyncio
import contextlib
import io
import uuid
import zipfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from statistics import median

import httpx
import xlsxwriter

from services.chassis.tokens import Caller, Signer
from services.contracts.grants import Grant
from tests.benchmarks.bench import Bench, Figure
from tests.benchmarks.figures.latency import half_load
from tests.benchmarks.participants import LIFETIME_S, unit_paths

FILES = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "xl/worksheets/sheet1.xml"


async def measure(bench: Bench) -> Sequence[Figure]:
    """Half of the saturation load in alternating phases, without the files and beside them."""
    answers: Counter[int] = Counter()
    ratios = []
    for number in range(bench.scale.rounds):
        without = await half_load(bench, "without hostile files", number)
        async with _sent(bench, answers):
            beside = await half_load(bench, "beside hostile files", number)
        ratios.append(beside.outcome.latency_ms["any"]["p99"] / without.outcome.latency_ms["any"]["p99"])
    await bench.verify("hostile files")
    counts = ", ".join(f"{count} × {status}" for status, count in sorted(answers.items()))
    name = f"p99 of participants while {FILES} hostile files are worked on, over p99 without"
    return [Figure(name, median(ratios), 1.5, 1.2, note=f"answers to the files: {counts}")]


@asynccontextmanager
async def _sent(bench: Bench, answers: "Counter[int]") -> AsyncIterator[None]:
    """Editors, each of another province, who send a file again and again for as long as the block lasts."""
    signer = Signer(bench.system.deployment.secrets.signing_keys())
    provinces = sorted({path.codes[1] for path in unit_paths()})[:FILES]
    content = _file()

    async def send(client: httpx.AsyncClient, province: str) -> None:
        editor = Caller(str(uuid.uuid4()), {}, (Grant("editor", province),))
        headers = {"Authorization": f"Bearer {signer.sign(editor, LIFETIME_S)}", "Content-Type": XLSX}
        while True:
            reply = await client.post(f"/v1/banks/hostile-{province}/imports", content=content, headers=headers)
            answers[reply.status_code] += 1

    async with httpx.AsyncClient(base_url=bench.system.deployment.gateway_url, timeout=60) as client:
        tasks = [asyncio.create_task(send(client, province)) for province in provinces]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks)


def _file() -> bytes:
    """A workbook whose sheet is nothing but beginnings of cells: small on the way, large and without end inside."""
    plain, made = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet()
    with zipfile.ZipFile(plain) as read, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            written.writestr(name, b"<c " * 160_000 if name == SHEET else read.read(name))
    return made.getvalue()
