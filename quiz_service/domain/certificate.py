"""What earns a certificate of participation in a contest (R6.10)."""

from collections.abc import Iterable, Mapping

from quiz_service.domain.contest import Contest
from quiz_service.domain.rules import CertificateRule
from quiz_service.domain.session import Session

USUAL_DAYS = 5


def rule_of(contest: Contest) -> CertificateRule:
    """What the contest asks; where it says nothing, five days, or each day of a shorter one."""
    days = (contest.last_day - contest.first_day).days + 1
    return contest.rules.certificate or CertificateRule(min(USUAL_DAYS, days), 0, 0)


def missing(rule: CertificateRule, sessions: Iterable[Session]) -> Mapping[str, int]:
    """How many days, points and full marks of finished sessions are lacking; nothing where it is earned."""
    finished = [(each.contest_day, each.score or 0, each.score == each.max_score) for each in sessions]
    reached = {
        "days": len({day for day, _, _ in finished}),
        "points": sum(points for _, points, _ in finished),
        "full_marks": sum(is_full for _, _, is_full in finished),
    }
    wanted = vars(rule)
    return {name: wanted[name] - count for name, count in reached.items() if count < wanted[name]}
