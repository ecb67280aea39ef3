import asyncio
import io
import itertools
import json
import time
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from contest.cli.units import app
from contest.cli.units import import_units as import_at
from services.directory.domain.errors import FaultySheet
from services.directory.domain.unit_import import definitions
from services.directory.domain.unit_sheet import SheetRow, parse_json, parse_table
from services.directory.domain.units import Unit
from services.directory.tables import outbox, units
from services.directory.use_cases.units.import_units import import_units
from services.kit.database import Database
from tests.directory.builders import new_participant

HEADER = "code,name,parent,registered_base\n"
DATA = Path(__file__).parents[1] / "data"
CE = Unit("CE", "中央企业", "enterprise", 0, None, ("CE",), "", is_active=True, version=1, registered_base=None)
_numbers = itertools.count(1)


@pytest.fixture
def code() -> str:
    """The code of a subsidiary that does not exist yet."""
    return f"CE-001-{next(_numbers)}"


async def run(url: str, file: Path, *options: str) -> Result:
    arguments = ["import", str(file), *options]
    return await asyncio.to_thread(
        CliRunner().invoke, app, arguments, env={"CONTEST_DATABASE_URL": url, "COLUMNS": "200"}
    )


def csv_file(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "units.csv"
    file.write_text(HEADER + "\n".join(lines), encoding="utf-8")
    return file


async def stored(admin: Database, unit: str) -> Any:
    async with admin.begin() as transaction:
        return (await transaction.execute(sa.select(units).where(units.c.code == unit))).first()


async def events_of(admin: Database, unit: str) -> list[dict[str, object]]:
    query = sa.select(outbox.c.event).where(outbox.c.event["code"].astext == unit).order_by(outbox.c.id)
    async with admin.begin() as transaction:
        return list((await transaction.execute(query)).scalars())


async def test_subsidiaries_are_added_below_their_enterprise(
    client: httpx.AsyncClient, admin: Database, postgres_url: str, tmp_path: Path, code: str
) -> None:
    """R2.2"""
    file = csv_file(tmp_path, f"{code}-1,甲分公司,{code},120", f"{code},某子公司,CE-001,")

    result = await run(postgres_url, file)

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"+ {code} 某子公司 (below CE-001)",
        f"+ {code}-1 甲分公司 (below {code})",
        "added: 2, changed: 0, unchanged: 0",
    ]
    unit = await stored(admin, f"{code}-1")
    assert unit.path == ["CE", "CE-001", code, f"{code}-1"]
    assert (unit.entry, unit.level, unit.sort_key, unit.registered_base) == ("enterprise", 3, "jiafengongsi", 120)
    [event] = await events_of(admin, f"{code}-1")
    assert (event["version"], event["path"]) == (1, unit.path)
    participant = await new_participant(client)
    assert (await participant.put_me(enterprise_unit=f"{code}-1")).status_code == 200


async def test_a_second_import_changes_nothing(admin: Database, postgres_url: str, tmp_path: Path, code: str) -> None:
    file = csv_file(tmp_path, f"{code},某子公司,CE-001,7")
    await run(postgres_url, file)

    again = await run(postgres_url, file)

    assert again.stdout == "added: 0, changed: 0, unchanged: 1\n"
    assert len(await events_of(admin, code)) == 1


async def test_names_and_bases_change_and_an_empty_base_stays(
    admin: Database, postgres_url: str, tmp_path: Path, code: str
) -> None:
    await run(postgres_url, csv_file(tmp_path, f"{code},旧名,CE-001,7"))

    renamed = await run(postgres_url, csv_file(tmp_path, f"{code},新名,CE-001,"))
    counted = await run(postgres_url, csv_file(tmp_path, f"{code},新名,CE-001,0"))

    assert f"~ {code} name: 旧名 → 新名" in renamed.stdout
    assert f"~ {code} registered_base: 7 → 0" in counted.stdout
    unit = await stored(admin, code)
    assert (unit.version, unit.name, unit.sort_key, unit.registered_base) == (3, "新名", "xinming", 0)


async def test_a_dry_run_tells_what_would_change_and_changes_nothing(
    admin: Database, postgres_url: str, tmp_path: Path, code: str
) -> None:
    file = csv_file(tmp_path, f"{code},某子公司,CE-001,7")

    result = await run(postgres_url, file, "--dry-run")

    assert result.exit_code == 0
    assert "would be added: 1" in result.stdout
    assert await stored(admin, code) is None
    assert await events_of(admin, code) == []


async def test_all_faults_are_told_with_row_column_value_and_reason_and_nothing_is_done(
    admin: Database, postgres_url: str, tmp_path: Path, code: str
) -> None:
    file = csv_file(
        tmp_path,
        f"{code},好的,CE-001,7",
        f"{code},再来,CE-001,7",
        "bad code,名,CE-001,",
        f"{code}-a,,CE-001,many",
        f"{code}-b,名,nowhere,-1",
        f"{code}-c,名,CE-101,2000000001",
        "CE-002,名,CE-001,",
        f"{code}-d,名,{code}-e,",
        f"{code}-e,名,{code}-d,",
        f"{code}-f,名,,",
        "CE,名,,",
    )

    result = await run(postgres_url, file, "--json")

    faults = json.loads(result.stdout)["faults"]
    assert result.exit_code == 1
    assert [(fault["row"], fault["column"], fault["value"], fault["code"]) for fault in faults] == [
        (3, "code", code, "duplicate-code"),
        (4, "code", "bad code", "invalid-code"),
        (5, "name", "", "invalid-name"),
        (5, "registered_base", "many", "invalid-number"),
        (6, "registered_base", "-1", "invalid-number"),
        (6, "parent", "nowhere", "unknown-parent"),
        (7, "registered_base", "2000000001", "invalid-number"),
        (7, "parent", "CE-101", "retired-parent"),
        (8, "parent", "CE-001", "parent-changed"),
        (9, "parent", f"{code}-e", "circle"),
        (10, "parent", f"{code}-d", "circle"),
        (11, "parent", "", "unknown-parent"),
        (12, "parent", "", "parent-changed"),
    ]
    assert all(fault["zh"] and fault["en"] for fault in faults)
    assert await stored(admin, code) is None


async def test_a_person_reads_the_faults_as_a_table(postgres_url: str, tmp_path: Path, code: str) -> None:
    result = await run(postgres_url, csv_file(tmp_path, f"{code},名,nowhere,"))

    assert (result.exit_code, result.stdout) == (1, "")
    assert "nowhere" in result.stderr
    assert "nothing was changed" in result.stderr


async def test_a_tree_has_an_end(admin: Database, code: str) -> None:
    chain = [f"{code}-{depth}" for depth in range(12)]
    lines = [f"{unit},名,{parent}," for parent, unit in zip(["CE-001", *chain], chain, strict=False)]

    with pytest.raises(FaultySheet) as refused:
        async with admin.begin() as transaction:
            await import_units(transaction, parse_table((HEADER + "\n".join(lines)).encode()), dry_run=False)

    assert [(fault.row, fault.code) for fault in refused.value.faults] == [
        (row, "too-deep") for row in (10, 11, 12, 13)
    ]


@pytest.mark.parametrize("order", [1, -1])
def test_a_sheet_that_is_one_long_chain_is_walked_over_once(code: str, order: int) -> None:
    """R4.4: twelve thousand rows of 43 KB held every sign-in for seconds."""
    chain = [f"{code}-{depth}" for depth in range(12_000)]
    rows = [SheetRow(at, each, "名", above, "") for at, (above, each) in enumerate(pairwise(["CE", *chain]), start=2)]
    started = time.process_time()

    with pytest.raises(FaultySheet) as refused:
        definitions(rows[::order], {"CE": CE})

    assert time.process_time() - started < 2
    assert {fault.code for fault in refused.value.faults} == {"too-deep"}
    assert len(refused.value.faults) == 12_000 - 9


def test_those_that_stand_above_themselves_are_told_from_those_below(code: str) -> None:
    rows = [
        SheetRow(at, f"{code}-{each}", "名", f"{code}-{above}", "")
        for at, each, above in ((2, 1, 2), (3, 2, 3), (4, 3, 2))
    ]

    with pytest.raises(FaultySheet) as refused:
        definitions(rows, {})

    assert [(fault.row, fault.code) for fault in refused.value.faults] == [(3, "circle"), (4, "circle")]


async def test_a_workbook_is_read_as_a_csv_is(admin: Database, postgres_url: str, tmp_path: Path, code: str) -> None:
    """R2.2"""
    file = tmp_path / "units.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["单位代码", "单位名称", "上级单位代码", "登记基数"])
    book.active.append([code, "某\u3000公司", "CE-001", 1200])
    book.active["D2"].number_format = "#,##0"
    book.save(file)

    result = await run(postgres_url, file, "--json")

    assert json.loads(result.stdout)["added"] == [code], result.stdout
    unit = await stored(admin, code)
    assert (unit.name, unit.registered_base) == ("某 公司", 1200)


def test_cells_that_hold_no_text_are_named() -> None:
    """R2.2: 1-1 becomes a date, and an id of nineteen digits a power of ten."""
    book = openpyxl.Workbook()
    book.active.append(["code", "name", "parent", "registered_base"])
    book.active.append([datetime(2026, 1, 1), "名", 1234567890123456789, 0.21])  # noqa: DTZ001 - as Excel has it
    book.active["D2"].number_format = "0%"
    written = io.BytesIO()
    book.save(written)

    with pytest.raises(FaultySheet) as refused:
        parse_table(written.getvalue())

    assert [(fault.column, fault.code, fault.zh.partition(" ")[0]) for fault in refused.value.faults] == [
        ("code", "cell-is-date", "A2"),
        ("parent", "cell-is-number", "C2"),
        ("registered_base", "cell-is-percentage", "D2"),
    ]


def test_one_line_of_another_encoding_is_named() -> None:
    """R2.2"""
    with pytest.raises(FaultySheet) as refused:
        parse_table((DATA / "units-utf8-with-one-gbk-line.csv").read_bytes())

    assert [(fault.row, fault.value, fault.code) for fault in refused.value.faults] == [(4, "0xD1", "wrong-encoding")]


@pytest.mark.parametrize("name", ["某\u202e公司", "某\ue000", "\u3164", "\ud800"])
def test_names_that_nobody_could_read_are_named(code: str, name: str) -> None:
    row = {"code": code, "name": name, "parent": "CE"}

    with pytest.raises(FaultySheet) as refused:
        definitions(parse_json(json.dumps([row]).encode()), {"CE": CE})

    assert [(fault.column, fault.code) for fault in refused.value.faults] == [("name", "invalid-name")]


async def test_json_is_read_too(admin: Database, postgres_url: str, tmp_path: Path, code: str) -> None:
    file = tmp_path / "units.json"
    row = {"code": code, "name": "某子公司", "parent": "CE-001", "registered_base": 9}
    file.write_text(json.dumps([row]), encoding="utf-8")

    result = await run(postgres_url, file, "--json")

    assert json.loads(result.stdout) == {"added": [code], "changed": [], "unchanged": 0, "dry_run": False}
    assert (await stored(admin, code)).registered_base == 9


async def test_a_file_that_cannot_be_read_is_told(postgres_url: str, tmp_path: Path) -> None:
    result = await run(postgres_url, tmp_path / "none.csv")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "none.csv cannot be read" in result.stderr


async def test_two_imports_at_once_give_one_version(admin: Database, postgres_url: str, code: str) -> None:
    rows = parse_table(f"{HEADER}{code},某子公司,CE-001,7".encode())

    await asyncio.gather(*(import_at(postgres_url, rows, dry_run=False) for _ in range(4)))

    assert (await stored(admin, code)).version == 1
    assert len(await events_of(admin, code)) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_may_come_from_any_spreadsheet(encoding: str) -> None:
    [row] = parse_table("name,parent,code\r\n 某公司 ,CE-001,CE-001-9\r\n\r\n,,\r\n".encode(encoding))

    assert (row.number, row.code, row.name, row.parent, row.registered_base) == (2, "CE-001-9", "某公司", "CE-001", "")


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"", [("code", "missing-column"), ("name", "missing-column"), ("parent", "missing-column")]),
        (b"code,name,parent,size\n", [("size", "unknown-column")]),
        (b"code,name,parent,name\n", [("name", "duplicate-column")]),
        (b"code,name,parent\na,b,c,d\n", [("", "surplus-cell")]),
    ],
)
def test_a_csv_of_another_shape_is_refused(content: bytes, faults: object) -> None:
    with pytest.raises(FaultySheet) as refused:
        parse_table(content)

    assert [(fault.column, fault.code) for fault in refused.value.faults] == faults


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"{", [(1, "", "json-invalid")]),
        (b"[" * 100_000, [(1, "", "json-invalid")]),
        (b"\xff", [(1, "", "json-invalid")]),
        (b"{}", [(1, "", "not-a-list")]),
        (b'[[], {"code": 5, "size": 1, "registered_base": true}]', None),
    ],
)
def test_a_json_of_another_shape_is_refused(content: bytes, faults: object) -> None:
    with pytest.raises(FaultySheet) as refused:
        parse_json(content)

    found = [(fault.row, fault.column, fault.code) for fault in refused.value.faults]
    assert found == (
        faults
        or [
            (1, "", "not-an-object"),
            (2, "size", "unknown-column"),
            (2, "code", "wrong-type"),
            (2, "registered_base", "wrong-type"),
        ]
    )
