"""ISO weeks (ISO 8601: Monday to Sunday) of contest days."""

from datetime import date, timedelta


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the day's week."""
    monday = monday_of(day)
    return monday, monday + min(timedelta(days=6), date.max - monday)
