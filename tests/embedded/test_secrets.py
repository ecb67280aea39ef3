"""Who is told what on one machine: secrets reach their service alone, and servers do not share an account."""

import os
from pathlib import Path

import pytest

from contest.embedded import keys, programs
from contest.embedded.accounts import gateway_account, server_account, streams_account
from contest.embedded.deployment import Deployment
from contest.embedded.folder import DataFolder

COMMAND = ("contest",)


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    return Deployment(
        data_dir=folder.path,
        gateway_url="http://127.0.0.1:8080",
        admin_database_url="postgresql://owner:secret@127.0.0.1/contest",
        redis_url="redis://127.0.0.1",
        pid=os.getpid(),
        ports={instance: 20_000 + n for n, instance in enumerate(programs.instances(1))},
        secrets=keys.load_or_make(folder.secrets),
    )


@pytest.mark.parametrize(
    ("setting", "service"),
    [
        ("CONTEST_WECHAT_APPS", "directory"),
        ("CONTEST_SMS_ACCOUNT", "directory"),
        ("contest_sms_account", "directory"),
        ("CONTEST_REMINDER_WEBHOOK", "reporting"),
    ],
)
def test_the_secret_of_a_provider_reaches_its_service_alone(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, setting: str, service: str
) -> None:
    monkeypatch.setenv(setting, "secret")

    told = {
        instance
        for instance in deployment.instances
        if setting in programs.service(deployment, COMMAND, instance).environment
    }

    assert told == {instance for instance in deployment.instances if instance.startswith(service)}
    assert setting not in programs.preparation(deployment, COMMAND).environment


@pytest.mark.parametrize(("said", "told"), [(None, "1"), ("1", "1"), ("0", "0")])
def test_the_sign_in_for_development_can_be_turned_off(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, said: str | None, told: str
) -> None:
    monkeypatch.delenv("CONTEST_DEVELOPMENT_SIGN_IN", raising=False)
    if said is not None:
        monkeypatch.setenv("CONTEST_DEVELOPMENT_SIGN_IN", said)

    environment = programs.service(deployment, COMMAND, "directory").environment

    assert environment["CONTEST_DEVELOPMENT_SIGN_IN"] == told


def test_each_server_has_an_account_of_its_own() -> None:
    accounts = database, gateway, streams = server_account(), gateway_account(), streams_account()

    if os.geteuid() != 0:
        assert accounts == (None, None, None)
    else:
        assert database is not None
        assert gateway is not None
        assert streams is not None
        assert len({0, database.uid, gateway.uid, streams.uid}) == 4
