"""R6.8 I9: docker/compose.yaml with a standby of PostgreSQL and Sentinels of Valkey; each server is lost once."""

import time
from collections.abc import Iterator

import pytest

from contest.cli.keys import compose_variables
from tests.containers.engine.conftest import Starting
from tests.containers.engine.stack import Stack
from tests.containers.files import made_secrets

pytestmark = pytest.mark.long

PROFILES = ("standby", "sentinels")
SMOKE = ("smoke", "--url", "http://gateway:8080")
SENTINELS = "sentinel:26379/contest"
TAKEN_OVER_WITHIN_S = 60


@pytest.fixture(scope="module")
def stack(starting: Starting, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """As docker/README.md asks for."""
    variables = compose_variables(made_secrets(tmp_path_factory.mktemp("secrets")), SENTINELS) | {
        "CONTEST_DATABASE_HOSTS": "postgres:5432,postgres-standby:5432",
        "CONTEST_SYNCHRONOUS_STANDBYS": "ANY 1 (*)",
        "CONTEST_NEEDS_SYNCHRONOUS_STANDBY": "true",
    }
    with starting(variables, PROFILES) as running:
        yield running


def smoke(stack: Stack) -> str:
    return stack.run_once("migrate", *SMOKE, variables=["CONTEST_TOKEN_SIGNING_KEYS"])


def test_commits_wait_for_the_standby_and_the_system_plays(stack: Stack) -> None:
    assert stack.ask("postgres-1", "SELECT application_name, sync_state FROM pg_stat_replication") == "standby|quorum"
    assert "all is well" in smoke(stack)


def test_sentinels_put_the_replica_in_charge_when_the_server_is_lost(stack: Stack) -> None:
    stack.engine.podman("kill", "valkey-1")

    deadline = time.monotonic() + TAKEN_OVER_WITHIN_S
    while "role:master" not in stack.exec("valkey-replica-1", "valkey-cli", "info", "replication"):
        assert time.monotonic() < deadline
        time.sleep(1)

    assert "all is well" in smoke(stack)


def test_the_promoted_standby_serves_all_that_was_acknowledged(stack: Stack) -> None:
    units = stack.ask("postgres-1", "SELECT count(*) FROM directory.units")
    stack.engine.podman("kill", "postgres-1")

    stack.exec("postgres-standby-1", "pg_ctl", "promote")

    assert stack.ask("postgres-standby-1", "SELECT count(*) FROM directory.units") == units
    assert "all is well" in smoke(stack)
    assert stack.run_once("migrate", "verify") == "verified: no difference"
