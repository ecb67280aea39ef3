"""Reporting lines run upwards and end."""

from collections.abc import Mapping


def check_lines(parents: Mapping[str, str]) -> None:
    """Raises `ValueError` for a unit that would report to itself, by whatever way."""
    for unit in parents:
        seen = {unit}
        above = parents.get(unit)
        while above is not None:
            if above in seen:
                raise ValueError(f"the reporting line of {unit} runs in a circle")
            seen.add(above)
            above = parents.get(above)
