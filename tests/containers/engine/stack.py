"""docker/compose.yaml as containers: each option of the file as one of podman's, in the order of `depends_on`."""

import json
import shlex
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tests.containers.engine.builder import IMAGE, SERVERS, Engine, limits
from tests.containers.files import DOCKER, Document, compose, environment_of, interpolated

HEALTHY_WITHIN_S = 120
NETWORK = "contest-tests-"


@dataclass(frozen=True)
class Stack:
    engine: Engine
    variables: Mapping[str, str]
    port: int
    profiles: Sequence[str] = ()

    def start_all(self) -> None:
        for name, service in compose()["services"].items():
            if set(service.get("profiles", [])) <= set(self.profiles):
                self._await_others(service)
                for replica in range(service["deploy"].get("replicas", 1)):
                    self.start(name, replica + 1)
        self.until_healthy("gateway")

    def start(self, name: str, replica: int = 1) -> None:
        self.engine.podman("run", "--detach", "--name", f"{name}-{replica}", *self._options(name))

    def run_once(self, name: str, *command: str, variables: Sequence[str] = ()) -> str:
        """`docker compose run --rm -e VARIABLE… NAME COMMAND…`"""
        service = compose()["services"][name]
        told = [word for each in variables for word in ("--env", f"{each}={self.variables[each]}")]
        words = self._options(name)[: -len(service["command"])]
        return self.engine.podman("run", "--rm", *told, *words, *command)

    def ask(self, container: str, sql: str) -> str:
        """What PostgreSQL there answers, without the alignment."""
        return self.exec(container, "psql", "--username=contest_owner", "--dbname=contest", "--host=/tmp", "-XAtc", sql)

    def exec(self, container: str, *command: str) -> str:
        return self.engine.podman("exec", container, *command)

    def until_healthy(self, name: str, replica: int = 1) -> None:
        """By the health check of the file, or that of the image."""
        container = f"{name}-{replica}"
        deadline = time.monotonic() + HEALTHY_WITHIN_S
        while not self.engine.succeeds("healthcheck", "run", container):
            assert time.monotonic() < deadline, self.engine.podman("logs", "--tail", "30", container)
            time.sleep(0.5)

    def _await_others(self, service: Document) -> None:
        for other, condition in service.get("depends_on", {}).items():
            if condition["condition"] == "service_completed_successfully":
                assert self.engine.podman("wait", f"{other}-1") == "0", self.engine.podman("logs", f"{other}-1")
            else:
                self.until_healthy(other)

    def _options(self, name: str) -> list[str]:
        """Options, image and command of `podman run`."""
        service = compose()["services"][name]
        image = IMAGE if "build" in service else SERVERS
        environment = environment_of(service, self.variables)
        words = [word for each in environment.items() for word in ("--env", "=".join(each))]
        words += [*self._confinement(service), *_networks(service, name), *_writable(service), *_ends(service)]
        if "user" in service:
            words += ["--user", service["user"]]
        if test := service.get("healthcheck", {}).get("test"):
            kind, *words_of_test = [interpolated(each, self.variables) for each in test]
            words += ["--health-cmd", *(words_of_test if kind == "CMD-SHELL" else [shlex.join(words_of_test)])]
        if name == "gateway":
            words += ["--publish", f"127.0.0.1:{self.port}:{service['ports'][0].rpartition(':')[2]}"]
        if entrypoint := service.get("entrypoint"):
            words += ["--entrypoint", json.dumps(entrypoint)]
        return [*words, image, *(interpolated(each, self.variables) for each in service.get("command", []))]

    def _confinement(self, service: Document) -> list[str]:
        bounds = service["deploy"]["resources"]["limits"]
        assert service["read_only"]
        words = [
            "--read-only",
            "--read-only-tmpfs=false",
            "--memory",
            bounds["memory"].lower(),
            "--cpus",
            bounds["cpus"],
        ]
        for each in service["cap_drop"]:
            words += ["--cap-drop", each]
        for each in service["security_opt"]:
            words += ["--security-opt", each.partition(":")[0]]
        return words + limits(service.get("ulimits", {}))


def _networks(service: Document, name: str) -> list[str]:
    return [word for each in service["networks"] for word in ("--network", f"{NETWORK}{each}:alias={name}")]


def _writable(service: Document) -> list[str]:
    words = [word for each in service.get("tmpfs", []) for word in ("--tmpfs", _memory(each))]
    mounts = [
        each.replace("./", f"{DOCKER}/") if each.startswith("./") else each for each in service.get("volumes", [])
    ]
    words += [word for each in mounts for word in ("--volume", each)]
    return [*words, "--shm-size", service["shm_size"]] if "shm_size" in service else words


def _memory(mount: str) -> str:
    """podman knows no `uid` here; `U` gives the folder to the account of the container."""
    path, _, options = mount.partition(":")
    kept = [each for each in options.split(",") if each and not each.startswith(("uid=", "mode="))]
    return ":".join([path, ",".join([*kept, "U"])])


def _ends(service: Document) -> list[str]:
    words = ["--stop-signal", service["stop_signal"]] if "stop_signal" in service else []
    if grace := service.get("stop_grace_period"):
        words += ["--stop-timeout", grace.removesuffix("s")]
    return words


@contextmanager
def networks(engine: Engine) -> Iterator[str]:
    """Those of the file; the address of the name server of `inside`."""
    addresses = {}
    for name, network in compose()["networks"].items():
        made = (*(["--internal"] if network.get("internal") else []), f"{NETWORK}{name}")
        engine.podman("network", "create", *made)
        (found,) = json.loads(engine.podman("network", "inspect", f"{NETWORK}{name}"))
        addresses[name] = found["subnets"][0]["gateway"]
    yield addresses["inside"]


@contextmanager
def running_stack(
    engine: Engine, variables: Mapping[str, str], port: int, profiles: Sequence[str] = ()
) -> Iterator[Stack]:
    engine.clear()
    try:
        with networks(engine) as resolver:
            stack = Stack(engine, {**variables, "CONTEST_NAME_SERVER": resolver}, port, profiles)
            stack.start_all()
            yield stack
    finally:
        engine.clear()
