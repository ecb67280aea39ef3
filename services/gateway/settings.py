"""What an operator may tune at the gateway: production defaults, and the variant of a run on one machine."""

from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path


@dataclass(frozen=True)
class Rate:
    """A token bucket of nginx's limit_req: a steady rate, and how many requests may come at once (≥ 1)."""

    per_second: int
    burst: int


@dataclass(frozen=True)
class GatewaySettings:
    """Everything the nginx configuration needs besides the routes and the addresses of the upstreams.

    `folder` holds what nginx writes (pid, temporary files, the cache of boards) and the documents it serves.
    """

    folder: Path = Path("/var/lib/contest-gateway")
    listen: str = "0.0.0.0:8080"
    # The account of the workers when the master runs as root; None when it does not (nginx would warn).
    user: str | None = None
    worker_processes: str = "auto"
    worker_connections: int = 8192
    open_files: int = 32768
    error_log: str = "stderr"
    # One JSON line per request, written in blocks. Network logs are kept six months by law, so production has one.
    access_log: str | None = "/dev/stdout"

    # Needed when upstreams are host names: nginx asks this server again while it runs, so replicas may come and go.
    resolver: str | None = None
    # Load balancers in front whose X-Forwarded-For is believed (addresses or CIDR blocks).
    trusted_proxies: tuple[str, ...] = ()

    body_limit: str = "64k"
    connect_seconds: int = 2
    read_seconds: int = 10
    # How long one process is waited for where another one may be asked instead: a process answers within two seconds
    # or not at all. What a participant gave in time is lost if this exceeds CONTEST_SWEEP_GRACE_S.
    patience_seconds: int = 3
    stream_seconds: int = 3600
    # Shorter than the 75 s after which `contest serve` closes an idle connection: a request must not meet that.
    upstream_idle_seconds: int = 60
    upstream_idle_connections: int = 64
    # Starts that one quiz process works on at a time, a seventh of a second's worth; it is never bounded for hand-ins
    # and saves. What exceeds it is told to come back in one to three seconds.
    starts_at_once: int = 128

    @property
    def streams_at_once(self) -> int:
        """A stream takes two connections as long as it lasts: half of one process's, should all meet in the same one.

        So listeners, whoever they are, leave room for those who play.
        """
        return self.worker_connections // 4

    # Of the streams of one address, so that one machine cannot take the places of all; carriers put many phones behind
    # one address, and who gets none reads the board every few seconds instead.
    streams_per_address: int = 256

    @property
    def small_streams_at_once(self) -> int:
        """Of boards below the nation's two. There are thousands, so they may never fill the places of those."""
        return self.streams_at_once // 2

    # Searches of one address that a directory process works on together: anybody may ask, and each costs a scan.
    searches_at_once: int = 16
    # Films that one address is sent at once: they fill the line, and take turns with those who learn.
    films_at_once: int = 64
    # Lost connections within a second after which a replica is left alone for one. One alone is no sign: it would take
    # a healthy replica out while another one restarts.
    failures_of_a_replica: int = 5

    per_token: Rate = Rate(per_second=20, burst=60)
    # Carriers put thousands of phones behind one address, so this stops floods only.
    sign_in_per_address: Rate = Rate(per_second=50, burst=500)


# One machine plays thousands of participants from one address, and a replay signs them all in at once.
GENEROUS_PER_TOKEN = Rate(per_second=1000, burst=2000)
GENEROUS_SIGN_IN = Rate(per_second=20000, burst=20000)
GENEROUS_STREAMS = 512


def trusted_proxies(text: str) -> tuple[str, ...]:
    """Addresses and CIDR blocks out of a setting, divided by commas. Raises ValueError for what is neither."""
    return tuple(str(ip_network(part.strip())) for part in text.split(",") if part.strip())
