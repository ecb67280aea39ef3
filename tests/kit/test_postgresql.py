"""One setting for PostgreSQL (R5.3): several hosts, which of them will do, encryption, and poolers in front."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy.engine import make_url

from contest.embedded.ports import free_ports
from migrations.run import migrate
from services.kit.database import ANSWER_WITHIN_S, Database
from services.kit.errors import Unavailable
from tests.support.poolers import pooler, with_hosts
from tests.support.servers import PASSWORD, Servers, running_servers

LIMITS = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout'), current_setting('jit')"
HOT_PLANS = "SELECT current_setting('enable_seqscan'), current_setting('plan_cache_mode')"


@pytest.fixture(scope="module")
def other() -> Iterator[Servers]:
    """A second machine."""
    with running_servers() as running:
        yield running


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = Database(url, application_name="test", pool_size=2, hot_connections=1)
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


async def test_what_a_pooler_tells_of_its_server_is_not_believed(servers: Servers, other: Servers) -> None:
    """PgBouncer tells everybody what it heard when the first one came; since then there may have been a failover."""
    async with pooler(other.url("postgres"), "session") as pooled:
        async with opened(pooled) as database:
            await ports(database)
        hosts = f"127.0.0.1:{make_url(pooled).port}", f"127.0.0.1:{servers.database_port}"
        await other.execute("ALTER SYSTEM SET default_transaction_read_only = on")
        await other.execute("SELECT pg_reload_conf()")
        try:
            async with opened(with_hosts(servers.url("postgres"), *hosts)) as database:
                found = await ports(database)
        finally:
            await other.execute("ALTER SYSTEM RESET default_transaction_read_only")
            await other.execute("SELECT pg_reload_conf()")

    assert found == {servers.database_port}


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


async def test_both_layers_check_the_server_by_the_authority_that_is_named(postgres_url: str, tmp_path: Path) -> None:
    """The embedded PostgreSQL speaks no TLS, so a pooler in front of it does."""
    ours, others = certificate(tmp_path, "ours"), certificate(tmp_path, "others")

    async with pooler(postgres_url, "session", ours) as pooled:
        url = pooled.replace("@127.0.0.1:", "@localhost:") + "?sslmode=verify-full"
        async with opened(f"{url}&sslrootcert={ours}") as database:
            assert len(await ports(database)) == 1
        for query in (f"&sslrootcert={others}", f"&sslrootcert={tmp_path}/absent"):
            stranger = Database(url + query, application_name="test")
            with pytest.raises((Unavailable, OSError)):
                async with stranger.begin() as transaction:
                    await transaction.execute(sa.text("SELECT 1"))
            await stranger.close()
        plain = Database(url.replace("verify-full", "disable"), application_name="test")
        with pytest.raises(Unavailable):
            async with plain.begin() as transaction:
                await transaction.execute(sa.text("SELECT 1"))
        await plain.close()


async def test_a_pooler_in_session_mode_works_with_all_time_limits(postgres_url: str) -> None:
    async with pooler(postgres_url, "session") as url, opened(url) as database:
        async with database.begin() as transaction:
            limits = (await transaction.execute(sa.text(LIMITS))).one()
        plans = (await database.fetch(HOT_PLANS))[0]
        asked = await asyncio.gather(*[database.fetch("SELECT $1::integer", each) for each in range(20)])

    assert tuple(limits) == ("1700ms", "1s", "off")
    assert tuple(plans) == ("off", "force_generic_plan")
    assert [rows[0][0] for rows in asked] == list(range(20))


async def test_the_migration_takes_the_same_setting(servers: Servers) -> None:
    url = await servers.empty_database()
    [closed] = free_ports(1, 0)
    hosts = f"127.0.0.1:{closed}", f"127.0.0.1:{servers.database_port}"

    await migrate(with_hosts(url, *hosts), {"quiz": PASSWORD})

    async with opened(url) as database:
        assert await database.fetch("SELECT 1 FROM kit.clock")


def test_what_is_no_url_of_postgresql_is_said_at_once() -> None:
    with pytest.raises(ValueError, match="begins with postgresql://"):
        Database("mysql://a:b@localhost/contest", application_name="test")
