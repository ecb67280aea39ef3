"""The body of a reply to a scan, as it is documented."""

from typing import Literal

from pydantic import BaseModel

from reporting_service.wire.replies import AttachmentReply


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
