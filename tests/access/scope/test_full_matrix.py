"""The full matrix: organisers of every unit in every role, every route, every target (R2.6, I8).

Each part runs by itself (`pytest -m long FILE -k reporter-below_CE`), and the two trees side by side (`-k below_CN`).
"""

import pytest

from tests.access.scope.matrix import ROLES, judged
from tests.access.scope.world import SPREAD, World


@pytest.mark.long
@pytest.mark.parametrize("root", SPREAD, ids="below_{}".format)
@pytest.mark.parametrize("role", ROLES)
async def test_organisers_at_every_unit_meet_nothing_foreign(world: World, role: str, root: str) -> None:
    nodes = sorted(world.below(root))

    found = await judged(world, nodes, [role], is_every_target=True)

    print(f"{role} at each of {len(nodes)} units of {root}: {found}")
    assert found.breaches == {}
