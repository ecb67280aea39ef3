"""The build where the registry of packages refuses, is silent, or sends something else than was pinned (R6.9)."""

import base64
import hashlib
import importlib.util
import io
import json
import shutil
import socket
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest

from services.web.build import HERE

NAME, VERSION = "left-behind", "1.0.0"


def tarball() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, text in {
            "package.json": json.dumps({"name": NAME, "version": VERSION, "main": "index.js"}),
            "index.js": "module.exports = 1;",
        }.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


PACKED = tarball()
DIGEST = "sha512-" + base64.b64encode(hashlib.sha512(PACKED).digest()).decode()


@contextmanager
def registry() -> Iterator[str]:
    """A mirror with one package."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = f"http://{self.headers['Host']}"
            dist = {"tarball": f"{host}/{NAME}.tgz", "integrity": DIGEST, "shasum": hashlib.sha1(PACKED).hexdigest()}
            version = {"name": NAME, "version": VERSION, "dist": dist}
            listing = {"name": NAME, "dist-tags": {"latest": VERSION}, "versions": {VERSION: version}}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(PACKED if self.path.endswith(".tgz") else json.dumps(listing).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program in a folder of its own, with pages that need that package, and nothing downloaded yet."""
    monkeypatch.setenv("DENO_DIR", str(tmp_path / "deno"))
    web = tmp_path / "web"
    web.mkdir()
    shutil.copy(HERE / "build.py", web)
    imports = {NAME: f"npm:{NAME}@{VERSION}"}
    (web / "deno.json").write_text(json.dumps({"nodeModulesDir": "auto", "imports": imports}))
    write_lock(web, DIGEST)
    script = f'import one from "{NAME}"; Deno.mkdirSync(Deno.args[0]!); console.log("built", one);'
    (web / "build.ts").write_text(script)
    spec = importlib.util.spec_from_file_location("build_elsewhere", web / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_lock(web: Path, digest: str) -> None:
    pinned = f"npm:{NAME}@{VERSION}"
    lock = {
        "version": "5",
        "specifiers": {pinned: VERSION},
        "npm": {f"{NAME}@{VERSION}": {"integrity": digest}},
        "workspace": {"dependencies": [pinned]},
    }
    (web / "deno.lock").write_text(json.dumps(lock, indent=2) + "\n")


def test_packages_come_through_a_mirror_and_the_lock_stays_as_it_is(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (build.HERE / "failure.txt").write_text("of the last time")
    lock = (build.HERE / "deno.lock").read_text()

    with registry() as address:
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", address)
        status = build.main()

    assert (status, capsys.readouterr().out) == (0, "built 1\n")
    assert build.DIST.is_dir()
    assert not build.FAILURE.exists()
    assert (build.HERE / "deno.lock").read_text() == lock


def test_a_package_that_differs_from_the_lock_is_refused(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    write_lock(build.HERE, "sha512-" + base64.b64encode(b"\0" * 64).decode())

    with registry() as address:
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", address)
        status = build.main()

    assert status == 1
    assert f"did not match what was provided by npm registry for {NAME}@{VERSION}" in build.FAILURE.read_text()
    assert not build.DIST.exists()


def test_a_registry_that_refuses_is_told_and_an_older_build_stays(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build.DIST.mkdir()
    (build.DIST / "phone.html").write_text("older")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", f"http://name:secret@127.0.0.1:{closed.getsockname()[1]}/")

        status = build.main()

    told = capsys.readouterr().err
    assert status == 1
    assert told.startswith(
        "The pages were not built, everything else works. Installing the packages of the pages failed"
    )
    assert "Try again: make web" in told
    assert "Installing the packages of the pages failed" in build.FAILURE.read_text()
    assert "secret" not in build.FAILURE.read_text()
    assert "://" not in build.FAILURE.read_text()
    assert (build.DIST / "phone.html").read_text() == "older"


def test_a_registry_that_never_answers_does_not_hold_the_installation(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "INSTALL_SECONDS", 2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", f"http://127.0.0.1:{silent.getsockname()[1]}/")

        status = build.main()

    assert status == 1
    assert build.FAILURE.read_text() == "Installing the packages of the pages took longer than 2 s and was stopped.\n"


def test_an_environment_without_deno_is_told(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build.sysconfig, "get_path", lambda _: "/nowhere")

    assert build.main() == 1
    assert build.FAILURE.read_text().startswith("There is no deno at /nowhere/deno")
