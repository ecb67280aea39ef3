"""R5.6: the gateway's lines become metrics, what it refused by itself included."""

import asyncio
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.gateway.gateway import Upstream, running_gateway
from tests.support.tools import program

PROGRAMS = Path(__file__).parents[2] / "deploy" / "mtail"
WRITTEN_WITHIN_S = 1.2


def counted(log: Path) -> dict[str, float]:
    """Series → value, as mtail tells Prometheus."""
    command = [program("mtail"), "--one_shot", "--one_shot_format=prometheus", f"--progs={PROGRAMS}", f"--logs={log}"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    lines = re.findall(r'^(contest_\w+)\{prog="gateway\.mtail",?([^}]*)\} (\S+)$', run.stdout, re.MULTILINE)
    return {f"{name}{{{labels}}}": float(value) for name, labels, value in lines}


async def test_what_processes_answered_and_what_nginx_refused_is_counted_by_route_and_status() -> None:
    with TemporaryDirectory(prefix="contest-tests-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        log = folder / "access.log"
        async with running_gateway(folder, Upstream(), access_log=str(log)) as client:
            for _ in range(3):
                await client.put("/v1/sessions/s/answers/1", json={})
            await client.post("/v1/contests", content=b"x" * 100_000)
            await asyncio.sleep(WRITTEN_WITHIN_S)

        found = counted(log)

    assert found['contest_gateway_requests_total{route="/v1/sessions",status="200"}'] == 3
    assert found['contest_gateway_requests_total{route="/v1/contests",status="413"}'] == 1
    assert found['contest_gateway_own_answers_total{route="/v1/contests",status="413"}'] == 1
    assert not any(each.startswith('contest_gateway_own_answers_total{route="/v1/sessions"') for each in found)
    assert found['contest_gateway_request_seconds_count{route="/v1/sessions"}'] == 3
    assert found["contest_gateway_bytes_total{}"] > 0
