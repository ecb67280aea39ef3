"""Processes that give way to whatever else runs on their machine.

Niceness alone does not do. Where Linux shares processors out among autogroups (sched(7)) it counts within one only, and
whoever is on a processor keeps it for a slice of some milliseconds, however nice it is, which a request pays at each of
its steps. So the autogroup gives way as well, and the slice is the shortest there is.
"""

import contextlib
import ctypes
import os
import platform
import struct
import sys
from pathlib import Path

GIVES_WAY = 10
"""Niceness of a process and of its autogroup: a tenth of what others get where there is too little for all."""
_SLICE_NS = 100_000
"""The least that Linux takes, since 6.12; older ones do not know of it."""
_SCHED_SETATTR = {"x86_64": 314, "aarch64": 274}
"""The call's number; the C library has had no function for it for long."""
_ATTRIBUTES = struct.Struct("=IIQiIQQQ")
"""Size, policy, flags, niceness, priority, slice, deadline, period: `struct sched_attr` of sched_setattr(2)."""


def give_way(process: int) -> None:
    """As far as this system knows how to; no right is needed. Whatever else is in its autogroup does so, too."""
    niceness = max(GIVES_WAY, os.getpriority(os.PRIO_PROCESS, process))
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process, niceness)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # nothing of the kind, or another process has just asked for the same
            Path(f"/proc/{process}/autogroup").write_text(str(GIVES_WAY), encoding="ascii")
        if (call := _SCHED_SETATTR.get(platform.machine())) is not None:
            wanted = (os.SCHED_BATCH, 0, niceness, 0, _SLICE_NS, 0, 0)
            ctypes.CDLL(None).syscall(call, process, _ATTRIBUTES.pack(_ATTRIBUTES.size, *wanted), 0)


def take_half_of_the_processors() -> None:
    """The last half, for this process and those it makes; all of them where there is one."""
    if sys.platform == "linux":
        known = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, known[len(known) // 2 :])
