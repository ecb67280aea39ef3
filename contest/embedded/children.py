"""Starting and ending child processes so that none of them, nor what they started, is ever left behind."""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from contest.embedded.accounts import Account

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36

# Loaded before any fork: a child between fork and exec must not load libraries.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Program:
    """What to run as one child.

    `is_ready` is asked with the child's process id. `stop_signal` ends it in good order, within `grace_seconds`;
    `orphan_signal` is sent by the kernel when the supervisor dies, and must reach all that the child has started.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    is_ready: Callable[[int], Awaitable[bool]] | None = None
    folder: Path | None = None
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    grace_seconds: float = 10
    ready_message: str = field(default="ready")


def adopt_orphans() -> None:
    """Makes the kernel hand this process what its dead children leave behind (Linux; elsewhere nothing happens)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def spawn(program: Program, log: Path) -> "subprocess.Popen[bytes]":
    """Starts the program as the leader of a session and process group of its own, its output appended to `log`.

    Raises OSError when it cannot be started.
    """
    account = program.account
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - our own commands
            program.command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(program.environment),
            cwd=program.folder,
            user=account.uid if account else None,
            group=account.gid if account else None,  # without it the child would keep root's group
            extra_groups=[] if account else None,
            start_new_session=True,
            # Runs after the change of account, which would have cleared the setting.
            preexec_fn=_die_with(program.orphan_signal, os.getpid()),  # noqa: PLW1509 - this process has one thread
        )


def _die_with(orphan_signal: signal.Signals, supervisor: int) -> Callable[[], None] | None:
    if _LIBC is None:
        return None

    def ask_the_kernel() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(orphan_signal), 0, 0, 0)
        if os.getppid() != supervisor:  # it died before the kernel knew
            os._exit(1)

    return ask_the_kernel


def kill_group(leader: int) -> bool:
    """Kills what is left of a process group; False when nothing is."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS says so of a group that holds zombies only
        return False
    return True


def kill_orphans(known: set[int]) -> bool:
    """Kills every child of this process that it has not started itself; False when there is none.

    Such a child was adopted when its parent died: PostgreSQL's backends lead groups of their own, so ending the
    group of a dead postmaster does not reach them.
    """
    orphans = [child for child in psutil.Process().children() if child.pid not in known]
    for orphan in orphans:
        with contextlib.suppress(psutil.NoSuchProcess):
            orphan.kill()
    return bool(orphans)


def note(folder: Path, name: str, pid: int) -> None:
    """Writes down a child that runs, for the start after a supervisor's sudden death."""
    started = psutil.Process(pid).create_time()
    folder.joinpath(name).write_text(json.dumps({"pid": pid, "started": started}), encoding="ascii")


def forget(folder: Path, name: str) -> None:
    """Takes a note back."""
    folder.joinpath(name).unlink(missing_ok=True)


def end_leftovers(notes: Path, places: tuple[Path, ...]) -> int:
    """Kills what an earlier supervisor's children left in these folders; returns how many processes that were.

    The kernel has ended the children themselves; what may remain is the workers of a killed nginx.
    """
    leaders = {}
    for path in notes.iterdir():
        with contextlib.suppress(ValueError, KeyError):
            note_left = json.loads(path.read_text(encoding="ascii"))
            leaders[note_left["pid"]] = note_left["started"]
    leftovers = [process for process in psutil.process_iter() if _is_leftover(process, leaders, places)]
    for process in leftovers:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(leftovers, timeout=5)
    for path in notes.iterdir():
        path.unlink()
    return len(leftovers)


def _is_leftover(process: psutil.Process, leaders: Mapping[int, float], places: tuple[Path, ...]) -> bool:
    """Numbers are used again, so a leader must have the noted start, and a follower must work in these folders."""
    try:
        if process.pid in leaders:
            return bool(abs(process.create_time() - leaders[process.pid]) < 1)
        if os.getpgid(process.pid) not in leaders:
            return False
        works_in = Path(process.cwd())
        return any(works_in.is_relative_to(place.resolve()) for place in places)
    except (psutil.Error, OSError):
        return False
