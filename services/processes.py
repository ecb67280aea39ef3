"""Every process of the deployment on one page: name → import string of its ASGI application factory."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Process:
    """One kind of process. `service` is its schema, database role and set of secrets.

    Workers are ASGI applications too: their loops live in the lifespan, their routes are health and metrics only.
    """

    service: str
    factory: str
    is_gateway_upstream: bool
    scales_with_cores: bool = False


PROCESSES: dict[str, Process] = {
    "directory": Process("directory", "services.directory.app:create_app", is_gateway_upstream=True),
    "directory-worker": Process("directory", "services.directory.worker:create_app", is_gateway_upstream=False),
    "quiz": Process("quiz", "quiz_service.app:create_app", is_gateway_upstream=True, scales_with_cores=True),
    "quiz-worker": Process("quiz", "quiz_service.worker:create_app", is_gateway_upstream=False),
    "scoring": Process("scoring", "scoring_service.app:create_app", is_gateway_upstream=True),
    "scoring-worker": Process("scoring", "scoring_service.worker:create_app", is_gateway_upstream=False),
    "reporting": Process("reporting", "reporting_service.app:create_app", is_gateway_upstream=True),
    "reporting-worker": Process("reporting", "reporting_service.worker:create_app", is_gateway_upstream=False),
    "camp": Process("camp", "services.camp.app:create_app", is_gateway_upstream=True),
    "camp-worker": Process("camp", "services.camp.worker:create_app", is_gateway_upstream=False),
}
