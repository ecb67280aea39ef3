"""A process without one of its guards, for the controls: `python -m tests.cluster.without GUARD serve PROCESS`."""

import importlib
import sys
from typing import Any

from contest.cli.main import main

GUARDS = {
    "mend": ("scoring_service.subscriptions.reconcile_sessions",),
    "look-over": ("services.chassis.worker.look_over", "services.chassis.process.look_over"),
    "refusal-of-clusters": ("services.chassis.worker.refuse_cluster",),
}
"""What is left out, by the names under which it is called."""


async def nothing(*_: Any, **__: Any) -> None:
    pass


def leave_out(guard: str) -> None:
    for place in GUARDS[guard]:
        module, _, name = place.rpartition(".")
        loaded = importlib.import_module(module)
        assert hasattr(loaded, name)
        setattr(loaded, name, nothing)


if __name__ == "__main__":
    leave_out(sys.argv.pop(1))
    main()
