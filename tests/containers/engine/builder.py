"""An engine in a folder of its own, and the image that docker/Dockerfile builds in it, with programs of Debian's."""

import os
import resource
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.containers.files import DOCKER, ROOT

HERE = Path(__file__).parent
PROGRAMS = ("buildah", "podman", "runc", "netavark", "debootstrap")
"""netavark and its name server lie where podman finds them, not on the path."""
LIBRARIES = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/lib/podman"
RELEASE = "bookworm"
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
BASE, IMAGE, SERVERS = "localhost/base", "localhost/contest:local", "localhost/servers:local"
BUILT_WITHIN_S = 900
PROCESSES_AT_MOST = 10_000


@dataclass(frozen=True)
class Engine:
    """Images and containers below one folder; nothing else of the machine is touched."""

    folder: Path

    def buildah(self, *arguments: str) -> str:
        return self._run("buildah", *self._storage, *arguments)

    def podman(self, *arguments: str) -> str:
        return self._run("podman", *self._podman, *arguments)

    def succeeds(self, *arguments: str) -> bool:
        """Whether podman ends these arguments with exit status 0."""
        return _ran("podman", *self._podman, *arguments).returncode == 0

    @property
    def _podman(self) -> tuple[str, ...]:
        networks = ("--network-config-dir", str(self.folder / "networks"))
        return (
            *self._storage,
            *networks,
            "--cgroup-manager",
            "cgroupfs",
            "--runtime",
            "runc",
            "--events-backend",
            "file",
        )

    @property
    def _storage(self) -> tuple[str, ...]:
        return ("--root", str(self.folder / "store"), "--runroot", str(self.folder / "run"))

    def _run(self, program: str, *arguments: str) -> str:
        ran = _ran(program, *arguments)
        assert ran.returncode == 0, f"{program} … {' '.join(arguments[-6:])}: {ran.stdout}{ran.stderr}"
        return ran.stdout.strip()

    def build_all(self) -> None:
        self._make_base()
        ours = ("bud", "--format", "docker", "--isolation", "chroot", "--layers", "--build-arg", f"PYTHON_IMAGE={BASE}")
        ignored = ("--ignorefile", str(DOCKER / "Dockerfile.dockerignore"))
        self.buildah(*ours, *ignored, "--file", str(DOCKER / "Dockerfile"), "--tag", IMAGE, ".")
        self.buildah(*ours, "--file", str(HERE / "servers.Containerfile"), "--tag", SERVERS, ".")

    def _make_base(self) -> None:
        """Debian with Python and the certificates that this machine trusts, in the place of `python:3.11-slim`."""
        if self.buildah("images", "--quiet", "--filter", f"reference={BASE}"):
            return
        root = self.folder / "rootfs"
        packages = "python3,python3-venv,python-is-python3,ca-certificates"
        made = ["debootstrap", "--variant=minbase", f"--include={packages}", RELEASE, str(root)]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, timeout=BUILT_WITHIN_S)
        container = self.buildah("from", "scratch")
        self.buildah("copy", "--quiet", container, str(root), "/")
        self.buildah("copy", "--quiet", container, CERTIFICATES, CERTIFICATES)
        for name in ("SSL_CERT_FILE", "PIP_CERT", "DENO_CERT"):
            self.buildah("config", "--env", f"{name}={CERTIFICATES}", container)
        self.buildah("commit", "--quiet", "--rm", container, BASE)
        shutil.rmtree(root)

    def clear(self) -> None:
        """Containers, networks and volumes go, images stay."""
        self.podman("rm", "--all", "--force", "--volumes", "--time", "0")
        self.podman("volume", "prune", "--force")
        self.podman("network", "prune", "--force")


def _ran(program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        # No systemd is asked for timers of health checks: the test asks itself.
        env={**os.environ, "DISABLE_HC_SYSTEMD": "true"},
        timeout=BUILT_WITHIN_S,
    )


def engine(folder: Path) -> Engine:
    """Skips the test where a program is missing or nobody may make containers."""
    missing = [name for name in PROGRAMS if shutil.which(name, path=LIBRARIES) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    if os.geteuid() != 0:
        pytest.skip("only root may make networks of containers")
    folder.mkdir(parents=True, exist_ok=True)
    return Engine(folder)


def limits(asked: Mapping[str, int]) -> list[str]:
    """`--ulimit` options: an engine asks for a million files, which a kernel refuses where the machine has fewer."""
    _, files = resource.getrlimit(resource.RLIMIT_NOFILE)
    numbers = {"nofile": min(asked.get("nofile", files), files), "nproc": PROCESSES_AT_MOST}
    return [word for name, number in numbers.items() for word in ("--ulimit", f"{name}={number}:{number}")]
