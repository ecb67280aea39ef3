"""What stands on paper: the official sentences with their blanks filled (R3.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from reporting_service.domain.filing import Filing
from reporting_service.domain.forms import PLACE, REPORTING_UNIT, Section, Template
from reporting_service.domain.report import Version

NAMES_ON_PAPER = 12
ACTIVITIES_ON_PAPER = 300
SHORT_DIGEST = 16
OTHER_ACTIVITIES = "other_activities"


@dataclass(frozen=True)
class Standing:
    """What a print shows: a version for ever, or what a draft holds now. `digest` is that of the version."""

    header: Mapping[str, Any]
    unit: str
    values: Mapping[str, int | None]
    other_activities: Sequence[Mapping[str, Any]]
    activities_below: Sequence[Mapping[str, Any]]
    missing: Sequence[str]
    excused: Sequence[str]
    report_id: str
    version: int
    digest: str | None
    filled_by: str | None
    is_late: bool = False


def standing(filing: Filing) -> Standing:
    """The version that stands, or the working values of one that is being written."""
    if filing.latest is None or filing.is_working:
        return Standing(
            header=filing.report.header,
            unit=filing.place.name_on_paper,
            values=filing.roll_up.total,
            other_activities=filing.other_activities,
            activities_below=[asdict(row) for row in filing.roll_up.activities],
            missing=[name for _, name in filing.roll_up.missing],
            excused=[name for _, name in filing.roll_up.excused],
            report_id=str(filing.report.id),
            version=filing.report.version,
            digest=None,
            filled_by=filing.filled_by["name"] if filing.filled_by else None,
        )
    return standing_of(filing.latest)


def standing_of(version: Version) -> Standing:
    content = version.content
    return Standing(
        header=content["header"],
        unit=content["seal_name"],
        values=content["total"],
        other_activities=content["other_activities"],
        activities_below=content["activities_below"],
        missing=[unit["name"] for unit in content["missing_units"]],
        excused=[unit["name"] for unit in content["excused_units"]],
        report_id=str(version.report_id),
        version=version.version,
        digest=version.digest,
        filled_by=content["filled_by"]["name"] if content["filled_by"] else None,
        is_late=version.is_late,
    )


def seal(shown: Standing) -> str | None:
    """What the QR code says: it ties a stamped print to the version it was made of. None for a draft."""
    return None if shown.digest is None else f"report:{shown.report_id}:{shown.version}:{shown.digest}"


def paper(template: Template, shown: Standing | None, attached: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The print as data; without `shown` the empty form. `attached` are names and digests of files."""
    return {
        "title": template.title_zh,
        "columns": list(template.columns_zh),
        "header": [
            {"label": each["label_zh"], "value": "" if shown is None else _of_header(shown, each["id"])}
            for each in template.header
        ],
        "rows": [
            {"title": f"{section.item}.{section.title_zh}", "lines": _lines(section, template, shown)}
            for section in template.sections
        ]
        + [{"title": name, "lines": [[{"text": digest}]]} for name, digest in attached],
        "notes": [] if shown is None else _notes(shown),
        "footer": "" if shown is None or shown.digest is None else _footer(shown),
    }


def _of_header(shown: Standing, name: str) -> str:
    if name == REPORTING_UNIT:
        return shown.unit
    text = str(shown.header.get(name) or "")
    return chinese_day(date.fromisoformat(text)) if text and name.endswith("_date") else text


def chinese_day(day: date) -> str:
    """As papers of offices write it: 2026年6月9日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _lines(section: Section, template: Template, shown: Standing | None) -> list[list[dict[str, str]]]:
    columns = {column["id"] for repeat in template.repeats for column in repeat["columns"]}
    if not columns.intersection(section.places):
        values: Mapping[str, Any] = {} if shown is None else shown.values
        return [_segments(line, values) for line in section.lines] + _noted(section)
    rows: Sequence[Mapping[str, Any]] = ([] if shown is None else _activities(shown)) or [{}]
    return [
        _segments(line, row, f"{OTHER_ACTIVITIES}/{number}/")
        for number, row in enumerate(rows)
        for line in section.lines
    ] + _noted(section)


def _activities(shown: Standing) -> list[Mapping[str, Any]]:
    """The unit's own rows, then those of the units below, each under its name."""
    below = [
        {**row, "activity_name": f"{row['unit_name']}：{row['activity_name']}"}
        for row in shown.activities_below[:ACTIVITIES_ON_PAPER]
    ]
    return [*shown.other_activities, *below]


def _noted(section: Section) -> list[list[dict[str, str]]]:
    return [[{"text": section.note_zh}]] if section.note_zh else []


def _segments(line: str, values: Mapping[str, Any], prefix: str = "") -> list[dict[str, str]]:
    """Text and blanks in turn; a blank without a value stays blank. Each is named for who looks for it on a scan."""
    parts = PLACE.split(line)
    return [
        {"text": part} if number % 2 == 0 else {"cell": prefix + part, "blank": _shown(values.get(part))}
        for number, part in enumerate(parts)
    ]


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _notes(shown: Standing) -> list[str]:
    notes = [] if shown.digest else ["草稿，未上报"]
    if shown.is_late:
        notes.append("逾期报送")
    if shown.filled_by:
        notes.append(f"由{shown.filled_by}代{shown.unit}填报")
    more = len(shown.activities_below) - ACTIVITIES_ON_PAPER
    if more > 0:
        notes.append(f"下级单位其他特色活动另有 {more} 项，见电子表")
    for what, names in (("汇总时缺报", shown.missing), ("经上级同意免报", shown.excused)):
        if names:
            listed = "、".join(names[:NAMES_ON_PAPER]) + ("等" if len(names) > NAMES_ON_PAPER else "")
            notes.append(f"{what} {len(names)} 户：{listed}")
    return notes


def _footer(shown: Standing) -> str:
    return f"第 {shown.version} 版  校验码 {(shown.digest or '')[:SHORT_DIGEST]}"
