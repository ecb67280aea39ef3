"""Stamped paper without a database: prints of the shipped forms, and what was changed on them."""

import copy
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from reporting_service.domain.forms import places_of, template_of
from reporting_service.domain.paper import Standing, paper, seal
from reporting_service.domain.scans import Print
from services.kit.glyphs import shipped_font
from services.kit.printing import Printer, qr
from tests.support.scans import PRINT_PPI

DATA = Path(__file__).parents[2] / "reporting_service" / "data"
PRINTER = Printer(DATA / "form.typ", shipped_font())
REPORT_ID = "0192f0c4-7a3e-7b12-9c55-0a1b2c3d4e5f"
ACTIVITY = {"activity_name": "安全灯谜", "occurrences": 3, "attendances": 120}


def print_of(template_id: str, values: Mapping[str, int | None], *, version: int = 1, activities: int = 1) -> Print:
    catalogue = {each["id"]: each for each in json.loads((DATA / "indicators.json").read_text())["indicators"]}
    form = json.loads((DATA / "templates" / f"{template_id}.json").read_text())
    template = template_of({**form, "indicators": [catalogue[each] for each in places_of(form) if each in catalogue]})
    shown = Standing(
        header={"contact_name": "王安全", "contact_phone": "0631-5231234", "report_date": "2026-06-29"},
        unit="环翠区",
        values=values,
        other_activities=[ACTIVITY] * activities,
        activities_below=[],
        missing=["文登区"],
        excused=[],
        report_id=REPORT_ID,
        version=version,
        digest=f"{version:064x}",
        filled_by=None,
    )
    return Print(version, seal(shown) or "", paper(template, shown, []))


async def pages(printed: Print, changed: Mapping[str, Any] | None = None) -> list[Image.Image]:
    """The pages as a printer lays them on paper; `changed` blanks hold something else under the same code."""
    form: Any = copy.deepcopy(dict(printed.form))
    for row in form["rows"]:
        for line in row["lines"]:
            for each in line:
                if each.get("cell") in (changed or {}):
                    each["blank"] = str((changed or {})[each["cell"]])
    document = pypdfium2.PdfDocument(io.BytesIO(PRINTER.pdf({**form, "qr": qr(printed.seal)})))
    pictures = [page.render(scale=PRINT_PPI / 72).to_pil().convert("RGB") for page in document]
    document.close()
    return pictures
