"""What a process tells Prometheus of its requests."""

from prometheus_client import CollectorRegistry, generate_latest

from services.kit.metrics import Requests


def test_requests_are_counted_by_route_and_status_and_timed_by_route() -> None:
    """R5.6"""
    requests, registry = Requests(), CollectorRegistry()
    registry.register(requests)

    for status, seconds in ((200, 0.001), (200, 0.0011), (503, 3.0)):
        requests.observe("GET", "/v1/x", status, seconds)
    lines = generate_latest(registry).decode().splitlines()

    assert 'contest_requests_total{method="GET",route="/v1/x",status="200"} 2.0' in lines
    assert 'contest_requests_total{method="GET",route="/v1/x",status="503"} 1.0' in lines
    assert 'contest_request_seconds_bucket{le="0.001",route="/v1/x"} 1.0' in lines
    assert 'contest_request_seconds_bucket{le="0.0025",route="/v1/x"} 2.0' in lines
    assert 'contest_request_seconds_bucket{le="2.5",route="/v1/x"} 2.0' in lines
    assert 'contest_request_seconds_bucket{le="+Inf",route="/v1/x"} 3.0' in lines
    assert 'contest_request_seconds_count{route="/v1/x"} 3.0' in lines
    assert 'contest_request_seconds_sum{route="/v1/x"} 3.0021' in lines
