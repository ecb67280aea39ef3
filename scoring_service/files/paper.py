"""The ranking report on paper; `scoring_service/data/bulletin.typ` is its form."""

from dataclasses import asdict
from typing import Any

from scoring_service.domain.bulletin import Bulletin
from scoring_service.files.report import report
from services.kit.printing import qr


def units_on_paper(bulletin: Bulletin) -> int:
    return report(bulletin).units


def data(bulletin: Bulletin) -> dict[str, Any]:
    made = report(bulletin)
    return asdict(made) | {"qr": qr(made.seal)}
