"""What a scan may be instead of a stamped print of the report (R3.11)."""

from typing import ClassVar

from services.kit.errors import Invalid, Kind, Problem, Unavailable


class ScanBlank(Invalid):
    code = "scan-blank"
    zh = "扫描件是空白页。"
    en = "The scan is blank."


class ScanWithoutCode(Invalid):
    code = "scan-without-code"
    zh = "扫描件上没有找到本系统打印的二维码。请用灰度或彩色、300 dpi 完整、清晰地重新扫描盖章页。"
    en = "The scan shows no QR code of a printed form: scan the whole stamped page again, sharp, in grey at 300 dpi."


class ScanOfAnotherReport(Invalid):
    code = "scan-of-another-report"
    zh = "扫描件上的二维码属于另一份报表。"
    en = "The QR code on the scan belongs to another report."


class ScanDigestUnknown(Invalid):
    code = "scan-digest-unknown"
    zh = "二维码中的校验码与本报表的任何版本都不符。"
    en = "The digest in the QR code is that of no version of this report."


class ScanOfSeveralVersions(Invalid):
    code = "scan-of-several-versions"
    zh = "扫描件中的各页属于不同的报表或版本，请分开上传。"
    en = "The pages of the scan belong to different reports or versions; send them one by one."


class ScanUnlikePrint(Invalid):
    code = "scan-unlike-print"
    zh = "扫描件与该版本的打印页对不上：页面不完整、过于模糊，或不是这张表。请用灰度或彩色、300 dpi 重新扫描。"
    en = "The page around the QR code is not that version's print, or is cut off or too poor: scan in grey at 300 dpi."


class ScanTooLong(Problem):
    kind: ClassVar[Kind] = Kind.TOO_LARGE
    code = "scan-too-long"
    zh = "扫描件页数过多，请只扫描盖章的报表页。"
    en = "The scan has too many pages; scan those of the stamped form alone."


class ScansBusy(Unavailable):
    code = "scans-busy"
    zh = "正在核对的扫描件较多，请稍后重试。"
    en = "Too many scans are being read now; please try again later."
