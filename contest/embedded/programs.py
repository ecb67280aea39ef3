"""The contest's own processes as children of the supervisor."""

import os

from contest.embedded.children import Program
from contest.embedded.deployment import Deployment, administrator_environment, environment, process_name_of, process_of
from contest.embedded.probes import HOST, http_status
from services.processes import PROCESSES

# What must have ended well before any service starts: both in one process, whose imports cost more than its work.
PREPARATION = ("migrate", "--and-load-reference", "--and-load-demo")

# Told to each process by its own environment only, so that no secret reaches another.
_OWNED = {
    "CONTEST_DATABASE_URL",
    "CONTEST_REDIS_URL",
    "CONTEST_SECRET",
    "CONTEST_TOKEN_SIGNING_KEYS",
    "CONTEST_TOKEN_VERIFICATION_KEYS",
    "CONTEST_ROLE_PASSWORDS",
}

# What an operator tells one service alone: secrets of providers, which no other process needs to know.
_OF_ONE_SERVICE = {
    "CONTEST_WECHAT_APPS": "directory",
    "CONTEST_SMS_ACCOUNT": "directory",
    "CONTEST_TRUSTED_APPS": "directory",
    "CONTEST_PREVIOUS_SECRETS": "directory",
    "CONTEST_REMINDER_WEBHOOK": "reporting",
}


def default_workers() -> int:
    """Half of the cores answer participants; PostgreSQL, nginx and the other services take the rest."""
    return max(1, (os.cpu_count() or 1) // 2)


def instances(workers: int) -> list[str]:
    """One name per process to run: its own, or numbered from 1 where it scales with the cores."""
    return [
        instance
        for name, process in PROCESSES.items()
        for instance in ([f"{name}-{n + 1}" for n in range(workers)] if process.scales_with_cores else [name])
    ]


def preparation(deployment: Deployment, command: tuple[str, ...]) -> Program:
    """Brings schema and reference data up to date, with the rights of the database's owner."""
    variables = {**_inherited(deployment), **administrator_environment(deployment)}
    return Program(name=PREPARATION[0], command=(*command, *PREPARATION), environment=variables)


def service(deployment: Deployment, command: tuple[str, ...], instance: str) -> Program:
    """A process that answers HTTP on a port of its own."""
    port = deployment.ports[instance]

    async def is_ready(_pid: int) -> bool:
        return await http_status(port, "/readyz") == 200  # noqa: PLR2004

    return Program(
        name=instance,
        command=(*command, "serve", process_name_of(instance)),
        environment={**_inherited(deployment, process_of(instance).service), **environment(deployment, instance)},
        is_ready=is_ready,
    )


def upstreams(deployment: Deployment) -> dict[str, list[str]]:
    """The addresses behind the gateway, by service."""
    found: dict[str, list[str]] = {}
    for instance, port in deployment.ports.items():
        process = process_of(instance)
        if process.is_gateway_upstream:
            found.setdefault(process.service, []).append(f"{HOST}:{port}")
    return found


def _inherited(deployment: Deployment, service: str = "") -> dict[str, str]:
    """The environment of this process, without what must not be passed on to a process of this service."""
    variables = {
        name: value
        for name, value in os.environ.items()
        # Settings are read whatever the case of their names.
        if name.upper() not in _OWNED and _OF_ONE_SERVICE.get(name.upper(), service) == service
    }
    if variables.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Compiling everything at each start would double its time: keep the bytecode, but not beside the sources.
        variables["PYTHONPYCACHEPREFIX"] = str(deployment.data_dir / "bytecode")
    return variables
