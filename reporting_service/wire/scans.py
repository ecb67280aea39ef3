"""What a scan shows of the version that was printed."""

from typing import Literal

from pydantic import BaseModel

from reporting_service.domain.attachments import Attachment
from reporting_service.domain.filing import Filing
from reporting_service.domain.scans import Print, Reading, Spot, printed_in
from reporting_service.wire.attachments import AttachmentReply


class BoxReply(BaseModel):
    """In millimetres from the upper left corner of the printed page."""

    x: float
    y: float
    width: float
    height: float


class SpotReply(BaseModel):
    """A blank of the print. `indicator` is null in the rows of other activities; `printed` is what the version has."""

    cell: str
    indicator: str | None
    printed: str
    page: int
    box_mm: BoxReply


class ScanReply(BaseModel):
    """What a scan shows of the version whose QR code it bears.

    `differences` look otherwise than printed; `unclear` ones are hidden by a stamp or by handwriting, so somebody must
    look. `pages` of `page_count` were on the scan.
    """

    version: int
    is_latest: bool
    digest: str
    verdict: Literal["same", "differs", "unclear"]
    pages: list[int]
    page_count: int
    differences: list[SpotReply]
    unclear: list[SpotReply]
    attachment: AttachmentReply

    @classmethod
    def of(cls, filing: Filing, found: Print, reading: Reading, kept: Attachment) -> "ScanReply":
        def spot(one: Spot) -> SpotReply:
            return SpotReply(
                cell=one.cell,
                indicator=one.cell if one.cell in filing.template.indicator_ids else None,
                printed=printed_in(found.form, one.cell),
                page=one.page,
                box_mm=BoxReply(x=one.x_mm, y=one.y_mm, width=one.width_mm, height=one.height_mm),
            )

        return cls(
            version=found.version,
            is_latest=found.version == filing.report.submitted_version,
            digest=found.seal.rpartition(":")[2],
            verdict=reading.verdict,
            pages=list(reading.pages),
            page_count=reading.page_count,
            differences=[spot(each) for each in reading.differences],
            unclear=[spot(each) for each in reading.unclear],
            attachment=AttachmentReply.of(kept, filing.contest.zone),
        )
