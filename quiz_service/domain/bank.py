"""A question bank as its editors and reviewers see it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bank:
    """`owner_unit` is the unit whose editors and reviewers, and those above, work on it.

    The counts are of questions: without any approved version, in use, withdrawn.
    """

    id: str
    title: str
    owner_unit: str
    draft: int = 0
    approved: int = 0
    withdrawn: int = 0
