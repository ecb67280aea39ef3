"""The committed nginx configurations are what the route table renders, and nginx accepts them."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from contest.embedded.binaries import nginx_program
from services.gateway.render import CONTAINER_PORT, main
from services.gateway.settings import GatewaySettings
from tests.containers.files import DOCKER, KUBERNETES, ROOT, UPSTREAMS, documents, render_nginx

COMMITTED = [DOCKER / "nginx.conf", KUBERNETES / "base" / "nginx.conf"]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is short and open, as nginx's workers need it."""
    with TemporaryDirectory(prefix="contest-tests-") as path:
        Path(path).chmod(0o711)
        yield Path(path)


@pytest.mark.parametrize("path", COMMITTED, ids=["compose", "kubernetes"])
def test_the_committed_configuration_is_the_rendered_one(path: Path) -> None:
    rendered = render_nginx().configurations()[path]

    assert path.read_text(encoding="utf-8") == rendered, "run `python docker/render_nginx.py`"


def test_the_configuration_of_compose_is_what_the_gateway_prints(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--container"])

    assert capsys.readouterr().out == COMMITTED[0].read_text(encoding="utf-8")


def test_the_gateway_of_compose_is_told_of_load_balancers_and_another_name_server(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R5.3: the script as it stands, with the folders of the container moved and a program in nginx's place."""
    for name, text in (("nginx", 'for last; do case "$last" in *.conf) cat "$last";; esac; done'), ("cp", "true")):
        tmp_path.joinpath(name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        tmp_path.joinpath(name).chmod(0o755)
    script = DOCKER.joinpath("gateway.sh").read_text(encoding="utf-8")
    script = script.replace(str(GatewaySettings().folder), str(folder)).replace("/etc/contest-gateway", str(DOCKER))
    monkeypatch.setenv("PATH", f"{tmp_path}:{Path(sys.executable).parent}:/usr/bin:/bin")

    def shown(**variables: str) -> str:
        ran = ["sh", "-c", script]
        return subprocess.run(
            ran, capture_output=True, text=True, check=True, env={**os.environ, **variables}, cwd=ROOT
        ).stdout

    assert shown() == COMMITTED[0].read_text(encoding="utf-8")
    told = shown(CONTEST_TRUSTED_PROXIES="10.0.0.5,10.1.0.0/16", CONTEST_NAME_SERVER="10.89.0.1")
    assert "set_real_ip_from 10.0.0.5/32;" in told
    assert "set_real_ip_from 10.1.0.0/16;" in told
    assert "resolver 10.89.0.1 " in told


@pytest.mark.parametrize("path", COMMITTED, ids=["compose", "kubernetes"])
def test_nginx_accepts_the_configuration(path: Path, folder: Path) -> None:
    """Its folder and its name server exist in the container only; everything else is taken as it is."""
    text = path.read_text(encoding="utf-8").replace(str(GatewaySettings().folder), str(folder))
    text = re.sub(r"resolver \S+", "resolver 127.0.0.1", text)
    folder.joinpath("nginx.conf").write_text(text, encoding="utf-8")

    command = [str(nginx_program()), "-t", "-p", f"{folder}/", "-e", "stderr", "-c", str(folder / "nginx.conf")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
    assert "[warn]" not in re.sub(r'.*"user" directive.*', "", run.stderr)


def test_in_kubernetes_every_upstream_is_a_service_by_its_whole_name() -> None:
    namespace = documents(KUBERNETES / "namespace.yaml")[0]["metadata"]["name"]

    upstreams = re.findall(r"server (\S+) .*resolve;", COMMITTED[1].read_text(encoding="utf-8"))

    assert sorted(set(upstreams)) == sorted(
        f"{name}.{namespace}.svc.cluster.local:{CONTAINER_PORT}" for name in UPSTREAMS
    )
