"""R5.3: secrets may come as files, as engines mount them."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from services.chassis.settings import ProcessSettings
from services.directory.settings import Settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONTEST_SECRETS_FOLDER", str(tmp_path))
    tmp_path.joinpath("CONTEST_DATABASE_URL").write_text("postgresql://from-file@h/d\n", encoding="utf-8")
    tmp_path.joinpath("CONTEST_REDIS_URL").write_text("redis://from-file\n", encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_what_the_environment_does_not_say_is_read_from_files() -> None:
    settings = ProcessSettings()

    assert settings.database_url == "postgresql://from-file@h/d"
    assert settings.redis_url == "redis://from-file"


@pytest.mark.usefixtures("folder")
def test_the_environment_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTEST_REDIS_URL", "redis://from-environment")

    settings = ProcessSettings()

    assert (settings.database_url, settings.redis_url) == ("postgresql://from-file@h/d", "redis://from-environment")


def test_lists_in_files_are_json(folder: Path) -> None:
    folder.joinpath("CONTEST_SECRET").write_text("5a" * 32, encoding="utf-8")
    folder.joinpath("CONTEST_TOKEN_SIGNING_KEYS").write_text('{"keys": []}', encoding="utf-8")
    folder.joinpath("CONTEST_PREVIOUS_SECRETS").write_text('["5a"]\n', encoding="utf-8")

    assert list(Settings().previous_secrets) == ["5a"]


def test_without_a_folder_nothing_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONTEST_SECRETS_FOLDER")
    monkeypatch.chdir(folder)

    with pytest.raises(ValidationError):
        ProcessSettings()
