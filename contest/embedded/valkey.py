"""The embedded Valkey: the transport between the services."""

import re
from pathlib import Path

from contest.embedded import keys
from contest.embedded.accounts import Account, own_all
from contest.embedded.children import Program
from contest.embedded.probes import HOST, valkey_answers

_CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
dir {folder}
daemonize no
# Nothing here is the record, but what survives a restart need not be sent again.
appendonly yes
appendfsync everysec
save ""
# Streams are trimmed by their consumers; dropping entries to save memory would lose events silently.
maxmemory-policy noeviction
maxmemory 256mb
"""


def server(program: Path, folder: Path, port: int, password: str, account: Account | None) -> Program:
    """The server as a child of this account, which gets the folder.

    The password goes into a private file: everybody may read a command line.
    """
    configuration = folder / "valkey.conf"
    keys.write_private(
        configuration, _CONFIGURATION.format(host=HOST, port=port, password=password, folder=_quoted(folder))
    )
    own_all(folder, account)
    folder.chmod(0o700)

    async def is_ready(_pid: int) -> bool:
        return await valkey_answers(port, password)

    return Program(
        name="valkey",
        command=(str(program), _named(configuration)),
        environment={"PATH": "/usr/bin:/bin"},
        is_ready=is_ready,
        folder=folder,
        account=account,
        grace_seconds=5,
    )


def _named(path: Path) -> str:
    """Valkey takes the name of its configuration for a pattern, and where that matches nothing goes on without one."""
    return re.sub(r"([*?\[])", r"\\\1", str(path))


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
