"""The report of a replay: one HTML file with drawn charts that needs nothing else, for people to keep and send on."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

WIDTH, HEIGHT, TOP, FOOT = 720, 220, 20, 24
ROW = 26
NAME_WIDTH, FIGURE_WIDTH = 150, 90
MOST_LABELS = 12
SHOWN = 15
WIDEST_BAR = 40
ENTRIES = (("region", "地区"), ("enterprise", "中央企业"))

STYLE = """
:root { color-scheme: light dark; --text: #1b1b1f; --page: #f4f4f7; --card: #fff; --line: #c9cbd1; --faint: #54575e;
  --region: #a11d17; --enterprise: #b8860b; }
@media (prefers-color-scheme: dark) { :root { --text: #e9e8ee; --page: #111216; --card: #1d1e24; --line: #44464f;
  --faint: #b6b8c0; --region: #ff8a7a; --enterprise: #e0b84c; } }
body { background: var(--page); color: var(--text); font: 16px/1.55 system-ui, "PingFang SC", "Noto Sans CJK SC",
  "Microsoft YaHei", sans-serif; margin: 0 auto; max-width: 52rem; padding: 1rem; }
section, dl { background: var(--card); border-radius: 0.6rem; margin: 0.75rem 0; padding: 0.75rem 1rem; }
h1 { font-size: 1.35rem; } h2 { font-size: 1.1rem; margin: 0.25rem 0; }
dl { display: grid; gap: 0.75rem; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); }
dt, small, caption { color: var(--faint); font-size: 0.875rem; } dd { font-size: 1.5rem; font-weight: bold; margin: 0; }
svg { display: block; height: auto; width: 100%; } svg text { fill: var(--text); font-size: 12px; }
svg line { stroke: var(--line); } .region { fill: var(--region); } .enterprise { fill: var(--enterprise); }
.key { display: inline-block; height: 0.8em; margin: 0 0.3em 0 1em; width: 0.8em; }
.key.region { background: var(--region); } .key.enterprise { background: var(--enterprise); }
table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid var(--line); padding: 0.3rem 0.5rem;
  text-align: right; } th:first-child, td:nth-child(2) { text-align: left; }
@media print { body { max-width: none; } section, dl { break-inside: avoid; } }
"""


@dataclass(frozen=True)
class Day:
    """Sessions that began on one day of the replay, 1, 2, …, by entrance."""

    number: int
    region: int
    enterprise: int


def report(figures: dict[str, Any], boards: dict[str, Any], days: Sequence[Day]) -> str:
    """The whole file. `figures` and `boards` are those that the command prints with `--json`."""
    title = f"竞赛重演报告 {figures['contest']}"
    boards_drawn = "".join(_board(entry, name, boards[entry]["items"]) for entry, name in ENTRIES)
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n<h1>{escape(title)}</h1>\n"
        f"{_figures(figures)}{_verdict(figures['differences'])}{_days(days)}{boards_drawn}</html>\n"
    )


def _figures(figures: dict[str, Any]) -> str:
    shown = (
        ("参与人数", figures["participants"]),
        ("天数", figures["days"]),
        ("答题人次", figures["sessions"]),
        ("总分", figures["points"]),
        ("重试的请求", figures["repeated_calls"]),
        ("用时（秒）", figures["seconds"]),
    )
    return "<dl>" + "".join(f"<div><dt>{name}</dt><dd>{value:,}</dd></div>" for name, value in shown) + "</dl>\n"


def _verdict(differences: Sequence[str]) -> str:
    if not differences:
        return "<section><h2>✓ 核对一致</h2><p>各项总分、排行榜和汇总由原始记录重新计算，没有差异。</p></section>\n"
    rows = "".join(f"<li>{escape(each)}</li>" for each in differences)
    return f"<section><h2>✗ 核对发现 {len(differences)} 处差异</h2><ul>{rows}</ul></section>\n"


def _days(days: Sequence[Day]) -> str:
    """Stacked bars over the days, and their table."""
    most = max(1, *(day.region + day.enterprise for day in days))
    step = WIDTH / len(days)
    every = -(-len(days) // MOST_LABELS)
    bars = "".join(_day(day, at, step, most) for at, day in enumerate(days))
    labels = "".join(
        f'<text x="{at * step + step / 2:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{day.number}</text>'
        for at, day in enumerate(days)
        if at % every == 0
    )
    base = f'<line x1="0" x2="{WIDTH}" y1="{HEIGHT - FOOT}" y2="{HEIGHT - FOOT}"/>'
    keys = "".join(f'<span class="key {entry}"></span>{name}' for entry, name in ENTRIES)
    rows = [(day.number, "", day.region, day.enterprise, day.region + day.enterprise) for day in days]
    table = _table(("第几天", "", "地区", "中央企业", "合计"), rows)
    return (
        f"<section><h2>每日答题人次</h2><small>{keys}</small>"
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="每日答题人次">{bars}{labels}{base}</svg>'
        f"<details><summary>数据表</summary>{table}</details></section>\n"
    )


def _day(day: Day, at: int, step: float, most: int) -> str:
    width = min(step * 0.7, WIDEST_BAR)
    left = at * step + (step - width) / 2
    scale = (HEIGHT - TOP - FOOT) / most
    drawn, foot = "", float(HEIGHT - FOOT)
    for (entry, name), count in zip(ENTRIES, (day.region, day.enterprise), strict=True):
        foot -= count * scale
        drawn += (
            f'<rect class="{entry}" x="{left:.1f}" y="{foot:.1f}" width="{width:.1f}" height="{count * scale:.1f}">'
            f"<title>第 {day.number} 天 {name}：{count:,}</title></rect>"
        )
    return drawn


def _board(entry: str, name: str, items: Sequence[dict[str, Any]]) -> str:
    """The first units of a board as bars with their points, and as a table."""
    shown = items[:SHOWN]
    most = max(1, *(item["points"] for item in shown)) if shown else 1
    bars = "".join(_bar(entry, item, at, most) for at, item in enumerate(shown))
    heads = ("名次", "单位", "积分", "参与人数", "答题人次", "平均分")
    names = ("points", "participants", "sessions", "average_score")
    rows = [(item["rank"], item["unit"]["name"], *(item[each] for each in names)) for item in shown]
    title = f"{name}排行榜（前 {len(shown)} 名）"
    return (
        f"<section><h2>{title}</h2>"
        f'<svg viewBox="0 0 {WIDTH} {ROW * len(shown)}" role="img" aria-label="{title}">{bars}</svg>'
        f"<details><summary>数据表</summary>{_table(heads, rows)}</details></section>\n"
    )


def _bar(entry: str, item: dict[str, Any], at: int, most: int) -> str:
    length = (WIDTH - NAME_WIDTH - FIGURE_WIDTH) * item["points"] / most
    middle = at * ROW + ROW / 2 + 4
    return (
        f'<text x="{NAME_WIDTH - 8}" y="{middle}" text-anchor="end">{escape(item["unit"]["name"][:11])}</text>'
        f'<rect class="{entry}" x="{NAME_WIDTH}" y="{at * ROW + 4}" width="{length:.1f}" height="{ROW - 8}"/>'
        f'<text x="{NAME_WIDTH + length + 6:.1f}" y="{middle}">{item["points"]:,}</text>'
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    body = "".join("<tr>" + "".join(f"<td>{_cell(each)}</td>" for each in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    if value is None:
        return "—"
    return f"{value:,}" if isinstance(value, int | float) else escape(str(value))
