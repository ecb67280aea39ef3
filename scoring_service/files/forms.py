"""The ranking report in the form that was asked for: work for a workshop."""

from dataclasses import dataclass

from scoring_service.domain.bulletin import Bulletin
from scoring_service.files import document, paper, text, workbook
from services.kit.printing import Order, print_pdf


@dataclass(frozen=True)
class PaperOrder:
    """`form` prints without data: its template and font."""

    bulletin: Bulletin
    form: Order


def write_text(bulletin: Bulletin) -> bytes:
    return text.write(bulletin)


def write_workbook(bulletin: Bulletin) -> bytes:
    with workbook.write(bulletin) as file:
        return file.read()


def write_document(bulletin: Bulletin) -> bytes:
    return document.write(bulletin)


def write_paper(order: PaperOrder) -> bytes:
    """Raises `FontMissing`."""
    return print_pdf(Order(order.form.template, order.form.font, paper.data(order.bulletin)))
