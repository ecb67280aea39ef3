"""R6.8 I9 I22: everything is lost or spoilt, and comes back from the archive as it was at a moment.

The commands are those of docs/operations.md. Prints what was acknowledged before and after that moment, and kept.
"""

import asyncio
import random
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from services.chassis.tokens import Signer
from tests.cluster.archived_postgres import ArchivedPostgres, archived_postgres
from tests.cluster.healing import seed_of_now, until_healed
from tests.cluster.history import History
from tests.containers.files import env_file
from tests.containers.topology import CONTEST as COMMAND
from tests.containers.topology import Topology, running_topology
from tests.support.servers import PASSWORD, Servers
from tests.support.tokens import organiser

CONTEST = "safety-month-2026"
WEIHAI, FORM = "371000", "weihai_2023_annex1"
PHOTO = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100
PER_SECOND = 4
BEFORE_S, AFTER_S = 8.0, 5.0
COPIES_WITHIN_S = 30

pytestmark = pytest.mark.long


@dataclass
class Scene:
    """The system on a server that is archived; `files` is the folder of its attachments."""

    system: Topology
    postgres: ArchivedPostgres
    files: Path
    history: History

    async def play(self, seconds: float) -> None:
        await self.history.play_for(self.system.gateway, seconds, PER_SECOND)

    @property
    def reporter(self) -> dict[str, str]:
        token = Signer(self.system.variables["CONTEST_TOKEN_SIGNING_KEYS"]).sign(organiser("reporter", WEIHAI), 3600)
        return {"Authorization": f"Bearer {token}"}

    async def attach(self) -> str:
        """A photo to a report; the path under which it can be fetched."""
        environment = self.system.environment("migrate")
        loaded = await asyncio.create_subprocess_exec(*COMMAND, "load-demo", env=environment)
        assert await loaded.wait() == 0
        content = {"template_id": FORM, "unit": WEIHAI}
        async with asyncio.timeout(COPIES_WITHIN_S):
            while not (report := await self._post("/v1/reports", json=content)).is_success:
                await asyncio.sleep(0.5)
        path = f"/v1/reports/{report.json()['id']}/attachments"
        attached = await self._post(path, files={"file": ("photo.png", PHOTO, "image/png")})
        assert attached.status_code == httpx.codes.CREATED, attached.text
        return f"/v1/attachments/{attached.json()['id']}"

    async def _post(self, path: str, **content: object) -> httpx.Response:
        return await self.system.gateway.post(path, headers=self.reporter, **content)

    async def moment(self) -> tuple[float, str]:
        """By the clock of the test, and a little later by that of the server."""
        return time.monotonic(), await self.postgres.ask("SELECT CAST(clock_timestamp() AS text)")


@asynccontextmanager
async def scene(servers: Servers, seed: int) -> AsyncIterator[Scene]:
    with TemporaryDirectory(prefix="contest-tests-") as data, TemporaryDirectory(prefix="contest-tests-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        files = folder / "contest-attachments"
        redis_url = f"redis://:{PASSWORD}@127.0.0.1:{servers.redis_port}/0"
        async with archived_postgres(Path(data), redis_url, files) as postgres:
            await asyncio.to_thread(postgres.run, "Once: the archive")
            behind = Servers(postgres.port, servers.redis_port)
            async with running_topology(behind, env_file(folder), folder) as system:
                keys = system.variables["CONTEST_TOKEN_SIGNING_KEYS"]
                yield Scene(system, postgres, files, History(keys, CONTEST, random.Random(seed)))


async def saved(found: Scene) -> str:
    """Backups are taken while people play. The path of an attachment."""
    playing = asyncio.create_task(found.play(BEFORE_S))
    await asyncio.to_thread(found.postgres.run, "Each night: a base backup")
    attachment = await found.attach()
    await asyncio.to_thread(found.postgres.run_as_operator, "Each hour: the files")
    await playing
    return attachment


async def restored(found: Scene, moment: str, *, is_valkey_emptied: bool) -> None:
    for name in found.system.processes:
        if found.system.processes[name][1].returncode is None:
            await found.system.stop(*name)
    (backup,) = found.postgres.backups.joinpath("base").iterdir()
    found.postgres.variables |= {"BACKUP": str(backup), "MOMENT": moment}
    await asyncio.to_thread(found.postgres.run, "The database, as it was at the moment")
    await asyncio.to_thread(found.postgres.run_as_operator, "The files")
    if is_valkey_emptied:
        await asyncio.to_thread(found.postgres.run_as_operator, "The streams: they fill from the record again")
    await found.system.start_again()


async def judged(found: Scene, until: float, attachment: str) -> tuple[list[str], list[str], bytes]:
    """Differences; acknowledged sessions that are gone although they were handed in by then; the attachment."""
    differences = await until_healed(found.system.servers.url(found.system.database))
    lost = await found.history.lost(found.system.gateway)
    too_late = [each for each in found.history.hand_ins if each.at > until]
    print(
        f"{len(found.history.hand_ins) - len(too_late)} hand-ins acknowledged by the moment, {len(too_late)} after it, "
        f"{len(lost)} lost"
    )
    assert any(each.at > until for each in lost), "nothing was lost: this is no moment of the past"
    photo = await found.system.gateway.get(attachment, headers=found.reporter)
    return differences, [each.session for each in lost if each.at <= until], photo.content


async def test_a_machine_that_is_lost_comes_back_from_the_archive_as_of_a_moment(servers: Servers) -> None:
    """The streams are emptied, as the run book asks for."""
    seed = seed_of_now()
    async with scene(servers, seed) as found:
        attachment = await saved(found)
        until, moment = await found.moment()
        await found.play(AFTER_S)
        await found.postgres.until_archived()
        found.postgres.lose()
        shutil.rmtree(found.files)

        await restored(found, moment, is_valkey_emptied=True)

        print(f"machine lost: seed {seed}, restored to {moment}")
        assert await judged(found, until, attachment) == ([], [], PHOTO)
        assert found.history.unexpected == []


async def test_what_the_streams_tell_of_after_the_moment_is_taken_back(servers: Servers) -> None:
    """Somebody spoilt the record; the streams are left as they are, with entries that scoring had not read (I22)."""
    seed = seed_of_now()
    async with scene(servers, seed) as found:
        attachment = await saved(found)
        await found.system.stop("scoring-worker", 1)
        until, moment = await found.moment()
        await found.play(AFTER_S)
        await asyncio.to_thread(found.postgres.run, "If the server still runs: it archives what it holds, and stops")

        await restored(found, moment, is_valkey_emptied=False)

        print(f"record spoilt: seed {seed}, restored to {moment}")
        assert await judged(found, until, attachment) == ([], [], PHOTO)
        assert found.history.unexpected == []
        reversals = "SELECT count(*) FROM scoring.ledger WHERE kind = 'reversal'"
        assert int(await found.postgres.ask(reversals, found.system.database)) > 0
