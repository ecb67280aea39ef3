"""CSV that is sent out begins no formula in a spreadsheet, and comes back as it was (R5.5)."""

import pytest

from services.kit.delimited import lines_of
from services.kit.sheets import csv_bytes

LEAD = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"]


@pytest.mark.parametrize("lead", LEAD)
def test_no_cell_begins_as_a_formula_in_narrow_or_wide_characters(lead: str) -> None:
    text = f"{lead}HYPERLINK(1)"
    written = csv_bytes([["题干", text], ["'" + text, "x"]])

    shown = written.decode("utf-8-sig").splitlines()
    assert shown == [f"题干,'{text}", f"''{text},x"]
    assert [[line.text(0), line.text(1)] for line in lines_of(written)] == [["题干", text], ["'" + text, "x"]]
