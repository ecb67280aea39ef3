#!/usr/bin/env python3
"""Write the gateway's two committed configurations from the route table: `python docker/render_nginx.py`.

They are committed so that a change of the routes shows in a review as what nginx will do. A test compares them.
"""

from dataclasses import replace
from pathlib import Path

from services.gateway.render import CONTAINER_PORT, render, render_container
from services.gateway.settings import GatewaySettings
from services.processes import PROCESSES

HERE = Path(__file__).parent

# nginx asks the name server itself, without the search domains of a pod, so the names must be complete.
DOMAIN = "contest.svc.cluster.local"
NAME_SERVER = "kube-dns.kube-system.svc.cluster.local"
# Pods and load balancers in front: without this, all sign-ins would come from the address of the ingress.
PRIVATE_NETWORKS = ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")
# As many as the cores that the Deployment allows; `auto` would count those of the node.
KUBERNETES_WORKERS = "2"


def configurations() -> dict[Path, str]:
    """File → its content."""
    return {
        HERE / "nginx.conf": render_container(GatewaySettings()),
        HERE / "kubernetes" / "base" / "nginx.conf": _for_kubernetes(),
    }


def _for_kubernetes() -> str:
    settings = replace(
        GatewaySettings(),
        resolver=NAME_SERVER,
        trusted_proxies=PRIVATE_NETWORKS,
        worker_processes=KUBERNETES_WORKERS,
    )
    upstreams = {
        process.service: [f"{name}.{DOMAIN}:{CONTAINER_PORT}"]
        for name, process in PROCESSES.items()
        if process.is_gateway_upstream
    }
    return render(settings, upstreams)


if __name__ == "__main__":
    for path, content in configurations().items():
        path.write_text(content, encoding="utf-8")
