"""Who may say that a request came earlier, and how much of that counts (I2)."""

from typing import Any

import pytest

from services.chassis.arrival import Gateways
from services.chassis.clock import MAX_GATEWAY_WAIT_S, waited_s


def earlier_s(gateways: str, waited: str | None, client: str = "10.1.2.3") -> float:
    headers = [] if waited is None else [(b"x-gateway-waited", waited.encode())]
    scope: dict[str, Any] = {"type": "http", "headers": headers, "client": (client, 1234)}
    return waited_s(Gateways(gateways).arrival(scope))


@pytest.mark.parametrize(
    ("gateways", "is_believed"),
    [("10.1.2.3", True), ("127.0.0.1, 10.0.0.0/8", True), ("*", True), ("127.0.0.1", False), ("", False)],
)
def test_only_a_gateway_is_believed(gateways: str, *, is_believed: bool) -> None:
    assert earlier_s(gateways, "3.000") == pytest.approx(3.0 if is_believed else 0.0, abs=0.1)


@pytest.mark.parametrize(
    ("text", "seconds"), [("0.250, 3.001", 3.251), ("2.000 : 1.000", 3.0), ("-", 0), ("-9", 0), ("a", 0), (None, 0)]
)
def test_waits_of_all_attempts_add_up_and_nothing_else_counts(text: str | None, seconds: float) -> None:
    assert earlier_s("*", text) == pytest.approx(seconds, abs=0.1)


def test_no_wait_counts_for_longer_than_a_gateway_waits() -> None:
    headers = [(b"x-gateway-waited", b"3600")]
    arrived = Gateways("*").arrival({"type": "http", "headers": headers, "client": None})

    assert waited_s(arrived) == pytest.approx(MAX_GATEWAY_WAIT_S, abs=0.1)


def test_a_caller_without_an_address_is_no_gateway() -> None:
    scope: dict[str, Any] = {"type": "http", "headers": [(b"x-gateway-waited", b"3")], "client": None}

    assert waited_s(Gateways("127.0.0.1").arrival(scope)) < 1
