"""What the files of docker/ say, read as an engine would read them."""

import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from dotenv import dotenv_values

from contest.cli.keys import compose_variables, kubernetes_secrets
from contest.embedded import keys
from services.chassis.settings import ProcessSettings
from services.processes import PROCESSES

ROOT = Path(__file__).parents[2]
DOCKER = ROOT / "docker"
KUBERNETES = DOCKER / "kubernetes"
UPSTREAMS = sorted(name for name, process in PROCESSES.items() if process.is_gateway_upstream)

OUTWARD = ("directory", "reporting-worker")
"""Who calls servers of other people: WeChat, senders of SMS, keys of trusted apps; the webhook of reminders."""
SIGN_IN = {
    "CONTEST_WECHAT_APPS": '[{"app_id": "wx1", "secret": "s", "kind": "mini_program"}]',
    "CONTEST_SMS_ACCOUNT": """{"url": "https://sms.example.org", "access_key_id": "key", "access_key_secret": "s",
        "signature": "竞赛", "template": "SMS_1"}""",
    "CONTEST_TRUSTED_APPS": '[{"issuer": "https://app.example.org", "jwks_url": "https://app.example.org/jwks"}]',
}

_REFERENCE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}")

Document = dict[str, Any]


@cache
def compose() -> Document:
    """The compose file before `${…}` is replaced."""
    document: Document = yaml.safe_load(DOCKER.joinpath("compose.yaml").read_text(encoding="utf-8"))
    return document


def compose_service(name: str) -> Document:
    service: Document = compose()["services"][name]
    return service


def process_of(service: Document) -> str | None:
    """The process that a compose service runs, or None when it runs something else."""
    if "build" not in service or "entrypoint" in service:
        return None
    (name,) = service["command"]
    return str(name)


def referred() -> set[str]:
    """The names of all variables that the compose file needs."""
    text = DOCKER.joinpath("compose.yaml").read_text(encoding="utf-8")
    return {match["name"] for match in _REFERENCE.finditer(text) if match["kind"] == "?"}


def interpolated(value: Any, variables: Mapping[str, str]) -> str:
    """`${NAME:?…}`, `${NAME:-default}` and `$$`, as compose replaces them."""

    def replacement(match: re.Match[str]) -> str:
        if match["name"] is None:
            return "$"
        return variables.get(match["name"], "") or (match["rest"] if match["kind"] == "-" else variables[match["name"]])

    return _REFERENCE.sub(replacement, str(value))


def environment_of(service: Document, variables: Mapping[str, str]) -> dict[str, str]:
    return {name: interpolated(value, variables) for name, value in service.get("environment", {}).items()}


def made_secrets(folder: Path) -> keys.Secrets:
    return keys.load_or_make(folder / "secrets.json")


def env_file(folder: Path) -> dict[str, str]:
    """What compose reads from the .env file that `contest keys` prints."""
    lines = [f"{name}='{value}'" for name, value in compose_variables(made_secrets(folder)).items()]
    read = dotenv_values(stream=StringIO("\n".join(lines)), interpolate=False)
    return {name: value or "" for name, value in read.items()}


def secrets_of_kubernetes(folder: Path) -> dict[str, dict[str, str]]:
    """Name of a Secret → its content."""
    items = kubernetes_secrets(made_secrets(folder), "contest-db-rw:5432", "valkey:6379")["items"]
    return {item["metadata"]["name"]: item["stringData"] for item in items}


def settings_of(process: str) -> type[ProcessSettings]:
    package = PROCESSES[process].factory.partition(":")[0].rpartition(".")[0]
    settings: type[ProcessSettings] = importlib.import_module(f"{package}.settings").Settings
    return settings


def variables_of(process: str) -> set[str]:
    """Every variable that a process understands."""
    return {f"CONTEST_{name.upper()}" for name in settings_of(process).model_fields}


def needed_by(process: str) -> set[str]:
    """Every variable without which a process cannot do its work: required ones, keys and secrets."""
    fields = settings_of(process).model_fields
    required = {f"CONTEST_{name.upper()}" for name, field in fields.items() if field.is_required()}
    return required | {"CONTEST_SECRET", "CONTEST_TOKEN_VERIFICATION_KEYS"}


def documents(path: Path) -> list[Document]:
    return [document for document in yaml.safe_load_all(path.read_text(encoding="utf-8")) if document]


@cache
def built(folder: str) -> list[Document]:
    """A kustomization as kustomize builds it; skips the test where neither program is installed."""
    if shutil.which("kustomize"):
        command = ["kustomize", "build"]
    elif shutil.which("kubectl"):
        command = ["kubectl", "kustomize"]
    else:
        pytest.skip("neither kustomize nor kubectl is installed")
    run = subprocess.run([*command, str(KUBERNETES / folder)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return [document for document in yaml.safe_load_all(run.stdout) if document]


def tool(name: str) -> str:
    """A linter beside this Python or on the path; skips the test where it is not installed."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return shutil.which(name, path=path) or pytest.skip(f"{name} is not installed")


def render_nginx() -> ModuleType:
    """docker/render_nginx.py as a module."""
    spec = importlib.util.spec_from_file_location("render_nginx", DOCKER / "render_nginx.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
