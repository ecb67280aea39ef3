"""Renders the nginx configuration from the route table: for one machine with ports, for containers with names.

`python -m services.gateway.render --container` prints the configuration of the container image.
"""

import argparse
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from string import Template

from services.gateway.documents import write_documents
from services.gateway.headers import IDENTITY_HEADERS, SAFE_HEADERS, WAITED_HEADER
from services.gateway.pages import page_locations
from services.gateway.problems import PROBLEMS, detail_map, error_page, problem_location
from services.gateway.routes import FIRST_REFUSED, Answer, Limit, Route, routes_to
from services.gateway.settings import GatewaySettings, trusted_proxies
from services.processes import PROCESSES

# Port on which every process listens in its own container.
CONTAINER_PORT = 8000
# What nginx answers when a process stays silent.
SILENCE = 504
# Docker's own name server; Kubernetes has another address, given by --resolver.
CONTAINER_RESOLVER = "127.0.0.11"


class _NginxTemplate(Template):
    """`@{name}` instead of `${name}`, which is nginx's own notation for variables."""

    delimiter = "@"


def render(settings: GatewaySettings, upstreams: Mapping[str, Sequence[str]]) -> str:
    """The whole configuration. `upstreams` maps a service to the `host:port` of each of its processes."""
    template = Path(__file__).with_name("nginx.conf.template").read_text(encoding="utf-8")
    access_log = f"{settings.access_log} requests buffer=32k flush=1s" if settings.access_log else "off"
    values = {
        **{name: str(value) for name, value in vars(settings).items()},
        "main": f"user {settings.user};" if settings.user else "",
        "access_log": access_log,
        "route_names": _indent(8, (f'"~{_of_raw(route.pattern)}" "{route.path}";' for route in routes_to(upstreams))),
        "participant_token": _beginning_of_claims("participant"),
        "organiser_token": _beginning_of_claims("organiser"),
        "per_token": str(settings.per_token.per_second),
        "sign_in_per_address": str(settings.sign_in_per_address.per_second),
        "trusted_proxies": _indent(4, _trusted_proxies(settings)),
        "details": _indent(4, (line for problem in PROBLEMS for line in detail_map(problem))),
        "upstreams": _indent(4, _upstreams(settings, upstreams)),
        "proxy_headers": _indent(8, _proxy_headers()),
        "safe_headers": _indent(8, SAFE_HEADERS),
        "error_pages": _indent(8, (error_page(problem) for problem in PROBLEMS)),
        "routes": _indent(8, (line for route in routes_to(upstreams) for line in _location(settings, route))),
        "pages": _indent(8, page_locations(settings.folder)),
        "problems": _indent(8, (line for problem in PROBLEMS for line in problem_location(problem))),
    }
    return _NginxTemplate(template).substitute(values)


def render_container(settings: GatewaySettings, resolver: str = CONTAINER_RESOLVER) -> str:
    """The configuration for compose and Kubernetes, where each service is reached by its name."""
    names = [name for name, process in PROCESSES.items() if process.is_gateway_upstream]
    upstreams = {PROCESSES[name].service: [f"{name}:{CONTAINER_PORT}"] for name in names}
    return render(replace(settings, resolver=resolver), upstreams)


def _of_raw(pattern: str) -> str:
    """Of an address as it was sent, which may have a query; what is encoded in odd ways has no route in the log."""
    return pattern.replace("(/|$)", "(/|\\?|$)") if pattern.endswith("(/|$)") else pattern.removesuffix("$") + "(\\?|$)"


def _beginning_of_claims(kind: str) -> str:
    """Of a token for this kind of account, in base64url: whole groups of three bytes are the same in each."""
    text = f'{{"use":"{kind}"'.encode()
    return urlsafe_b64encode(text[: len(text) // 3 * 3]).decode()


def _indent(width: int, lines: Iterable[str]) -> str:
    return "\n".join(" " * width + line for line in lines)


def _trusted_proxies(settings: GatewaySettings) -> Iterable[str]:
    yield from (f"set_real_ip_from {address};" for address in settings.trusted_proxies)
    if settings.trusted_proxies:
        yield from ("real_ip_header X-Forwarded-For;", "real_ip_recursive on;")
    if settings.resolver:
        yield f"resolver {settings.resolver} valid=5s ipv6=off;"


def _upstreams(settings: GatewaySettings, upstreams: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """A group for each service, and a bounded one of the same processes for what is refused first."""
    bounded = {route.upstream for route in routes_to(upstreams) if route.is_first_refused}
    for service, addresses in upstreams.items():
        yield from _upstream(settings, service, addresses)
        if service + FIRST_REFUSED in bounded:
            yield from _upstream(settings, service + FIRST_REFUSED, addresses, settings.starts_at_once)


def _upstream(
    settings: GatewaySettings, group: str, addresses: Sequence[str], at_once: int | None = None
) -> Iterable[str]:
    # Marking the only server as failed would turn one lost connection into a second of refusals. A name may stand
    # for several replicas.
    has_several = len(addresses) > 1 or settings.resolver is not None
    failures = f"max_fails={settings.failures_of_a_replica} fail_timeout=1s" if has_several else "max_fails=0"
    by_name = " resolve" if settings.resolver else ""
    # Without a queue nginx answers at once what would exceed this.
    bound = f" max_conns={at_once}" if at_once else ""
    yield f"upstream {group} {{"
    yield f"    zone {group} 128k;"
    yield "    least_conn;"
    yield from (f"    server {address} {failures}{bound}{by_name};" for address in addresses)
    yield f"    keepalive {settings.upstream_idle_connections};"
    yield f"    keepalive_timeout {settings.upstream_idle_seconds}s;"
    yield "    keepalive_requests 100000;"
    yield "}"


def _proxy_headers(waited: str = "") -> Iterable[str]:
    yield f'proxy_set_header {WAITED_HEADER} "{waited}";'
    yield 'proxy_set_header Connection "";'
    yield "proxy_set_header Host $http_host;"
    yield "proxy_set_header X-Request-ID $contest_request_id;"
    yield "proxy_set_header X-Forwarded-For $remote_addr;"
    # The services need not compress: where it is allowed, the gateway does.
    yield 'proxy_set_header Accept-Encoding "";'
    yield from (f'proxy_set_header {name} "";' for name in IDENTITY_HEADERS)


def _location(settings: GatewaySettings, route: Route) -> Iterable[str]:
    yield f"location ~ {route.pattern} {{"
    if route.limit is not Limit.NONE:
        burst = getattr(settings, route.limit.value).burst
        yield f"    limit_req zone={route.limit.value} burst={burst} nodelay;"
    if route.body_limit:
        yield f"    client_max_body_size {route.body_limit};"
        yield "    proxy_request_buffering off;"
    if route.places is not None:
        yield f"    limit_conn {route.places.value} {getattr(settings, route.places.value)};"
        yield "    limit_conn_status 429;"
    if route.read_seconds:
        yield f"    proxy_read_timeout {route.read_seconds}s;"
    if route.is_repeatable:
        # nginx repeats a POST only when told so. These may be: a start, save or hand-in that reached a process
        # which then died has its effect once, and the repeat returns it. One that is silent is left after a while.
        yield "    proxy_next_upstream error non_idempotent;"
        yield f"    proxy_read_timeout {settings.patience_seconds}s;"
        yield "    recursive_error_pages on;"
        yield from (f"    {error_page(problem, except_for=SILENCE)}" for problem in PROBLEMS)
        yield f"    error_page {SILENCE} = {_again(route)};"
    yield from (f"    {line}" for line in _answer(settings, route.answer))
    if route.is_first_refused:
        # Under overload each refusal would be a line.
        yield "    error_log stderr crit;"
    yield f"    proxy_pass http://{route.upstream};"
    yield "}"
    if route.is_repeatable:
        yield from _second_attempt(settings, route)


def _second_attempt(settings: GatewaySettings, route: Route) -> Iterable[str]:
    """Another process is asked, and told how long the silent one was waited for: that is not the participant's fault.

    It is a time span by the gateway's own clock, and begins when the whole request is here, so no clock has to agree
    with another and no client can lengthen it.
    """
    yield f"location {_again(route)} {{"
    yield "    proxy_next_upstream error non_idempotent;"
    yield f"    proxy_read_timeout {settings.patience_seconds}s;"
    yield from (f"    {line}" for line in _proxy_headers(waited="$upstream_response_time"))
    yield f"    proxy_pass http://{route.upstream};"
    yield "}"


def _again(route: Route) -> str:
    return f"@again_{route.upstream}"


def _answer(settings: GatewaySettings, answer: Answer) -> Iterable[str]:
    if answer is Answer.COMPRESSED:
        yield "gzip on;"
    if answer is Answer.STREAMED:
        yield f"limit_conn streams {settings.streams_at_once};"
        yield f"limit_conn small_streams {settings.small_streams_at_once};"
        yield f"limit_conn streams_per_address {settings.streams_per_address};"
        yield "proxy_buffering off;"
        yield f"proxy_read_timeout {settings.stream_seconds}s;"
    if answer is Answer.SHARED:
        yield from _shared_answer()


def _shared_answer() -> Iterable[str]:
    """Boards. An entry lives until the instant in X-Accel-Expires; there is no time of the gateway's own.

    `use_stale` is left out on purpose, since it has no age bound: an upstream that wants its last board shown while
    it is away says for how long by `stale-if-error` in Cache-Control.
    """
    yield "proxy_cache boards;"
    # The services name an allowed origin, and say that answers differ by it, only where one is given.
    yield "proxy_cache_key $has_origin$request_uri;"
    yield "proxy_cache_lock on;"
    yield "proxy_cache_lock_timeout 2s;"
    yield "proxy_cache_lock_age 2s;"
    # An expired entry is renewed by its entity tag, so an unchanged board crosses the wire once.
    yield "proxy_cache_revalidate on;"
    yield "proxy_ignore_headers Expires Set-Cookie;"
    yield "proxy_hide_header Set-Cookie;"
    # What all readers share must not depend on who asked first.
    yield from _proxy_headers()
    yield 'proxy_set_header Authorization "";'
    yield 'proxy_set_header Cookie "";'


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the container's configuration, or writes it with the documents it serves into a folder."""
    parser = argparse.ArgumentParser(description="Renders the configuration of the gateway.")
    parser.add_argument("--container", action="store_true", required=True, help="upstreams by host name")
    parser.add_argument("--resolver", default=CONTAINER_RESOLVER, help="name server that knows the services")
    parser.add_argument(
        "--trusted-proxies",
        type=trusted_proxies,
        default=(),
        metavar="NETWORKS",
        help="load balancers in front whose X-Forwarded-For is believed: addresses or CIDR blocks, divided by commas",
    )
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write nginx.conf and the documents there")
    chosen = parser.parse_args(arguments)
    settings = GatewaySettings(folder=chosen.write.absolute()) if chosen.write else GatewaySettings()
    configuration = render_container(replace(settings, trusted_proxies=chosen.trusted_proxies), chosen.resolver)
    if chosen.write:
        write_documents(chosen.write)
        chosen.write.joinpath("nginx.conf").write_text(configuration, encoding="utf-8")
    else:
        sys.stdout.write(configuration)
    return 0


if __name__ == "__main__":
    sys.exit(main())
