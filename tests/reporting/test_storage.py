"""Where attachments lie: a folder, or a bucket behind HTTP (R3.5, R5.3)."""

import hashlib
import io
from pathlib import Path

import pytest

from services.chassis.storage import Storage, StorageUnavailable, storage_at
from tests.support.s3 import BUCKET, S3Double, s3

CONTENT = bytes(range(256)) * 4096
DIGEST = hashlib.sha256(CONTENT).hexdigest()
KEY = f"files/{DIGEST[:2]}/{DIGEST}"


def bucket(double: S3Double, monkeypatch: pytest.MonkeyPatch) -> Storage:
    for name, value in double.variables().items():
        monkeypatch.setenv(name, value)
    return storage_at(f"s3://{BUCKET}/files")


async def read(storage: Storage, digest: str) -> bytes:
    return b"".join([piece async for piece in await storage.get(digest)])


async def test_a_folder_gives_back_what_was_put(tmp_path: Path) -> None:
    """R3.5"""
    storage = storage_at(tmp_path.as_uri())

    await storage.put(DIGEST, io.BytesIO(CONTENT))
    await storage.put(DIGEST, io.BytesIO(CONTENT))

    assert await read(storage, DIGEST) == CONTENT
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == [DIGEST]


async def test_a_file_that_fails_on_its_way_leaves_nothing_in_the_folder(tmp_path: Path) -> None:
    """I9"""

    class Torn(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 0:
                raise OSError("disk full")
            return super().read(size)

    storage = storage_at(tmp_path.as_uri())

    with pytest.raises(StorageUnavailable):
        await storage.put(DIGEST, Torn(CONTENT))

    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


async def test_what_lies_in_the_folder_already_is_not_written_again(tmp_path: Path) -> None:
    storage = storage_at(tmp_path.as_uri())
    await storage.put(DIGEST, io.BytesIO(CONTENT))
    place = next(each for each in tmp_path.rglob(DIGEST))
    before = place.stat().st_ino

    await storage.put(DIGEST, io.BytesIO(CONTENT))

    assert place.stat().st_ino == before


async def test_a_bucket_gives_back_what_was_put_and_is_sent_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """R5.3"""
    async with s3() as double:
        storage = bucket(double, monkeypatch)

        await storage.put(DIGEST, io.BytesIO(CONTENT))
        await storage.put(DIGEST, io.BytesIO(CONTENT))

        assert double.objects == {KEY: CONTENT}
        assert await read(storage, DIGEST) == CONTENT
        assert [method for method, _, _ in double.asked].count("PUT") == 1


async def test_a_bucket_that_is_busy_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with s3() as double:
        storage = bucket(double, monkeypatch)
        double.refusals = [503, 500]

        await storage.put(DIGEST, io.BytesIO(CONTENT))

        assert double.objects == {KEY: CONTENT}


async def test_a_bucket_that_knows_another_secret_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with s3() as double:
        storage = bucket(double, monkeypatch)
        double.secret = "another"

        with pytest.raises(StorageUnavailable):
            await storage.put(DIGEST, io.BytesIO(CONTENT))

        assert double.objects == {}
        assert {status for _, _, status in double.asked} == {403}


@pytest.mark.parametrize("missing", ["folder", "bucket"])
async def test_what_was_lost_is_told_as_unavailable(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with s3() as double:
        storage = storage_at(tmp_path.as_uri()) if missing == "folder" else bucket(double, monkeypatch)

        with pytest.raises(StorageUnavailable):
            await storage.get(DIGEST)


def test_an_address_of_no_known_storage_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="no storage for ftp"):
        storage_at("ftp://host/folder")
