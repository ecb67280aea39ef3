"""A stamped print that somebody took a picture of with a telephone (R3.11, R6.6)."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.reporting.builders import HUANCUI
from tests.reporting.reporting_system import ReportingSystem
from tests.reporting.test_scans import paper_of, send

SENSOR = (8064, 6048)
"""48 megapixels, wider than high however the telephone is held."""
ORIENTATION, TURNED_RIGHT = 0x0112, 6
MEBIBYTE = 1024 * 1024
MEASURED = """
import resource, sys
from pathlib import Path
from reporting_service.scanning.pictures import pages_of
used = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = used()
sizes = [page.size for page in pages_of(Path(sys.argv[1]), "image/jpeg")]
print(used() - before, *sizes[0])
"""


def photograph(paper: Image.Image, *, mode: str = "RGB", progressive: bool = False) -> bytes:
    """The sheet upright on a pale desk, as the sensor lay; the file says how to turn it."""
    page = paper.resize((5040, 7128), Image.Resampling.BICUBIC).rotate(90, expand=True)
    desk = Image.new("RGB", SENSOR, (232, 230, 226))
    desk.paste(page, ((SENSOR[0] - page.width) // 2, (SENSOR[1] - page.height) // 2))
    exif, written = Image.Exif(), io.BytesIO()
    exif[ORIENTATION] = TURNED_RIGHT
    desk.convert(mode).save(written, "JPEG", quality=70, exif=exif, progressive=progressive)
    return written.getvalue()


async def test_a_photo_of_48_megapixels_is_read_like_a_scan(reporting: ReportingSystem) -> None:
    """R3.11"""
    report_id = await reporting.submitted(HUANCUI, lecture_sessions=12)
    honest, forged = (
        await paper_of(reporting, report_id),
        await paper_of(reporting, report_id, changed={"lecture_sessions": 120}),
    )

    same = await send(reporting, report_id, photograph(honest))
    other = await send(reporting, report_id, photograph(forged))

    assert same.status_code == other.status_code == 201, (same.text, other.text)
    assert (same.json()["verdict"], same.json()["differences"]) == ("same", [])
    assert other.json()["verdict"] == "differs"


@pytest.mark.parametrize(
    ("mode", "progressive", "most_mib"), [("RGB", False, 90), ("CMYK", False, 110), ("RGB", True, 240)]
)
def test_a_photo_is_decoded_at_a_fraction_of_its_size(
    tmp_path: Path, *, mode: str, progressive: bool, most_mib: int
) -> None:
    """R6.6: all its pixels are 140 MiB, and again when converted. A progressive one keeps its coefficients."""
    file = tmp_path / "photo.jpg"
    file.write_bytes(
        photograph(Image.effect_noise((1240, 1754), 60).convert("RGB"), mode=mode, progressive=progressive)
    )

    told = subprocess.run([sys.executable, "-c", MEASURED, file], capture_output=True, text=True, check=True).stdout
    grown_kib, width, height = map(int, told.split())

    assert (width, height) == (1500, 2000)
    assert grown_kib * 1024 < most_mib * MEBIBYTE
