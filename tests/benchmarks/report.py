"""The table on the screen, the JSON beside it, and the picture for the documents."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

import psutil

from contest.embedded import interpreter
from tests.benchmarks.bench import Bench, Figure

WIDTH = 78
BAR = 360
ROW = 26
COLOURS = {"beyond": "#2a7d4f", "reached": "#3c6fb0", "missed": "#b3402f"}


def print_table(figures: Sequence[Figure]) -> None:
    print(f"\n{'figure':<{WIDTH}} {'measured':>10} {'reach':>8} {'beyond':>8}  verdict")
    for each in figures:
        measured = "–" if each.measured is None else f"{each.measured:.2f} {each.unit}"
        sign = "≥" if each.more_is_better else "≤"
        bounds = [f"{sign} {bound:g}" if bound is not None else "" for bound in (each.reach, each.beyond)]
        print(f"{each.name:<{WIDTH}} {measured:>10} {bounds[0]:>8} {bounds[1]:>8}  {each.verdict}")
        if each.note:
            print(f"    {each.note}")


def print_phases(bench: Bench) -> None:
    """CPU by process, so that a change of a figure can be traced."""
    print("\nCPU ms per session by part (median of rounds), sessions/s, the generator's share of a core")
    for name, phases in bench.phases.items():
        parts = sorted({part for phase in phases for part in phase.ms})
        costs = {part: median(phase.ms.get(part, 0.0) for phase in phases) for part in parts}
        shown = " · ".join(f"{part} {cost:.3f}" for part, cost in costs.items() if cost >= 0.005)
        rate = median(phase.outcome.per_second for phase in phases)
        share = median(phase.outcome.generator_share for phase in phases)
        print(f"  {name}: {rate:.0f}/s, generator {share:.2f} · {shown}")


def write_json(path: Path, bench: Bench, figures: Sequence[Figure]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "machine": {"cores": psutil.cpu_count(), "python": interpreter.version()},
        "figures": [asdict(each) | {"verdict": each.verdict} for each in figures],
        "verifications": bench.verifications,
        "phases": {name: [asdict(phase) for phase in phases] for name, phases in bench.phases.items()},
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_plot(path: Path, figures: Sequence[Figure]) -> None:
    """Each figure as its share of the first bound, the line; the second bound is dashed."""
    rows = [each for each in figures if each.measured is not None and each.reach is not None]
    height = ROW * len(rows) + 60
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="980" height="{height}" font-family="sans-serif">',
        '<rect width="100%" height="100%" fill="white"/>',
        '<text x="12" y="20" font-weight="bold">Share of its bound that each figure uses</text>',
    ]
    for number, each in enumerate(rows):
        y = 36 + number * ROW
        share = _share(each, each.reach)
        beyond = _share(each, each.reach, each.beyond)
        name = each.name.replace("&", "&amp;").replace("<", "&lt;")
        width, dash = min(share, 1.2) * BAR / 1.2, 540 + beyond * BAR / 1.2
        colour = COLOURS[each.verdict]
        lines += [
            f'<text x="12" y="{y + 14}" font-size="12">{name[:84]}</text>',
            f'<rect x="540" y="{y + 3}" width="{width:.0f}" height="14" fill="{colour}"/>',
            f'<line x1="{dash:.0f}" x2="{dash:.0f}" y1="{y}" y2="{y + 20}" stroke="#555" stroke-dasharray="2 2"/>',
            f'<text x="908" y="{y + 14}" font-size="12">{each.measured:.2f} {each.unit}</text>',
        ]
    line_x = 540 + BAR / 1.2
    lines += [f'<line x1="{line_x}" x2="{line_x}" y1="32" y2="{height - 20}" stroke="black"/>', "</svg>"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _share(figure: Figure, reach: float | None, value: float | None = None) -> float:
    value = figure.measured if value is None else value
    assert value is not None
    assert reach is not None
    return reach / value if figure.more_is_better else value / reach
