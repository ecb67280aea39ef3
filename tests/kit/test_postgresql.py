"""One setting for PostgreSQL (R5.3): several hosts, which of them will do, encryption, and poolers in front."""

import asyncio
import os
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy.engine import make_url

from contest.embedded.accounts import server_account
from contest.embedded.ports import free_ports
from migrations.run import migrate
from services.kit.database import ANSWER_WITHIN_S, Database
from services.kit.errors import Refused, Unavailable
from tests.support.servers import PASSWORD, Servers, running_servers
from tests.support.tools import program

LIMITS = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout'), current_setting('jit')"
HOT_PLANS = "SELECT current_setting('enable_seqscan'), current_setting('plan_cache_mode')"


@pytest.fixture(scope="module")
def other() -> Iterator[Servers]:
    """A second machine."""
    with running_servers() as running:
        yield running


@asynccontextmanager
async def opened(url: str, **options: bool) -> AsyncIterator[Database]:
    database = Database(url, application_name="test", pool_size=2, hot_connections=1, **options)
    try:
        await database.open()
        yield database
    finally:
        await database.close()


async def ports(database: Database) -> set[int]:
    """Where both layers are connected to."""
    async with database.begin() as transaction:
        engine = (await transaction.execute(sa.text("SELECT inet_server_port()"))).scalar_one()
    return {int(engine), int((await database.fetch("SELECT inet_server_port()"))[0][0])}


def with_hosts(url: str, *hosts: str, query: str = "") -> str:
    parts = make_url(url)
    return f"postgresql://{parts.username}:{parts.password}@{','.join(hosts)}/{parts.database}{query}"


async def test_both_layers_pass_over_a_host_that_is_away(postgres_url: str, servers: Servers) -> None:
    [closed] = free_ports(1, 0)
    hosts = f"127.0.0.1:{closed}", f"127.0.0.1:{servers.database_port}"

    async with opened(with_hosts(postgres_url, *hosts)) as database:
        assert await ports(database) == {servers.database_port}


async def test_both_layers_pass_over_a_host_that_is_silent_in_time(postgres_url: str, servers: Servers) -> None:
    """Its machine is gone: nobody answers, nobody refuses."""

    async def say_nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)
        writer.close()

    silent = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    async with opened(with_hosts(postgres_url, f"127.0.0.1:{port}", f"127.0.0.1:{servers.database_port}")) as database:
        began = time.monotonic()
        assert await ports(database) == {servers.database_port}
        assert time.monotonic() - began < ANSWER_WITHIN_S
    silent.close()


async def test_both_layers_look_for_the_server_that_can_be_written_to(
    postgres_url: str, servers: Servers, other: Servers
) -> None:
    name = make_url(postgres_url).database
    await other.execute(f"CREATE DATABASE {name}")
    await other.execute("ALTER SYSTEM SET default_transaction_read_only = on")
    await other.execute("SELECT pg_reload_conf()")
    hosts = f"127.0.0.1:{other.database_port}", f"127.0.0.1:{servers.database_port}"
    try:
        async with opened(with_hosts(postgres_url, *hosts)) as database:
            found = await ports(database)
        async with opened(with_hosts(postgres_url, *hosts, query="?target_session_attrs=any")) as database:
            found_any = await ports(database)
    finally:
        await other.execute("ALTER SYSTEM RESET default_transaction_read_only")
        await other.execute("SELECT pg_reload_conf()")

    assert found == {servers.database_port}
    assert found_any == {other.database_port}


async def test_a_server_that_became_a_standby_under_our_connections_is_left(postgres_url: str) -> None:
    """A failover that cuts no connection: each would refuse to write for ever."""
    async with opened(postgres_url) as database:
        await ports(database)
        async with database.begin() as transaction:
            await transaction.execute(sa.text("SET SESSION default_transaction_read_only = on"))
        await database.fetch("SET default_transaction_read_only = on")

        for write in (through_engine, through_pool):
            with pytest.raises(Unavailable):
                await write(database)

        await through_engine(database)
        await through_pool(database)


async def through_engine(database: Database) -> None:
    async with database.begin() as transaction:
        await transaction.execute(sa.text("CREATE TEMPORARY TABLE one (id integer) ON COMMIT DROP"))
        await transaction.execute(sa.text("UPDATE kit.clock SET ahead = ahead"))


async def through_pool(database: Database) -> None:
    await database.fetch("UPDATE kit.clock SET ahead = ahead")


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate for this host; its key lies beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.crt"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.with_suffix(".key").write_bytes(key.private_bytes(*form))
    return path


async def test_both_layers_check_the_server_by_the_authority_that_is_named(other: Servers, tmp_path: Path) -> None:
    [(cluster,)] = await other.rows("SHOW data_directory")
    ours, others = certificate(tmp_path, "ours"), certificate(tmp_path, "others")
    for path in (ours, ours.with_suffix(".key")):
        copy = Path(cluster) / path.name
        copy.write_bytes(path.read_bytes())
        copy.chmod(0o600)
        if account := server_account():
            os.chown(copy, account.uid, account.gid)
    for setting, value in (("ssl_cert_file", ours.name), ("ssl_key_file", "ours.key"), ("ssl", "on")):
        await other.execute(f"ALTER SYSTEM SET {setting} = '{value}'")
    await other.execute("SELECT pg_reload_conf()")
    url = f"postgresql://contest_owner:{PASSWORD}@localhost:{other.database_port}/postgres?sslmode=verify-full"
    encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"

    async with opened(f"{url}&sslrootcert={ours}") as database:
        async with database.begin() as transaction:
            by_engine = (await transaction.execute(sa.text(encrypted))).scalar_one()
        by_pool = (await database.fetch(encrypted))[0][0]
    stranger = Database(f"{url}&sslrootcert={others}", application_name="test")
    with pytest.raises(Unavailable):
        async with stranger.begin() as transaction:
            await transaction.execute(sa.text("SELECT 1"))
    await stranger.close()

    assert (by_engine, by_pool) == (True, True)


@asynccontextmanager
async def pooler(url: str, mode: str) -> AsyncIterator[str]:
    """The URL of the same database behind a PgBouncer."""
    parts = make_url(url)
    [port] = free_ports(1, 0)
    with TemporaryDirectory(prefix="contest-tests-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        folder.joinpath("users").write_text(f'"{parts.username}" "{parts.password}"\n')
        folder.joinpath("pgbouncer.ini").write_text(
            f"[databases]\n{parts.database} = host={parts.host} port={parts.port}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = plain\n"
            f"auth_file = {folder}/users\npool_mode = {mode}\nmax_client_conn = 50\ndefault_pool_size = 20\n"
        )
        account = server_account()
        process = subprocess.Popen(
            [program("pgbouncer"), "--quiet", folder / "pgbouncer.ini"],
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            user=account.uid if account else None,
        )
        try:
            yield with_hosts(url, f"127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(timeout=10)


async def test_a_pooler_in_session_mode_works_with_all_time_limits(postgres_url: str) -> None:
    async with pooler(postgres_url, "session") as url, opened(url) as database:
        async with database.begin() as transaction:
            limits = (await transaction.execute(sa.text(LIMITS))).one()
        plans = (await database.fetch(HOT_PLANS))[0]
        asked = await asyncio.gather(*[database.fetch("SELECT $1::integer", each) for each in range(20)])

    assert tuple(limits) == ("1700ms", "1s", "off")
    assert tuple(plans) == ("off", "force_generic_plan")
    assert [rows[0][0] for rows in asked] == list(range(20))


async def test_a_pooler_in_transaction_mode_is_refused_at_the_start(postgres_url: str) -> None:
    async with pooler(postgres_url, "transaction") as url:
        database = Database(url, application_name="test", hot_connections=1)
        with pytest.raises(Refused, match="pool_mode = session"):
            await database.open()
        await database.close()


async def test_the_migration_takes_the_same_setting(servers: Servers) -> None:
    url = await servers.empty_database()
    [closed] = free_ports(1, 0)
    hosts = f"127.0.0.1:{closed}", f"127.0.0.1:{servers.database_port}"

    await migrate(with_hosts(url, *hosts), {"quiz": PASSWORD})

    async with opened(url) as database:
        assert await database.fetch("SELECT 1 FROM kit.clock")


async def test_who_needs_a_standby_refuses_a_server_that_waits_for_none(postgres_url: str, other: Servers) -> None:
    """R6.8: what was acknowledged is on two machines, or nothing begins."""
    with pytest.raises(Refused, match="synchronous_standby_names is ''"):
        async with opened(postgres_url, needs_standby=True):
            pass

    await other.execute("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'")
    await other.execute("SELECT pg_reload_conf()")
    async with opened(other.url("postgres"), needs_standby=True) as database:
        assert await database.fetch("SELECT 1")
    await other.execute("ALTER SYSTEM RESET synchronous_standby_names")
    await other.execute("SELECT pg_reload_conf()")


def test_what_is_no_url_of_postgresql_is_said_at_once() -> None:
    with pytest.raises(ValueError, match="begins with postgresql://"):
        Database("mysql://a:b@localhost/contest", application_name="test")
