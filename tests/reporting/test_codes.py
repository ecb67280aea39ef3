"""The code of a print is found on what scanners in offices make of it (R6.6)."""

import pytest
from PIL import Image

from reporting_service.scanning.codes import code_of
from tests.reporting.builders import FORM_A
from tests.reporting.prints import pages, print_of
from tests.support.scans import Scanner, scanned

SIDE_MM = 22


@pytest.mark.parametrize("dither", [Image.Dither.NONE, Image.Dither.FLOYDSTEINBERG])
@pytest.mark.parametrize("dpi", [150, 200, 300])
async def test_a_code_is_found_where_grey_was_told_by_black_dots(dpi: int, dither: Image.Dither) -> None:
    version = print_of(FORM_A, {})
    page = (await pages(version))[0]

    leaf = scanned(page, Scanner(dpi=dpi, seed=2, is_coloured=False)).convert("1", dither=dither)
    found = code_of(leaf, "report:")

    assert found is not None
    assert found.text == version.seal
    assert found.side == pytest.approx(SIDE_MM / 25.4 * dpi, rel=0.02)
