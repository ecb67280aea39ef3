"""The typed client of browsers and mini programs against a running system (R6.9)."""

import subprocess

from services.web.build import HERE, deno_program, environment
from tests.support.contest import ContestSystem

CLIENT = HERE.parents[1] / "openapi" / "client"


def test_the_client_plays_by_fetch_and_by_wx_request_and_follows_a_board(system: ContestSystem) -> None:
    rights = [
        "--no-check",
        "--frozen",
        "--cached-only",
        "--allow-net=127.0.0.1",
        "--allow-env=CONTEST_URL",
        "--allow-read",
    ]
    command = [str(deno_program()), "test", *rights, str(CLIENT / "test" / "live_test.ts")]

    played = subprocess.run(
        command,
        cwd=HERE,
        env={**environment(), "CONTEST_URL": system.url},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert played.returncode == 0, played.stdout + played.stderr
    assert "17 passed" in played.stdout
