"""Where Redis or Valkey is, by one URL: a server, or the Sentinels that know which one is in charge.

`redis://:password@host:6379/0` (`rediss://` with TLS), or
`sentinel://:password@one:26379,two:26379/NAME/0?sentinel_password=…`, where NAME is what the Sentinels call it.
"""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from redis.asyncio import Connection, Redis
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff
from redis.connection import HiredisRespSerializer

from services.kit.errors import Refused

SENTINEL_PORT = 26379
CONNECT_WITHIN_S = 1.0
NO_CLUSTER = (
    "Redis works as a cluster, where a stream and the key that marks it lie on different servers. Give the services "
    "one server, or Sentinels that name it: sentinel://:PASSWORD@HOST:26379,HOST:26379/NAME/0."
)


def client_of(url: str, *, answer_within_s: float | None) -> "Redis":
    """A client that fails fast and never retries by itself. Raises `Refused` for what is not supported."""
    options: dict[str, Any] = {
        "decode_responses": True,
        "socket_timeout": answer_within_s,
        "socket_connect_timeout": CONNECT_WITHIN_S,
        "retry": Retry(NoBackoff(), 0),
    }
    scheme = urlsplit(url).scheme
    if scheme == "sentinel":
        return _by_sentinels(url, options)
    if "cluster" in scheme:
        raise Refused(NO_CLUSTER)
    return Redis.from_url(url, connection_class=_PackedConnection, **options)  # with TLS the URL's own class holds


async def refuse_cluster(redis: "Redis") -> None:
    """Raises `Refused` where the server is part of a cluster. A single server may be asked for any key."""
    if (await redis.info("cluster")).get("cluster_enabled"):
        raise Refused(NO_CLUSTER)


class _PackedConnection(Connection):
    """Writes commands as redis-py's blocking client does: by hiredis, a tenth of the work of long ones in Python."""

    _serializer = HiredisRespSerializer()

    def pack_command(self, *args: Any) -> list[bytes]:
        packed: list[bytes] = self._serializer.pack(*args)
        return packed


class _InCharge(Redis):
    """The server in charge, found by Sentinels, whose connections end with its own."""

    async def aclose(self, close_connection_pool: bool | None = None) -> None:  # noqa: FBT001 - redis-py's signature
        await super().aclose(close_connection_pool)
        for sentinel in self.connection_pool.sentinel_manager.sentinels:  # type: ignore[attr-defined]
            await sentinel.aclose()


def _by_sentinels(url: str, options: dict[str, Any]) -> "Redis":
    parts = urlsplit(url)
    account, _, hosts = parts.netloc.rpartition("@")
    user, _, password = account.partition(":")
    name, _, database = parts.path.strip("/").partition("/")
    if not name:
        raise Refused("A Sentinel URL says after the hosts what the server is called: sentinel://HOST:26379/NAME/0.")
    query = {each: values[-1] for each, values in parse_qs(parts.query).items()}
    sentinels = Sentinel(  # type: ignore[no-untyped-call]
        [_address(host) for host in hosts.split(",")],
        sentinel_kwargs={
            "socket_timeout": CONNECT_WITHIN_S,
            "socket_connect_timeout": CONNECT_WITHIN_S,
            "retry": Retry(NoBackoff(), 0),
            "password": query.get("sentinel_password"),
            "username": query.get("sentinel_username"),
        },
        username=unquote(user) or None,
        password=unquote(password) or None,
        db=int(database or 0),
        **options,
    )
    found: Redis = sentinels.master_for(name, redis_class=_InCharge)
    return found


def _address(host: str) -> tuple[str, int]:
    name, _, port = host.rpartition(":") if ":" in host else (host, "", "")
    return name, int(port or SENTINEL_PORT)
