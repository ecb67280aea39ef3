"""Redis by one URL (R5.3): a server, Sentinels that know which server is in charge, and no cluster."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from contest.embedded.binaries import valkey_program
from contest.embedded.ports import free_ports
from services.kit import streams
from services.kit.errors import Refused
from services.kit.redis_servers import client_of, refuse_cluster

PATIENCE_S = 20.0
PASSWORD = "a+b/c"
SENTINEL = """
sentinel monitor main 127.0.0.1 {port} 1
sentinel auth-pass main a+b/c
sentinel down-after-milliseconds main 500
sentinel failover-timeout main 2000
sentinel resolve-hostnames no
"""


class Valkeys:
    """Servers of this test, each in a folder of its own."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack

    def start(self, port: int, text: str = "", *options: str) -> "subprocess.Popen[bytes]":
        folder = self._folder / str(port)
        folder.mkdir()
        configuration = folder / "valkey.conf"
        configuration.write_text(f"port {port}\nbind 127.0.0.1\ndir {folder}\nsave ''\n{text}\n")
        command = [valkey_program(), configuration, *options]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._stack.callback(process.wait)
        self._stack.callback(process.terminate)
        return process


@pytest.fixture
async def valkeys(tmp_path: Path) -> AsyncIterator[Valkeys]:
    with ExitStack() as stack:
        yield Valkeys(tmp_path, stack)


@asynccontextmanager
async def client(url: str) -> AsyncIterator["Redis"]:
    redis = client_of(url, answer_within_s=1.0)
    yield redis
    await redis.aclose()


async def answered(redis: "Redis", *command: str) -> object:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                return await redis.execute_command(*command)
            except (RedisError, OSError):
                await asyncio.sleep(0.05)


def sentinel_url(ports: Sequence[int]) -> str:
    return f"sentinel://:a%2Bb%2Fc@{','.join(f'127.0.0.1:{port}' for port in ports)}/main/3"


async def test_values_of_every_kind_arrive_as_they_were_written(redis_url: str) -> None:
    """Commands are put together by hiredis, which knows no kinds of redis-py's own."""
    values = ["", "问题", "line\r\nline", "x" * 100_000, 7, 0.5, b"\x31\x32"]
    async with client_of(redis_url, answer_within_s=1.0) as client:
        await client.delete("test.values")
        await client.rpush("test.values", *values)
        found = await client.lrange("test.values", 0, -1)

    assert found == ["", "问题", "line\r\nline", "x" * 100_000, "7", "0.5", "12"]


async def test_sentinels_name_the_server_in_charge_and_its_successor(valkeys: Valkeys) -> None:
    first, second, sentinel, absent = free_ports(4, 0)
    lock = f"requirepass {PASSWORD}\nprimaryauth {PASSWORD}"
    primary = valkeys.start(first, lock)
    valkeys.start(second, f"{lock}\nreplicaof 127.0.0.1 {first}")
    async with client(f"redis://:a%2Bb%2Fc@127.0.0.1:{second}/0") as replica:
        async with asyncio.timeout(PATIENCE_S):
            while (
                b"up" not in str(await answered(replica, "INFO", "replication")).encode().partition(b"link_status")[2]
            ):
                await asyncio.sleep(0.05)
    valkeys.start(sentinel, SENTINEL.format(port=first), "--sentinel")

    async with client(sentinel_url([absent, sentinel])) as redis:
        await answered(redis, "SET", "kept", "1")
        before = await redis.execute_command("CONFIG", "GET", "port")
        await knows_replica(sentinel)
        primary.kill()
        await answered(redis, "SET", "kept", "2")
        after = await redis.execute_command("CONFIG", "GET", "port")

    assert (port_in(before), port_in(after)) == (first, second)


def port_in(reply: object) -> int:
    return int(reply["port"] if isinstance(reply, dict) else reply[1])  # type: ignore[index]


async def knows_replica(sentinel: int) -> None:
    async with client(f"redis://127.0.0.1:{sentinel}") as redis, asyncio.timeout(PATIENCE_S):
        while not await redis.execute_command("SENTINEL", "REPLICAS", "main"):
            await asyncio.sleep(0.1)


async def test_clients_of_streams_take_sentinels_too(valkeys: Valkeys) -> None:
    server, sentinel = free_ports(2, 0)
    valkeys.start(server, f"requirepass {PASSWORD}")
    valkeys.start(sentinel, SENTINEL.format(port=server), "--sentinel")

    redis, blocking = (connect(sentinel_url([sentinel])) for connect in (streams.connect, streams.connect_blocking))
    await answered(redis, "XADD", "stream", "*", "event", "{}")
    read = await blocking.xread({"stream": "0"}, block=1000)
    await redis.aclose()
    await blocking.aclose()

    assert read


async def test_a_server_of_a_cluster_is_refused_in_words(valkeys: Valkeys) -> None:
    """It would answer for a part of the keys and send the rest elsewhere."""
    [port] = free_ports(1, 0)
    valkeys.start(port, "cluster-enabled yes")

    async with client(f"redis://127.0.0.1:{port}") as redis:
        await answered(redis, "PING")
        with pytest.raises(Refused, match="sentinel://"):
            await refuse_cluster(redis)


async def test_a_single_server_is_not_refused(redis: "Redis") -> None:
    await refuse_cluster(redis)


@pytest.mark.parametrize("url", ["redis+cluster://127.0.0.1:6379", "sentinel://127.0.0.1:26379"])
def test_a_url_that_says_too_much_or_too_little_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        client_of(url, answer_within_s=1.0)
