"""What the upper unit has to permit before it may accept a version (R3.10): what is of class B, and who is missing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reporting_service.domain.checks import CHILDREN_MISSING, Check, missing_text


@dataclass(frozen=True)
class Permit:
    """Of everything that a check of this code found in one version."""

    version: int
    code: str
    reason: str
    permitted_by: str
    permitted_at: datetime


def to_permit(content: Mapping[str, Any], excused: Collection[str]) -> list[Check]:
    """`content` is that of the version; units that are excused by now are not missed in it."""
    overridden = [
        Check("B", each["code"], tuple(each["indicators"]), each["detail"], each["detail_en"])
        for each in content["checks"]
        if each["class"] == "B"
    ]
    missing = [unit["name"] for unit in missed(content, excused)]
    return overridden + ([Check("B", CHILDREN_MISSING, (), *missing_text(missing))] if missing else [])


def missed(content: Mapping[str, Any], excused: Collection[str]) -> list[Mapping[str, str]]:
    """Units that are missing from a version, with code and name."""
    return [unit for unit in content["missing_units"] if unit["code"] not in excused]


def lacking(needed: Sequence[Check], given: Collection[Permit]) -> list[Check]:
    codes = {permit.code for permit in given}
    return [each for each in needed if each.code not in codes]
