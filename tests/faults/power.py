"""A PostgreSQL of its own, and what a disk holds of it when the power fails.

The harshest disk keeps what was flushed and nothing else: the data files as they were at the last checkpoint, and the
log up to the position that PostgreSQL had flushed. An image is made of just that, and a server recovers from it.
"""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from contest.embedded import binaries, children, postgresql
from contest.embedded.accounts import server_account, server_folder
from contest.embedded.children import Program
from contest.embedded.deployment import OWNER
from contest.embedded.folder import DataFolder
from contest.embedded.ports import free_ports

PASSWORD = "test"
DATABASE = "contest"
READY_WITHIN_S = 60


class Machine:
    """`folder` holds the cluster of the running server, the base image and the images of single cuts."""

    def __init__(self, path: Path) -> None:
        folder = DataFolder(path)
        folder.prepare()
        self._account = server_account()
        self._programs = binaries.postgresql_programs(self._account)
        self.folder = server_folder(folder.postgresql, self._account)
        self._base = self.folder.with_name("base")
        self._log = path / "postgresql.log"

    def make_cluster(self) -> None:
        assert self._spawn(postgresql.make_cluster(self._programs, self.folder, PASSWORD, self._account)).wait() == 0
        postgresql.adopt_cluster(self.folder)

    @asynccontextmanager
    async def server(self, folder: Path) -> AsyncIterator[str]:
        """The owner's URL of a server on the cluster in this folder, killed at the end."""
        [port] = free_ports(1, 0)
        program = postgresql.server(self._programs, folder, port, self._account)
        process = self._spawn(program)
        try:
            async with asyncio.timeout(READY_WITHIN_S):
                assert program.is_ready is not None
                while not await program.is_ready(process.pid):
                    assert process.poll() is None, self._log.read_text()[-2000:]
                    await asyncio.sleep(0.05)
            yield f"postgresql://{OWNER}:{PASSWORD}@127.0.0.1:{port}/{DATABASE}"
        finally:
            process.send_signal(program.orphan_signal)
            process.wait()

    async def keep_base(self, url: str) -> None:
        """What the disk is sure to hold from now on, whatever is not flushed."""
        connection = await asyncpg.connect(url)
        await connection.execute("CHECKPOINT")
        await connection.close()
        _copy(self.folder, self._base)

    async def cut(self, url: str) -> Path:
        """The disk after a power failure at this moment."""
        connection = await asyncpg.connect(url)
        position = "SELECT * FROM pg_walfile_name_offset(pg_current_wal_flush_lsn())"
        segment, flushed = await connection.fetchrow(position)
        await connection.close()
        image = self.folder.with_name("image")
        shutil.rmtree(image, ignore_errors=True)
        _copy(self._base, image)
        log = postgresql.cluster(image) / "pg_wal"
        shutil.rmtree(log)
        _copy(postgresql.cluster(self.folder) / "pg_wal", log)
        for path in log.iterdir():
            if path.is_file() and path.name > segment:
                path.unlink()
        with (log / segment).open("r+b") as last:
            size = last.seek(0, 2)
            last.seek(flushed)
            last.write(bytes(size - flushed))
        postgresql.cluster(image).joinpath("postmaster.pid").unlink()
        return image

    def _spawn(self, program: Program) -> "subprocess.Popen[bytes]":
        return children.spawn(program, self._log)


def _copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
