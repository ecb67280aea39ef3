"""Hosts of their own: network namespaces on a bridge, each with an address.

What has none runs where the tests run, under further addresses of the bridge. A host that is lost answers nothing any
more, not even that nobody listens.
"""

import random
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from tests.containers.files import ROOT
from tests.containers.topology import Gateway, OneMachine
from tests.support.tools import program

KEEPALIVED = ROOT / "deploy" / "keepalived" / "keepalived.conf"
KEPT = ROOT / "build" / "cluster"
PLACES = 60
GATEWAYS, QUIZ = ("gateway-1", "gateway-2"), ("quiz-1", "quiz-2")


class Hosts(OneMachine):
    """A network of random numbers, so that two runs at once do not meet."""

    def __init__(self, folder: Path, others: Sequence[str] = QUIZ) -> None:
        """`others` are the hosts beside those of the gateways: `SERVICE-REPLICA`, or a server's name."""
        self.folder = folder
        self.net = f"10.{random.randint(64, 250)}"
        self.mark = f"{random.randrange(10_000)}"
        self.servers = f"{self.net}.0.1"
        self.door = f"{self.net}.0.100"
        self.addresses = {name: f"{self.net}.2.{number}" for number, name in enumerate((*GATEWAYS, *others), start=1)}
        self.gateways = [Gateway(self.inside(name), self.addresses[name]) for name in GATEWAYS]
        self._keepers: list[subprocess.Popen[bytes]] = []

    def address(self, service: str, replica: int, number: int) -> str:
        return self.addresses.get(f"{service}-{replica}") or f"{self.net}.1.{number}"

    def prefix(self, service: str, replica: int) -> Sequence[str]:
        return self.inside(f"{service}-{replica}") if f"{service}-{replica}" in self.addresses else ()

    def lose(self, name: str) -> None:
        """Its cable is pulled."""
        _ip("link", "set", self._cable(name), "down")

    def bring_back(self, name: str) -> None:
        _ip("link", "set", self._cable(name), "up")

    def part(self, one: str, other: str) -> None:
        """Neither hears of the other any more; everybody else hears both."""
        _ip("-n", self._space(one), "route", "add", "blackhole", f"{self.addresses[other]}/32")
        _ip("-n", self._space(other), "route", "add", "blackhole", f"{self.addresses[one]}/32")

    def join(self, one: str, other: str) -> None:
        _ip("-n", self._space(one), "route", "del", "blackhole", f"{self.addresses[other]}/32")
        _ip("-n", self._space(other), "route", "del", "blackhole", f"{self.addresses[one]}/32")

    def holder(self) -> str | None:
        """Which gateway's host has the address that clients know."""
        shown = {name: _ip("-n", self._space(name), "-4", "addr", "show") for name in GATEWAYS}
        return next((name for name, text in shown.items() if f" {self.door}/" in text), None)

    def open_door(self, port: int) -> None:
        """keepalived decides where it is, by the file that is shipped."""
        for number, name in enumerate(GATEWAYS):
            other = GATEWAYS[1 - number]
            text = KEEPALIVED.read_text(encoding="utf-8")
            for ours, here in (
                ("192.0.2.11", self.addresses[name]),
                ("192.0.2.12", self.addresses[other]),
                ("192.0.2.10/24", f"{self.door}/16"),
                ("priority 100", f"priority {100 - 10 * number}"),
                (":8080/", f":{port}/"),
            ):
                assert ours in text
                text = text.replace(ours, here)
            place = self.folder / f"{name}.conf"
            place.write_text(text, encoding="utf-8")
            pids = [f"--{kind}={self.folder / name}.{kind}" for kind in ("pid", "vrrp_pid")]
            command = [*self.inside(name), str(program("keepalived")), "--dont-fork", "--vrrp", "--log-console"]
            with self.folder.joinpath(f"{name}.log").open("wb") as log:
                command += [f"--use-file={place}", *pids]
                self._keepers.append(subprocess.Popen(command, stdout=log, stderr=log))

    def make(self) -> None:
        bridge = f"ct{self.mark}"
        _ip("link", "add", "name", bridge, "type", "bridge")
        _ip("addr", "add", f"{self.servers}/16", "dev", bridge)
        for number in range(1, PLACES):
            _ip("addr", "add", f"{self.net}.1.{number}/16", "dev", bridge)
        _ip("link", "set", bridge, "up")
        for name, address in self.addresses.items():
            space, cable = self._space(name), self._cable(name)
            _ip("netns", "add", space)
            _ip("link", "add", "name", cable, "type", "veth", "peer", "name", "eth0", "netns", space)
            _ip("link", "set", cable, "master", bridge, "up")
            _ip("-n", space, "addr", "add", f"{address}/16", "dev", "eth0")
            _ip("-n", space, "link", "set", "lo", "up")
            _ip("-n", space, "link", "set", "eth0", "up")

    def remove(self) -> None:
        for keeper in self._keepers:
            keeper.send_signal(signal.SIGTERM)
            keeper.wait()
        for name in self.addresses:
            # The kernel takes its time with a space, and would keep the cable until then.
            _ip("link", "del", self._cable(name), is_needed=False)
            _ip("netns", "del", self._space(name), is_needed=False)
        _ip("link", "del", f"ct{self.mark}", is_needed=False)

    def inside(self, name: str) -> Sequence[str]:
        return (str(program("ip")), "netns", "exec", self._space(name))

    def _space(self, name: str) -> str:
        return f"ct{self.mark}-{name}"

    def _cable(self, name: str) -> str:
        return f"c{self.mark}-{self.addresses[name].rpartition('.')[2]}"


AnyHosts = TypeVar("AnyHosts", bound=Hosts)


@contextmanager
def hosts(made: AnyHosts) -> Iterator[AnyHosts]:
    try:
        made.make()
        yield made
    finally:
        made.remove()


def keep_logs(folder: Path) -> None:
    """Those of the servers of a run, in build/cluster."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        shutil.copy(log, KEPT)


def _ip(*words: str, is_needed: bool = True) -> str:
    ran = subprocess.run([str(program("ip")), *words], capture_output=True, text=True, check=False)
    assert ran.returncode == 0 or not is_needed, f"ip {' '.join(words)}: {ran.stderr}"
    return ran.stdout


def can_have_hosts() -> bool:
    """Root with the right to make networks."""
    unshare = shutil.which("unshare")
    return unshare is not None and subprocess.run([unshare, "--net", "true"], check=False).returncode == 0


ON_HOSTS = [
    pytest.mark.long,
    pytest.mark.skipif(not can_have_hosts(), reason="nobody here may make network namespaces"),
]
"""Marks of a module whose tests need hosts of their own."""
