"""docker/compose.yaml: every process, with what it needs and nothing else."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from contest.embedded.postgresql import SETTINGS
from services.gateway.render import CONTAINER_PORT
from services.gateway.settings import GatewaySettings
from services.processes import PROCESSES
from tests.containers.files import (
    DOCKER,
    OUTWARD,
    SIGN_IN,
    UPSTREAMS,
    compose,
    compose_service,
    documents,
    env_file,
    environment_of,
    interpolated,
    needed_by,
    process_of,
    referred,
    settings_of,
    tool,
    variables_of,
)


def test_every_process_of_the_deployment_has_a_service_of_its_name() -> None:
    services = compose()["services"]

    processes = {name: process_of(service) for name, service in services.items()}

    assert {name: name for name in PROCESSES} == {name: process for name, process in processes.items() if process}


def test_quiz_runs_twice() -> None:
    assert compose_service("quiz")["deploy"]["replicas"] == 2


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_gets_what_it_needs_and_nothing_it_does_not_know(process: str, tmp_path: Path) -> None:
    environment = environment_of(compose_service(process), env_file(tmp_path))

    assert set(environment) <= variables_of(process)
    assert needed_by(process) <= set(environment)
    assert all(environment.values())


@pytest.mark.parametrize("process", PROCESSES)
def test_the_settings_of_a_process_accept_its_environment(
    process: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment_of(compose_service(process), env_file(tmp_path)).items():
        monkeypatch.setenv(name, value)

    settings: Any = settings_of(process)()

    service = PROCESSES[process].service
    assert settings.database_url.startswith(f"postgresql://{service}:")
    assert len(settings.secret) == 64
    assert not getattr(settings, "development_sign_in", False)


def test_the_migration_gets_the_owner_and_the_passwords_of_the_roles(tmp_path: Path) -> None:
    migrate = compose_service("migrate")

    environment = environment_of(migrate, env_file(tmp_path))

    assert [*migrate["entrypoint"], *migrate["command"]] == ["contest", "migrate", "--and-load-reference"]
    assert set(environment) == {"CONTEST_DATABASE_URL", "CONTEST_ROLE_PASSWORDS"}
    assert f"//{compose_service('postgres')['environment']['POSTGRES_USER']}:" in environment["CONTEST_DATABASE_URL"]


def test_the_env_file_holds_exactly_what_the_compose_file_asks_for(tmp_path: Path) -> None:
    assert referred() == set(env_file(tmp_path))


def test_neither_development_sign_in_nor_clock_changes_are_allowed() -> None:
    names = {name for service in compose()["services"].values() for name in service.get("environment", {})}

    assert not names & {"CONTEST_DEVELOPMENT_SIGN_IN", "CONTEST_CLOCK_CHANGES"}


@pytest.mark.parametrize("name", compose()["services"])
def test_every_container_is_confined(name: str) -> None:
    service = compose_service(name)

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}
    assert service["restart"]
    assert "build" in service or service["user"] != "root"
    assert name == "migrate" or service["stop_grace_period"]


def test_processes_start_after_the_migration_and_the_gateway_after_the_services() -> None:
    for process in PROCESSES:
        after = compose_service(process)["depends_on"]
        assert after == {
            "migrate": {"condition": "service_completed_successfully"},
            "valkey": {"condition": "service_healthy"},
        }

    assert compose_service("migrate")["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert sorted(compose_service("gateway")["depends_on"]) == UPSTREAMS


def test_only_the_gateway_is_reachable_from_outside() -> None:
    services = compose()["services"]

    published = [name for name, service in services.items() if "ports" in service]
    outside = [name for name, service in services.items() if "outside" in service["networks"]]

    assert published == outside == ["gateway"]
    assert compose()["networks"]["inside"] == {"internal": True}


@pytest.mark.parametrize("process", PROCESSES)
def test_who_calls_servers_elsewhere_gets_there_and_nobody_else_does(process: str) -> None:
    networks = compose_service(process)["networks"]

    assert networks == (["inside", "outward"] if process in OUTWARD else ["inside"])
    assert not compose()["networks"]["outward"].get("internal")


def test_ways_to_sign_in_reach_the_directory_and_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R4.1 R5.3: as an operator writes them into the .env file."""
    for name, value in environment_of(compose_service("directory"), env_file(tmp_path) | SIGN_IN).items():
        monkeypatch.setenv(name, value)

    settings: Any = settings_of("directory")()

    assert [app.app_id for app in settings.wechat_apps] == ["wx1"]
    assert settings.sms_account.access_key_id == "key"
    assert [app.issuer for app in settings.trusted_apps] == ["https://app.example.org"]
    with_them = {
        name for name in compose()["services"] if SIGN_IN.keys() & compose_service(name).get("environment", {}).keys()
    }
    assert with_them == {"directory"}


def test_the_webhook_of_reminders_reaches_the_worker_that_calls_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"CONTEST_REMINDER_WEBHOOK": '{"url": "https://office.example.org/hook", "token": "t"}'}
    for name, value in environment_of(compose_service("reporting-worker"), env_file(tmp_path) | given).items():
        monkeypatch.setenv(name, value)

    settings: Any = settings_of("reporting-worker")()

    assert settings.reminder_webhook.url == "https://office.example.org/hook"


def test_the_gateway_may_write_where_its_configuration_says() -> None:
    gateway = compose_service("gateway")
    listens_on = GatewaySettings().listen.rpartition(":")[2]

    mounts = {mount.partition(":")[0] for mount in gateway["tmpfs"]}

    assert str(GatewaySettings().folder) in mounts
    assert interpolated(gateway["ports"][0], {}).partition(":")[2] == listens_on
    assert listens_on in gateway["healthcheck"]["test"]
    assert str(CONTAINER_PORT) not in gateway["ports"][0]


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_postgresql_is_as_durable_as_the_embedded_one(name: str) -> None:
    embedded = {setting.name: setting.value for setting in SETTINGS}

    assert f"-c{name}={embedded[name]}" in compose_service("postgres")["command"]


def test_attachments_in_a_bucket_are_told_to_the_reporting_service_alone() -> None:
    """R5.3"""
    (added,) = documents(DOCKER / "compose.objects.yaml")

    with_variables = {name for name, service in added["services"].items() if "environment" in service}
    assert with_variables == {"reporting"}
    told = {name for name in added["services"]["reporting"]["environment"] if not name.startswith("AWS_")}
    assert told == {"CONTEST_ATTACHMENTS_URL", "CONTEST_VIRUS_SCANNER_URL"}
    assert told <= variables_of("reporting")


@pytest.mark.parametrize("file", ["compose.yaml", "compose.objects.yaml"])
def test_the_compose_specification_accepts_the_file(file: str) -> None:
    command = [tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(DOCKER / file)]

    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
