"""The data folder: what lies where, who holds it, and whether it can be used at all."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contest.embedded.errors import StartRefused

# Where everything lies unless CONTEST_DATA_DIR or --data-dir says otherwise.
DEFAULT_DATA_DIR = Path(".contest")

# Raised when an older program could no longer use a folder of this one.
LAYOUT_VERSION = 1

# A cluster with its first WAL segments takes 60 MB; below this PostgreSQL would soon stop accepting writes.
MINIMUM_FREE_BYTES = 256 * 1024 * 1024

# `load` tests the lock by taking it for an instant; a starting system outlasts that.
_LOCK_PATIENCE_SECONDS = 0.3


def default_data_dir() -> Path:
    """CONTEST_DATA_DIR, or `.contest` in the current folder."""
    return Path(os.environ.get("CONTEST_DATA_DIR") or DEFAULT_DATA_DIR)


class DataFolder:
    """Paths inside one data folder."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.layout = self.path / "layout"
        self.lock = self.path / "lock"
        self.secrets = self.path / "secrets.json"
        self.runtime = self.path / "runtime.json"
        self.logs = self.path / "logs"
        self.children = self.path / "children"
        # Links, where the servers' accounts could not reach into this folder (see accounts.py).
        self.postgresql = self.path / "postgresql"
        self.valkey = self.path / "valkey"
        self.nginx = self.path / "nginx"

    def prepare(self) -> None:
        """Makes the folder, or raises StartRefused where it cannot be used."""
        try:
            if not self.path.exists():
                self.path.mkdir(parents=True)
                self.path.chmod(0o755)  # whatever the umask: other accounts' servers live inside
            for folder in (self.logs, self.children):
                folder.mkdir(exist_ok=True)
                folder.chmod(0o700)
            probe = self.path / ".writable"
            probe.write_bytes(b"")
            probe.unlink()
            free = shutil.disk_usage(self.path).free
        except OSError as error:
            raise StartRefused(
                f"The data folder {self.path} cannot be written ({error.strerror}). "
                "Choose another one with --data-dir, or make it writable."
            ) from error
        if free < MINIMUM_FREE_BYTES:
            raise StartRefused(
                f"Only {free // 1024**2} MiB are free where the data folder {self.path} lies; "
                f"at least {MINIMUM_FREE_BYTES // 1024**2} MiB are needed. Free some space, or choose another "
                "folder with --data-dir."
            )

    def check_layout(self) -> None:
        """Refuses a folder of a newer program; marks a new one."""
        try:
            found = int(self.layout.read_text(encoding="ascii"))
        except FileNotFoundError:
            self.layout.write_text(f"{LAYOUT_VERSION}\n", encoding="ascii")
            return
        except ValueError:
            found = -1
        if not 0 < found <= LAYOUT_VERSION:
            raise StartRefused(
                f"The data folder {self.path} has a layout that this program does not know (this one knows up to "
                f"{LAYOUT_VERSION}). Use the program that made it, or choose another folder with --data-dir."
            )

    @contextmanager
    def held(self) -> Iterator[None]:
        """Holds the folder for this process; raises StartRefused while another one does."""
        descriptor = self._take_lock(time.monotonic() + _LOCK_PATIENCE_SECONDS)
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            yield
        finally:
            self.lock.unlink(missing_ok=True)
            os.close(descriptor)

    def is_held(self) -> bool:
        """Whether a running system holds this folder. A file left by a killed one holds nothing."""
        try:
            descriptor = os.open(self.lock, os.O_RDONLY)
        except FileNotFoundError:
            return False
        try:
            return not _try_lock(descriptor, fcntl.LOCK_SH)
        finally:
            os.close(descriptor)

    def _take_lock(self, until: float) -> int:
        while True:
            descriptor = os.open(self.lock, os.O_RDWR | os.O_CREAT, 0o600)
            # The file may have been removed by its former holder between opening and locking it.
            if _try_lock(descriptor, fcntl.LOCK_EX) and _is_same_file(descriptor, self.lock):
                return descriptor
            os.close(descriptor)
            if time.monotonic() > until:
                raise StartRefused(
                    f"The data folder {self.path} is in use by another running system"
                    f"{self._holder()}. Stop that one first, or choose another folder with --data-dir."
                )
            time.sleep(0.02)

    def _holder(self) -> str:
        try:
            return f" (process {int(self.lock.read_text(encoding='ascii'))})"
        except (OSError, ValueError):
            return ""


def _try_lock(descriptor: int, mode: int) -> bool:
    try:
        fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_same_file(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
