"""What `services/web/build.py` makes: the same everywhere, small, for old phones, and never by unchecked packages."""

import gzip
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services.web.build import DIST, HERE, deno_program, environment

ROOT = HERE.parents[1]
KB = 1000
# Not in Chromium 86 or iOS 13, and not lowered by a compiler.
NEWER_THAN_THE_PHONES = re.compile(
    r"structuredClone|replaceAll\(|\.at\(|randomUUID|AbortSignal\.timeout|\.findLast|Object\.hasOwn\(|\.toSorted\(|"
    r"Array\.fromAsync|Promise\.(any|withResolvers)|WeakRef|Object\.groupBy"
)


def copied_to(folder: Path) -> Path:
    left_out = shutil.ignore_patterns("node_modules", "dist", ".dist-*", "__pycache__", "failure.txt")
    shutil.copytree(HERE, folder / "services" / "web", ignore=left_out)
    shutil.copytree(ROOT / "openapi" / "client", folder / "openapi" / "client", ignore=left_out)
    return folder / "services" / "web"


def built(web: Path) -> dict[str, bytes]:
    subprocess.run([sys.executable, str(web / "build.py")], check=True, capture_output=True)
    return {str(path.relative_to(web)): path.read_bytes() for path in (web / "dist").rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, bytes]]:
    folder = tmp_path_factory.mktemp("build")
    return [built(copied_to(folder / place)) for place in ("one", "another/deeper place")]


def test_two_builds_in_two_folders_are_the_same_byte_for_byte(twice: list[dict[str, bytes]]) -> None:
    one, another = twice

    assert len(one) > 15
    assert one.keys() == another.keys()
    assert [name for name in one if one[name] != another[name]] == []


def test_every_file_lies_there_packed_twice(twice: list[dict[str, bytes]]) -> None:
    files = twice[0]
    plain = [name for name in files if not name.endswith((".gz", ".br"))]

    assert all(gzip.decompress(files[name + ".gz"]) == files[name] for name in plain)
    assert all(len(files[name + ".br"]) < len(files[name]) for name in plain if len(files[name]) > KB)


def test_the_licence_of_every_package_in_the_pages_is_served_with_them(twice: list[dict[str, bytes]]) -> None:
    text = twice[0]["dist/assets/licences.txt"].decode()

    assert re.findall(r"^(\S+) [\d.]+ \(MIT\)$", text, re.MULTILINE)[:2] == ["@preact/signals", "@preact/signals-core"]
    assert text.count("Permission is hereby granted") >= 3


def test_the_lock_names_no_host_and_a_digest_for_every_package() -> None:
    lock = (HERE / "deno.lock").read_text(encoding="utf-8")
    entries = re.findall(r'^    "[^"]+@[^"]+": \{\n((?:      .*\n)*)', lock, re.MULTILINE)

    assert "://" not in lock
    assert len(entries) > 30
    assert all('"integrity": "sha512-' in entry for entry in entries)


def test_nothing_that_is_fetched_or_built_is_in_the_repository() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "services/web/deno.lock" in listed
    assert re.findall(r"^.*(?:node_modules/|web/dist/|package\.json$|package-lock).*$", listed, re.MULTILINE) == []


def first_load(face: str) -> list[Path]:
    """The page and what it names; what its scripts import at once would have to be named too."""
    page = DIST / f"{face}.html"
    named = [DIST / path.lstrip("/") for path in re.findall(r'"(/assets/[^"]+)"', page.read_text(encoding="utf-8"))]
    for script in named:
        assert not re.search(r'(^|[;}])import[^(]*"\./', script.read_text(encoding="utf-8")), script
    return [page, *named]


def packed(paths: list[Path]) -> int:
    return sum(path.with_name(path.name + ".gz").stat().st_size for path in paths)


@pytest.mark.parametrize(("face", "budget"), [("phone", 30 * KB), ("console", 40 * KB)])
def test_a_first_load_is_three_files_within_its_budget(face: str, budget: int) -> None:
    files = first_load(face)

    assert len(files) == 3
    assert packed(files) <= budget


def test_no_later_part_is_larger_than_the_charts_may_be() -> None:
    assert max(path.stat().st_size for path in DIST.glob("assets/*.gz")) <= 220 * KB


@pytest.mark.parametrize("platform", ["fetch", "wx"])
def test_the_client_stays_small(platform: str, tmp_path: Path) -> None:
    source = ROOT / "openapi" / "client" / "src"
    entry, made = tmp_path / "entry.ts", tmp_path / "made.js"
    exports = [("createClient", "client"), (f"{platform}Transport", platform)]
    entry.write_text("\n".join(f'export {{ {name} }} from "{source}/{file}.ts";' for name, file in exports))
    program = next(HERE.glob("node_modules/.deno/@esbuild+*/node_modules/@esbuild/*/bin/esbuild"))

    options = ["--bundle", "--minify", "--format=esm", "--target=es2019", f"--outfile={made}"]
    subprocess.run([program, str(entry), *options], check=True, capture_output=True)

    assert 1 * KB < len(gzip.compress(made.read_bytes(), 9)) <= 2.5 * KB


def newer_than_es2019(paths: list[Path]) -> str:
    command = [str(deno_program()), "run", "--frozen", "--cached-only", "-A", "bundling/es2019.ts", *map(str, paths)]
    return subprocess.run(
        command, cwd=HERE, env=environment(), capture_output=True, text=True, check=True
    ).stdout.strip()


def test_scripts_hold_nothing_that_an_old_phone_does_not_understand(tmp_path: Path) -> None:
    planted = tmp_path / "planted.js"
    planted.write_text("const a = { b: 1 }; console.log(a?.b ?? 2);")
    scripts = sorted(DIST.glob("assets/*.js"))

    assert newer_than_es2019([planted]) == str(planted)
    assert newer_than_es2019(scripts) == ""
    found = {path.name: NEWER_THAN_THE_PHONES.findall(path.read_text(encoding="utf-8")) for path in scripts}
    assert {name: names for name, names in found.items() if names} == {}
