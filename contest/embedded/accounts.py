"""Root starts the servers under an account without rights: which one, and where it can read and write."""

import contextlib
import grp
import os
import pwd
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from contest.embedded.errors import StartRefused

UNPRIVILEGED = "nobody"
# Accounts that every system has for servers. What faces the network must not be able to touch the files of PostgreSQL,
# nor its processes, so the gateway has another account.
GATEWAY_ACCOUNTS = ("www-data", "nginx", "http", "_www", "daemon")
STREAMS_ACCOUNTS = ("valkey", "redis", "_redis", "daemon", "games", "bin")

# Where root puts what its unprivileged servers need, when the data folder lies below a closed one (as /root is).
# What belongs to a temporary data folder goes where temporary files go.
OPEN_FOLDER = Path("/var/lib/contest")
TEMPORARY_FOLDER = Path(tempfile.gettempdir())


@dataclass(frozen=True)
class Account:
    """The account under which root starts a server."""

    name: str
    uid: int
    gid: int
    group: str


def server_account() -> Account | None:
    """`nobody` for root, because PostgreSQL refuses to run as root; None for everybody else."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise StartRefused(
            f"PostgreSQL does not run as root, and this machine has no account named {UNPRIVILEGED}. "
            "Start as an ordinary user, or give an external server in CONTEST_DATABASE_URL."
        ) from None
    return _account(entry)


def gateway_account() -> Account | None:
    """Another one than PostgreSQL's for root, where the machine has one; None for everybody else."""
    return _another(GATEWAY_ACCOUNTS, server_account())


def streams_account() -> Account | None:
    """A third one for root, of Valkey; None for everybody else."""
    return _another(STREAMS_ACCOUNTS, server_account(), gateway_account())


def _another(names: Sequence[str], *taken: Account | None) -> Account | None:
    """The first that this machine has and nobody else here uses; else the first of those that are taken."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    used = {0, *(each.uid for each in taken if each)}
    found = next((known[name] for name in names if name in known and known[name].pw_uid not in used), None)
    return taken[0] if found is None else _account(found)


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, grp.getgrgid(entry.pw_gid).gr_name)


def is_open(path: Path) -> bool:
    """Whether any account may pass through every folder above `path`."""
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


def server_folder(path: Path, account: Account | None) -> Path:
    """The folder for a server's files, made when it is missing; `path` itself, or a link to where it could be made.

    The link carries a random name, so a data folder that was deleted and made again never meets old data.
    """
    if not path.exists() and not path.is_symlink() and account is not None and not is_open(path):
        path.symlink_to(_make_open_place(path))
    path = path.resolve()
    path.mkdir(parents=True, exist_ok=True)
    if account is not None:
        path.chmod(0o755)
        if not is_open(path):
            raise StartRefused(
                f"The account {account.name}, under which root starts the servers, cannot reach {path}. "
                "Open the folders above it (chmod o+x), or choose another data folder with --data-dir."
            )
    return path


def _make_open_place(path: Path) -> Path:
    if path.is_relative_to(TEMPORARY_FOLDER):
        return Path(tempfile.mkdtemp(prefix=f"contest-{path.name}-", dir=TEMPORARY_FOLDER))
    place = OPEN_FOLDER / f"{path.name}-{secrets.token_hex(4)}"
    place.mkdir(parents=True)
    OPEN_FOLDER.chmod(0o755)
    return place


def own_all(folder: Path, account: Account | None) -> None:
    """Gives a folder and what lies in it to the account, whoever made it."""
    if account is not None:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)


def own(path: Path, account: Account | None) -> None:
    """Gives a file or folder to the account."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def readable_copy(folders: tuple[Path, ...], name: str, account: Account | None) -> tuple[Path, ...]:
    """The folders, or copies of them side by side where the account can read.

    Copies keep the names of the folders and of the one above the first, because libraries are found by relative paths.
    """
    if account is None or all(is_open(folder) and folder.stat().st_mode & 0o001 for folder in folders):
        return folders
    place = OPEN_FOLDER / name
    if not place.exists():
        draft = OPEN_FOLDER / f".{name}-{secrets.token_hex(4)}"
        for folder in folders:
            shutil.copytree(folder, draft / folder.name, symlinks=True)
        for path in (OPEN_FOLDER, draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444))
        with contextlib.suppress(OSError):  # another start was quicker
            draft.rename(place)
    return tuple(place / folder.name for folder in folders)
