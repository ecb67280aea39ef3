"""A real PgBouncer in front of a test's database."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from contest.embedded.accounts import server_account
from contest.embedded.ports import free_ports
from tests.support.tools import program


def with_hosts(url: str, *hosts: str, query: str = "") -> str:
    parts = make_url(url)
    return f"postgresql://{parts.username}:{parts.password}@{','.join(hosts)}/{parts.database}{query}"


@asynccontextmanager
async def pooler(url: str, mode: str, certificate: Path | None = None) -> AsyncIterator[str]:
    """The URL of the same database behind a PgBouncer, which takes TLS only where it has a certificate.

    Other roles come in too, with the passwords that the server has of them.
    """
    parts, account = make_url(url), server_account()
    [port] = free_ports(1, 0)
    with TemporaryDirectory(prefix="contest-tests-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        folder.joinpath("users").write_text(f'"{parts.username}" "{parts.password}"\n')
        folder.joinpath("pgbouncer.ini").write_text(
            f"[databases]\n{parts.database} = host={parts.host} port={parts.port} auth_user={parts.username}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            f"auth_type = scram-sha-256\nauth_file = {folder}/users\npool_mode = {mode}\n"
            "max_client_conn = 50\ndefault_pool_size = 20\n" + _encrypted(certificate, folder)
        )
        process = subprocess.Popen(
            [program("pgbouncer"), "--quiet", folder / "pgbouncer.ini"],
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            user=account.uid if account else None,
        )
        try:
            await _until_it_listens(port)
            yield with_hosts(url, f"127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(timeout=10)


async def _until_it_listens(port: int) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
                continue
            writer.close()
            return


def _encrypted(certificate: Path | None, folder: Path) -> str:
    """The key lies beside the certificate; the server has an account of its own, which must be able to read it."""
    if certificate is None:
        return ""
    for path in (certificate, certificate.with_suffix(".key")):
        copy = folder / path.name
        copy.write_bytes(path.read_bytes())
        copy.chmod(0o644)
    key = folder / certificate.with_suffix(".key").name
    files = f"client_tls_cert_file = {folder / certificate.name}\nclient_tls_key_file = {key}\n"
    return f"client_tls_sslmode = require\n{files}"
