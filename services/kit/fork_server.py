"""A small process that makes the processes of a workshop, so that no service does (a program of its own).

Whoever starts a program stands still until it is loaded: on a busy machine, a service for up to 50 ms with all of its
requests. A fork of this one costs a few milliseconds, and nobody waits for it. All of them share one autogroup and one
half of the processors, and give way to the rest.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import sys

from services.kit.giving_way import give_way, take_half_of_the_processors
from services.kit.workbench import do_jobs

CONTROL, JOBS, LIFELINE, FILE = 0, 3, 4, 5
"""Descriptors: of this process, the first one; of those it makes, the others."""
FILE_PATH = f"/dev/fd/{FILE}"
_DIE_WITH_PARENT = 1


def main() -> None:
    """Each byte that comes is a process to be made; with it come the descriptors that it gets."""
    give_way(os.getpid())
    take_half_of_the_processors()
    _die_with_parent()
    sys.path.extend(sys.argv[1:])
    for each in (JOBS, LIFELINE, FILE):  # taken, so that nothing else gets one of these numbers
        os.dup2(1, each)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended, so none stays as a zombie
    control = socket.socket(fileno=CONTROL)
    while True:
        told, received, _, _ = socket.recv_fds(control, 1, 3)
        if not told:
            return
        if os.fork() == 0:
            control.close()
            _be_one(received)
        for each in received:
            os.close(each)


def _be_one(received: list[int]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _die_with_parent()
    for number, each in zip((JOBS, LIFELINE, FILE), received, strict=False):
        os.dup2(each, number)
        os.close(each)
    _die_with_lifeline()
    with contextlib.suppress(OSError):  # nobody waits for the answer any more
        do_jobs(socket.socket(fileno=JOBS))
    os._exit(0)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _die_with_lifeline() -> None:
    """The system kills this process, whatever it is at, when the other end is closed. Elsewhere, its bounds do."""
    if sys.platform == "linux":
        fcntl.fcntl(LIFELINE, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(LIFELINE, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(LIFELINE, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
        with contextlib.suppress(BlockingIOError):
            os.read(LIFELINE, 1)  # closed before this was set up
            os._exit(0)


if __name__ == "__main__":
    main()
