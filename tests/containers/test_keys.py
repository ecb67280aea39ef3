"""`contest keys`: secrets that fit together, stay the same, and go to nobody else."""

import json
import sys
from pathlib import Path

import pytest

from contest.cli import keys
from services.chassis.tokens import Signer, Verifier
from services.kit.errors import Unauthenticated
from services.processes import PROCESSES
from tests.containers.files import env_file, secrets_of_kubernetes
from tests.support.tokens import participant

SERVICES = sorted({process.service for process in PROCESSES.values()})


def run_keys(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["contest keys", *arguments])
    with pytest.raises(SystemExit) as end:
        keys.app()
    assert end.value.code == 0


def test_the_same_file_gives_the_same_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run_keys(monkeypatch, str(tmp_path / "secrets.json"))
    first = capsys.readouterr().out

    run_keys(monkeypatch, str(tmp_path / "secrets.json"))

    assert capsys.readouterr().out == first
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0


def test_what_is_printed_is_read_by_compose_unchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = env_file(tmp_path)

    run_keys(monkeypatch, str(tmp_path / "secrets.json"))

    lines = capsys.readouterr().out.splitlines()
    assert {line.split("=", 1)[0] for line in lines} == set(expected)
    assert all(line == f"{name}='{value}'" for line, (name, value) in zip(lines, expected.items(), strict=True))


def test_a_token_of_the_signing_keys_passes_the_verification_keys(tmp_path: Path) -> None:
    variables = env_file(tmp_path)
    caller = participant()

    token = Signer(variables["CONTEST_TOKEN_SIGNING_KEYS"]).sign(caller, 60)

    assert Verifier(variables["CONTEST_TOKEN_VERIFICATION_KEYS"]).verify(token) == caller
    assert '"d"' not in variables["CONTEST_TOKEN_VERIFICATION_KEYS"]


def test_a_new_token_key_is_known_before_it_signs_and_the_former_one_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R6.8: no token is refused while processes learn of it one after the other."""
    steps = [env_file(tmp_path)]
    for _ in range(2):
        run_keys(monkeypatch, str(tmp_path / "secrets.json"), "--renew-token-key")
        steps.append(env_file(tmp_path))
    caller = participant()

    tokens = [Signer(each["CONTEST_TOKEN_SIGNING_KEYS"]).sign(caller, 60) for each in steps]

    known = [Verifier(each["CONTEST_TOKEN_VERIFICATION_KEYS"]) for each in steps]
    assert tokens[2] != tokens[1]
    assert [verifier.verify(tokens[0]) for verifier in known] == [caller] * 3
    assert [verifier.verify(tokens[2]) for verifier in known[1:]] == [caller] * 2
    assert all('"d"' not in each["CONTEST_TOKEN_VERIFICATION_KEYS"] for each in steps)


def test_a_key_that_was_replaced_is_forgotten_with_the_next_renewal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = Signer(env_file(tmp_path)["CONTEST_TOKEN_SIGNING_KEYS"]).sign(participant(), 60)
    for _ in range(3):
        run_keys(monkeypatch, str(tmp_path / "secrets.json"), "--renew-token-key")

    with pytest.raises(Unauthenticated):
        Verifier(env_file(tmp_path)["CONTEST_TOKEN_VERIFICATION_KEYS"]).verify(token)


def test_renewed_passwords_are_others_and_nothing_else_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = env_file(tmp_path)

    run_keys(monkeypatch, str(tmp_path / "secrets.json"), "--renew-passwords")

    after = env_file(tmp_path)
    passwords = {f"CONTEST_{service.upper()}_PASSWORD" for service in SERVICES} | {"CONTEST_ROLE_PASSWORDS"}
    assert {name for name in before if before[name] != after[name]} == passwords
    assert json.loads(after["CONTEST_ROLE_PASSWORDS"])["quiz"] == after["CONTEST_QUIZ_PASSWORD"]


def test_roles_are_made_with_the_passwords_that_the_services_use(tmp_path: Path) -> None:
    variables = env_file(tmp_path)

    roles = json.loads(variables["CONTEST_ROLE_PASSWORDS"])

    assert roles == {service: variables[f"CONTEST_{service.upper()}_PASSWORD"] for service in SERVICES}


def test_no_secret_of_kubernetes_holds_what_belongs_to_another_service(tmp_path: Path) -> None:
    secrets = secrets_of_kubernetes(tmp_path)

    own = [secrets[f"contest-{service}"] for service in SERVICES]

    assert [url["CONTEST_DATABASE_URL"].split(":")[1] for url in own] == [f"//{service}" for service in SERVICES]
    assert len({content["CONTEST_SECRET"] for content in own}) == len(SERVICES)
    assert [name for name, content in secrets.items() if "CONTEST_TOKEN_SIGNING_KEYS" in content] == [
        "contest-directory"
    ]


def test_sentinels_are_named_with_the_password_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """R5.3"""
    run_keys(monkeypatch, str(tmp_path / "secrets.json"), "--kubernetes", "--sentinels", "one:26379,two:26379/contest")

    secrets = {item["metadata"]["name"]: item["stringData"] for item in json.loads(capsys.readouterr().out)["items"]}

    url, password = secrets["contest-common"]["CONTEST_REDIS_URL"], secrets["contest-redis"]["password"]
    assert url == f"sentinel://:{password}@one:26379,two:26379/contest/0?sentinel_password={password}"


def test_a_damaged_file_is_refused_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.joinpath("secrets.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["contest keys", str(tmp_path / "secrets.json")])

    with pytest.raises(SystemExit) as end:
        keys.app()

    assert end.value.code == 1
    assert "cannot be used" in capsys.readouterr().err
