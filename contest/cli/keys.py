"""`contest keys`: the secrets of a distributed deployment, for compose or for Kubernetes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from contest.embedded import keys as embedded_keys
from contest.embedded.deployment import DATABASE, OWNER, TOKEN_ISSUER
from contest.embedded.errors import StartRefused
from contest.embedded.keys import Secrets
from services.processes import PROCESSES

app = typer.Typer(add_completion=False)
SERVICES = sorted({process.service for process in PROCESSES.values()})


@app.command()
def keys(
    file: Annotated[Path, typer.Argument(help="Holds what everything is derived from; made when it is missing.")],
    for_kubernetes: Annotated[
        bool, typer.Option("--kubernetes", help="Print Secrets instead of an .env file.")
    ] = False,
    database_host: Annotated[str, typer.Option(help="PostgreSQL as seen from Kubernetes.")] = "contest-db-rw:5432",
    redis_host: Annotated[str, typer.Option(help="Redis or Valkey as seen from Kubernetes.")] = "valkey:6379",
    sentinels: Annotated[
        str | None,
        typer.Option(help="Sentinels in its place, and what they call the server: HOST:26379,HOST:26379/NAME."),
    ] = None,
    renew_passwords: Annotated[bool, typer.Option(help="Other passwords for the services' database roles.")] = False,
    renew_token_key: Annotated[
        bool, typer.Option(help="A new key for tokens, which everybody learns of; said again, it signs.")
    ] = False,
) -> None:
    """Print the secrets of a deployment. The same FILE gives the same secrets, and a new service gets its own."""
    try:
        secrets = embedded_keys.load_or_make(file)
        secrets = secrets.with_new_passwords() if renew_passwords else secrets
        secrets = secrets.with_new_signing_key() if renew_token_key else secrets
        if renew_passwords or renew_token_key:
            embedded_keys.save(file, secrets)
    except StartRefused as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from refusal
    if for_kubernetes:
        print(json.dumps(kubernetes_secrets(secrets, database_host, redis_host, sentinels), indent=2))
    else:
        # Single quotes keep JSON as it is; no value contains one.
        print("\n".join(f"{name}='{value}'" for name, value in compose_variables(secrets, sentinels).items()))


def compose_variables(secrets: Secrets, sentinels: str | None = None) -> dict[str, str]:
    """What docker/compose.yaml asks for by `${…}`, and where Sentinels are."""
    shared = {
        "CONTEST_OWNER_PASSWORD": secrets.owner_password,
        "CONTEST_REDIS_PASSWORD": secrets.redis_password,
        "CONTEST_ROLE_PASSWORDS": _role_passwords(secrets),
        "CONTEST_TOKEN_SIGNING_KEYS": secrets.signing_keys(),
        "CONTEST_TOKEN_VERIFICATION_KEYS": secrets.verification_keys(),
    }
    passwords = {f"CONTEST_{service.upper()}_PASSWORD": secrets.role_password(service) for service in SERVICES}
    own = {f"CONTEST_{service.upper()}_SECRET": secrets.service_secret(service) for service in SERVICES}
    return shared | passwords | own | _by_sentinels(secrets.redis_password, sentinels)


def _by_sentinels(password: str, sentinels: str | None) -> dict[str, str]:
    if sentinels is None:
        return {}
    place = f"{sentinels}/0?sentinel_password={quote(password)}"
    return {"CONTEST_REDIS_SCHEME": "sentinel", "CONTEST_REDIS_PLACE": place}


def kubernetes_secrets(
    secrets: Secrets, database_host: str, redis_host: str, sentinels: str | None = None
) -> dict[str, Any]:
    """A List of Secrets whose keys are the variables of the processes; no service gets those of another."""

    def database_url(role: str, password: str) -> str:
        return f"postgresql://{role}:{quote(password)}@{database_host}/{DATABASE}"

    of_services = {
        f"contest-{service}": {
            "CONTEST_DATABASE_URL": database_url(service, secrets.role_password(service)),
            "CONTEST_SECRET": secrets.service_secret(service),
        }
        for service in SERVICES
    }
    of_services[f"contest-{TOKEN_ISSUER}"]["CONTEST_TOKEN_SIGNING_KEYS"] = secrets.signing_keys()
    redis_password = secrets.redis_password
    of_all = {
        "contest-common": {
            "CONTEST_REDIS_URL": _redis_url(quote(redis_password), redis_host, sentinels),
            "CONTEST_TOKEN_VERIFICATION_KEYS": secrets.verification_keys(),
        },
        "contest-migration": {
            "CONTEST_DATABASE_URL": database_url(OWNER, secrets.owner_password),
            "CONTEST_ROLE_PASSWORDS": _role_passwords(secrets),
        },
        # For the servers themselves and for the autoscaler, which know no variables of ours.
        "contest-owner": {"username": OWNER, "password": secrets.owner_password},
        "contest-redis": {"address": redis_host, "password": redis_password},
    }
    items = [_secret(name, content) for name, content in (of_services | of_all).items()]
    return {"apiVersion": "v1", "kind": "List", "items": items}


def _secret(name: str, content: Mapping[str, str]) -> dict[str, Any]:
    is_account = set(content) == {"username", "password"}
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name},
        "type": "kubernetes.io/basic-auth" if is_account else "Opaque",
        "stringData": dict(content),
    }


def _redis_url(password: str, host: str, sentinels: str | None) -> str:
    """Sentinels have the password of the server."""
    if sentinels is None:
        return f"redis://:{password}@{host}/0"
    return f"sentinel://:{password}@{sentinels}/0?sentinel_password={password}"


def _role_passwords(secrets: Secrets) -> str:
    return json.dumps({service: secrets.role_password(service) for service in SERVICES})
