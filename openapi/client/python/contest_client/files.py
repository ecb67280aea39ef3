"""Files on their way in and out."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import httpx


@dataclass(frozen=True)
class Upload:
    """A file to be sent: as the form that browsers send, or, with `is_plain`, as the body itself."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"
    is_plain: bool = False

    @classmethod
    def of(cls, path: str | Path, media_type: str = "application/octet-stream") -> "Upload":
        return cls(Path(path).name, Path(path).read_bytes(), media_type)


@dataclass(frozen=True)
class Download:
    """A file that was received; `name` is what the server calls it, if anything."""

    content: bytes
    media_type: str
    name: str | None

    def save(self, path: str | Path) -> Path:
        """Writes the file; into a folder under its own name, whose folders the server does not choose."""
        place = Path(path)
        if place.is_dir():
            place = place / Path(self.name or "download").name
        place.write_bytes(self.content)
        return place


def download_of(answer: httpx.Response) -> Download:
    said = answer.headers.get("Content-Disposition", "")
    encoded = re.search(r"filename\*=utf-8''([^;]+)", said, re.IGNORECASE)
    plain = re.search(r'filename="?([^";]+)', said)
    name = unquote(encoded[1]) if encoded else plain[1] if plain else None
    return Download(answer.content, answer.headers.get("Content-Type", ""), name)
