"""The signals themselves: how sessions of one unit resemble each other, one after the other as they come in (R2.11)."""

from collections.abc import Iterable, Mapping
from itertools import islice
from uuid import UUID

from scoring_service.domain.integrity import Attempt, Signal, Suspicion, Thresholds
from services.contracts.buckets import milliseconds_of
from services.contracts.events import SessionFinished

MOST_REMEMBERED = 20_000
LARGEST_GROUP = 50
UUID_WITH_TIME = 7

Group = dict[UUID, SessionFinished]
Key = tuple[object, ...]
"""What sessions of one group have in common, whole: of a hash alone strangers could be accused."""


class Watch:
    """Looks at sessions one after the other and remembers the newest of them: one per consumer.

    What it says of a session twice is the same flag, so that a batch may come again. Nearly every session is alone
    under its keys, which has to be cheap: a group is made when a second one comes.
    """

    def __init__(self, thresholds: Thresholds) -> None:
        self.limits = thresholds
        self._alone: dict[Key, SessionFinished] = {}
        self._groups: dict[Key, Group] = {}

    def look_at(self, events: Iterable[SessionFinished]) -> list[Suspicion]:
        limits, found = self.limits, list[Suspicion]()
        step_s = limits.fan_out_within_s
        for event in events:
            marks = event.questions
            if not marks:
                continue
            if event.duration_ms < limits.least_ms_per_question * len(marks):
                figures = {
                    "ms_per_question": event.duration_ms / len(marks),
                    "least_ms_per_question": limits.least_ms_per_question,
                }
                found.append(_suspicion(Signal.SPEED, event, [event.session_id], figures))
            how_it_went = tuple([mark.correct for mark in marks])
            place = event.contest_id, event.unit_path[-1]
            if limits.twins_within_s and not all(how_it_went):
                group = self._meet((place, frozenset(marks)), event)
                if group is not None:
                    found += _twins(event, group, limits.twins_within_s)
            if limits.fan_out_people:
                began = event.started_at.timestamp()
                ended = began + event.duration_ms / 1000
                group = self._meet((place, began // step_s, ended // step_s, how_it_went), event)
                if group is not None:
                    found += _fan_out(group, limits)
            if limits.young_people and (age_s := _age_s(event)) is not None and age_s < limits.young_s:
                group = self._meet((place, event.started_at.timestamp() // limits.young_within_s), event)
                if group is not None:
                    found += _young(group, limits)
        self._forget()
        return found

    def _meet(self, key: Key, event: SessionFinished) -> Group | None:
        """The first ones under this key, when there are others than the event."""
        first = self._alone.setdefault(key, event)
        if first is event or first.session_id == event.session_id:
            return None
        group = self._groups.setdefault(key, {first.session_id: first})
        if len(group) < LARGEST_GROUP:
            group[event.session_id] = event
        return {event.session_id: event} | group

    def _forget(self) -> None:
        if len(self._alone) > MOST_REMEMBERED:
            for key in list(islice(self._alone, MOST_REMEMBERED // 2)):
                del self._alone[key]
                self._groups.pop(key, None)


def _twins(event: SessionFinished, group: Group, within_s: float) -> Iterable[Suspicion]:
    for other in group.values():
        apart_s = abs((other.finished_at - event.finished_at).total_seconds())
        if other.participant_id != event.participant_id and apart_s <= within_s:
            wrong = sum(not mark.correct for mark in event.questions)
            figures = {"seconds_apart": apart_s, "wrong_answers": wrong}
            for each in (event, other):
                yield _suspicion(Signal.TWINS, each, [event.session_id, other.session_id], figures)


def _fan_out(group: Group, limits: Thresholds) -> Iterable[Suspicion]:
    people = len({each.participant_id for each in group.values()})
    if people >= limits.fan_out_people:
        for each in group.values():
            figures = {"people": people, "within_s": limits.fan_out_within_s}
            yield _suspicion(Signal.FAN_OUT, each, list(group), figures)


def _young(group: Group, limits: Thresholds) -> Iterable[Suspicion]:
    ages = {each.participant_id: _age_s(each) or 0.0 for each in group.values()}
    if len(ages) >= limits.young_people:
        figures = {
            "people": len(ages),
            "within_s": limits.young_within_s,
            "youngest_s": round(min(ages.values()), 3),
            "oldest_s": round(max(ages.values()), 3),
        }
        for each in group.values():
            yield _suspicion(Signal.YOUNG_ACCOUNTS, each, list(group), figures)


def _age_s(event: SessionFinished) -> float | None:
    """How old the account was when the session began, in seconds: pseudonyms are UUIDv7, and hold when they were made.

    None where that is unknown, or was later by the contest's clock.
    """
    account = event.participant_id
    age_s = event.started_at.timestamp() - milliseconds_of(account) / 1000
    return age_s if account.version == UUID_WITH_TIME and age_s >= 0 else None


def _suspicion(signal: Signal, event: SessionFinished, sessions: list[UUID], figures: Mapping[str, float]) -> Suspicion:
    attempt = Attempt(
        event.contest_id,
        event.contest_day,
        event.session_id,
        event.unit_path,
        event.duration_ms,
        len(event.questions),
    )
    return Suspicion(signal, attempt, sessions, figures)
