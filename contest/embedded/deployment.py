"""A running system as other commands see it: where it answers, and with which environment its processes run."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from contest.embedded import keys
from contest.embedded.errors import StartRefused
from contest.embedded.folder import DataFolder
from contest.embedded.probes import HOST
from services.processes import PROCESSES, Process

DATABASE = "contest"
OWNER = "contest_owner"

# Only the issuer of tokens holds the key that signs them.
TOKEN_ISSUER = "directory"  # noqa: S105 - the name of a service


class NotRunning(StartRefused):
    """No system runs on this folder."""


@dataclass(frozen=True)
class Deployment:
    """`ports` maps each instance (`directory`, `quiz-1`, …) to its HTTP port on this machine."""

    data_dir: Path
    gateway_url: str
    admin_database_url: str
    redis_url: str
    pid: int
    ports: Mapping[str, int]
    secrets: keys.Secrets

    @property
    def instances(self) -> tuple[str, ...]:
        """The instances of all processes, without the embedded servers."""
        return tuple(self.ports)


def load(data_dir: Path) -> Deployment:
    """The system that runs on this folder. Raises NotRunning when none does, or when it is not ready yet."""
    folder = DataFolder(data_dir)
    try:
        is_held = folder.is_held()
        written: dict[str, Any] = json.loads(folder.runtime.read_text(encoding="utf-8"))
    except FileNotFoundError:
        is_held = False
    except PermissionError as error:
        raise NotRunning(f"The data folder {folder.path} belongs to another account.") from error
    if not is_held:
        raise NotRunning(
            f"No running system was found on the data folder {folder.path}. Start one with `contest up`, or name "
            "its folder with --data-dir."
        )
    return Deployment(data_dir=folder.path, secrets=keys.load(folder.secrets), **written)


def publish(deployment: Deployment) -> None:
    """Lets other commands find this system."""
    names = ("gateway_url", "admin_database_url", "redis_url", "pid", "ports")
    content = {name: getattr(deployment, name) for name in names}
    keys.write_private(DataFolder(deployment.data_dir).runtime, json.dumps(content))


def withdraw(folder: DataFolder) -> None:
    """Takes back what `publish` wrote, or what a killed system left."""
    folder.runtime.unlink(missing_ok=True)


def environment(deployment: Deployment, process_name: str) -> dict[str, str]:
    """The variables with which a process runs, given by its name (`quiz`) or one of its instances (`quiz-2`)."""
    instance = process_name if process_name in deployment.ports else f"{process_name}-1"
    service = process_of(instance).service
    variables = {
        "CONTEST_DATABASE_URL": role_url(
            deployment.admin_database_url, service, deployment.secrets.role_password(service)
        ),
        "CONTEST_REDIS_URL": deployment.redis_url,
        "CONTEST_HTTP_HOST": HOST,
        "CONTEST_HTTP_PORT": str(deployment.ports[instance]),
        "CONTEST_INSTANCE": instance,
        "CONTEST_SECRET": deployment.secrets.service_secret(service),
        "CONTEST_TOKEN_VERIFICATION_KEYS": deployment.secrets.verification_keys(),
        # Without it nobody could try the system out; who has a way of signing in turns it off.
        "CONTEST_DEVELOPMENT_SIGN_IN": os.environ.get("CONTEST_DEVELOPMENT_SIGN_IN", "1"),
        "CONTEST_CLOCK_CHANGES": "1",
    }
    if service == "reporting":
        variables["CONTEST_ATTACHMENTS_URL"] = (deployment.data_dir.absolute() / "attachments").as_uri()
    if service == "camp":
        variables["CONTEST_FILMS_URL"] = (deployment.data_dir.absolute() / "films").as_uri()
    if service == TOKEN_ISSUER:
        variables["CONTEST_TOKEN_SIGNING_KEYS"] = deployment.secrets.signing_keys()
        variables["CONTEST_SETUP_PAGE"] = f"{deployment.gateway_url}/console/setup"
    return variables


def administrator_environment(deployment: Deployment) -> dict[str, str]:
    """The variables of commands that change the schema: the owner's URL, and the passwords of the roles they make."""
    roles = {process.service for process in PROCESSES.values()}
    return {
        "CONTEST_DATABASE_URL": deployment.admin_database_url,
        "CONTEST_ROLE_PASSWORDS": json.dumps({role: deployment.secrets.role_password(role) for role in sorted(roles)}),
        "CONTEST_CLOCK_CHANGES": "1",
    }


def process_of(instance: str) -> Process:
    """The process that an instance runs: `quiz-2` is `quiz`, `quiz-worker` is itself."""
    if instance in PROCESSES:
        return PROCESSES[instance]
    return PROCESSES[process_name_of(instance)]


def process_name_of(instance: str) -> str:
    """The name to `contest serve`."""
    return instance if instance in PROCESSES else instance.rpartition("-")[0]


def role_url(admin_url: str, role: str, password: str) -> str:
    """The administrator's URL with another role and password; server, database and options stay."""
    parts = urlsplit(admin_url)
    server = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{quote(role)}:{quote(password)}@{server}").geturl()
