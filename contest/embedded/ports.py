"""Ports on the loopback address."""

import errno
import os
import socket

from contest.embedded.errors import StartRefused

# Below the range that systems take ports of outgoing connections from, so that a restarted child finds its port free.
_FIRST, _LAST = 20000, 32000
# Neighbouring gateway ports start their search this far apart: systems that start together do not meet.
_STRIDE = 37


def free_ports(count: int, gateway_port: int) -> list[int]:
    """Distinct ports on which nothing listens, the same ones at each start as long as they are free."""
    found: list[int] = []
    span = _LAST - _FIRST
    for step in range(span):
        port = _FIRST + (gateway_port * _STRIDE + step) % span
        if port != gateway_port and _refusal(port) is None:
            found.append(port)
        if len(found) == count:
            return found
    raise StartRefused(f"Fewer than {count} free ports were found between {_FIRST} and {_LAST} on this machine.")


def check_gateway_port(port: int) -> None:
    """Raises StartRefused when the gateway could not listen on this port."""
    refusal = _refusal(port)
    if refusal is None:
        return
    in_use = refusal == errno.EADDRINUSE
    reason = "is in use by another program" if in_use else f"cannot be used ({os.strerror(refusal)})"
    raise StartRefused(f"The gateway's port {port} {reason}. Choose another one with --port, or free it.")


def _refusal(port: int) -> int | None:
    """Why nothing can listen there, as an error number."""
    with socket.socket() as probe:
        # As the servers do: connections that linger after a stop are no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError as error:
            return error.errno
    return None
