"""When a request arrived, for deadlines: at the gateway, if a process that it asked first did not answer (I2)."""

import time
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.types import Scope

from services.chassis.clock import Arrival

WAITED = b"x-gateway-waited"
ANYBODY = "*"


class Gateways:
    """Those who may say how long they have had a request: addresses, CIDR blocks, or `*` where nobody else connects."""

    def __init__(self, addresses: str) -> None:
        parts = [part.strip() for part in addresses.split(",") if part.strip()]
        self._is_anybody = ANYBODY in parts
        self._networks: Sequence[IPv4Network | IPv6Network] = [ip_network(part) for part in parts if part != ANYBODY]

    def arrival(self, scope: Scope) -> float:
        """Monotonic seconds, an `Arrival` where a gateway had waited before."""
        now = time.monotonic()
        for name, value in scope["headers"]:
            if name == WAITED and self._are_asking(scope):
                arrived = Arrival(now)
                arrived.before_s = _seconds(value)
                return arrived
        return now

    def _are_asking(self, scope: Scope) -> bool:
        if self._is_anybody:
            return True
        try:
            address = ip_address((scope.get("client") or ("",))[0])
        except ValueError:
            return False
        return any(address in network for network in self._networks)


def _seconds(value: bytes) -> float:
    """Of all attempts: `3.001`, or `0.002, 3.000` (nginx, `$upstream_response_time`); 0 where it says anything else."""
    try:
        return sum(max(float(each), 0.0) for each in _parts(value.decode("ascii")))
    except ValueError:
        return 0.0


def _parts(text: str) -> Iterable[str]:
    return [each for each in text.replace(":", ",").replace(" ", "").split(",") if each != "-"]
