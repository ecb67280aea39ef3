"""R6.8 I9: hosts vanish from the network, silent as pulled cables are; the address of the contest moves."""

import asyncio
import random

import httpx

from tests.cluster.healing import seed_of_now
from tests.cluster.history import History
from tests.cluster.hosts import ON_HOSTS, QUIZ
from tests.cluster.judge import judge
from tests.cluster.scene import HostsScene

CONTEST = "safety-month-2026"
PER_SECOND = 4
BEFORE_S, AWAY_S, AFTER_S = 3.0, 8.0, 6.0

pytestmark = ON_HOSTS


async def played(scene: HostsScene, host: str, seed: int) -> History:
    """A load that goes on while a host is away and comes back."""
    history = History(scene.system.variables["CONTEST_TOKEN_SIGNING_KEYS"], CONTEST, random.Random(seed))
    over = asyncio.Event()
    # An app gives an answer up after some seconds; a lost host never says that it is gone.
    async with httpx.AsyncClient(base_url=scene.system.gateway.base_url, timeout=5) as client:
        playing = asyncio.create_task(history.play_until(client, over, PER_SECOND))
        await asyncio.sleep(BEFORE_S)
        scene.network.lose(host)
        await asyncio.sleep(AWAY_S)
        scene.network.bring_back(host)
        await asyncio.sleep(AFTER_S)
        over.set()
        await playing
    return history


async def test_the_host_of_a_gateway_vanishes_and_the_address_moves_to_the_other(scene: HostsScene) -> None:
    seed = seed_of_now()
    before = scene.network.holder()
    assert before is not None

    history = await played(scene, before, seed)

    after = scene.network.holder()
    await judge(scene.system, "gateway's host lost", history, seed)
    assert after not in {None, before}
    assert history.longest_silence_s < AWAY_S


async def test_the_host_of_a_quiz_process_vanishes(scene: HostsScene) -> None:
    seed = seed_of_now()

    history = await played(scene, "quiz-1", seed)

    await judge(scene.system, "quiz host lost", history, seed)


async def test_without_a_second_gateway_nobody_gets_in_while_the_host_is_away(scene: HostsScene) -> None:
    """The control: the loss of a host is one."""
    seed, network = seed_of_now(), scene.network
    holder = network.holder()
    (other,) = {"gateway-1", "gateway-2"} - {holder}
    network.lose(other)

    history = await played(scene, str(holder), seed)

    network.bring_back(other)
    await judge(scene.system, "both gateways lost", history, seed, is_control=True)
    assert history.longest_silence_s > AWAY_S


async def test_without_a_second_quiz_process_nobody_plays_while_its_host_is_away(scene: HostsScene) -> None:
    """The control of the lost quiz host: what makes it harmless is the second one."""
    seed, network = seed_of_now(), scene.network
    one, other = QUIZ
    network.lose(other)

    history = await played(scene, one, seed)

    network.bring_back(other)
    await judge(scene.system, "both quiz hosts lost", history, seed, is_control=True)
    assert history.longest_silence_s > AWAY_S
