"""Charts of report.html as inline SVG: numbers of the documents drawn, none computed but their places on the paper."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import cos, pi, sin
from typing import Any

from auditcheck.report.drawing import AMBER, BLUE, FAINT, FONT, GREEN, GREY, INK, RED, escaped, label, number, tag

_TRACK, _OPEN = "#e9edf1", "#c9d8ea"
# Confirmed problems, then what waits: violations, leads, data.
STACK = (
    ("已确认问题", RED),
    ("违规疑点", "#d58b1c"),
    ("线索", BLUE),
    ("数据", "#9aa5b1"),
    ("不成立、不作反映", "#cfd6dd"),
)


class Picture(str):
    """SVG drawn here: markup, its texts are escaped."""


def svg(width: float, height: float, title: str, parts: Sequence[str], stretch: bool = False) -> str:
    """``stretch``: as wide as its place, whatever its shape (bars)."""
    size: dict[str, Any] = (
        {"class_": "bar", "preserveAspectRatio": "none"} if stretch else {"width": width, "height": height}
    )
    box = f"0 0 {number(width)} {number(height)}"
    body = "".join([tag("title", escaped(title)), *parts])
    return tag("svg", body, viewBox=box, role="img", font_family=FONT, **size)


def bar(score: Decimal, most: Decimal, highest: Decimal) -> str:
    """Points reached, and in a lighter tone those still open."""
    full, possible = (_share(value, most) * 100 for value in (score, highest))
    parts = [tag("rect", x=0, y=0, width=100, height=10, fill=_TRACK)]
    if possible > full:
        parts.append(tag("rect", x=0, y=0, width=possible, height=10, fill=_OPEN))
    return svg(
        100, 10, f"{score} / {most}", [*parts, tag("rect", x=0, y=0, width=full, height=10, fill=_tone(full))], True
    )


def gauge(score: Decimal, most: Decimal, highest: Decimal, grade: str) -> str:
    """The total as a ring, with the grade in it."""
    middle, radius = 100.0, 82.0
    ring: dict[str, Any] = {"cx": middle, "cy": middle, "r": radius, "fill": "none", "stroke_width": 14}
    around = 2 * pi * radius
    parts = [tag("circle", stroke=_TRACK, **ring)]
    for value, colour in ((highest, _OPEN), (score, BLUE)):
        share = _share(value, most)
        if share > 0:
            dashes = f"{number(around * share)} {number(around)}"
            turned = f"rotate(-90 {number(middle)} {number(middle)})"
            parts.append(tag("circle", stroke=colour, stroke_dasharray=dashes, transform=turned, **ring))
    unscored = not score and highest == most
    parts.append(label(middle, 104, "未评" if unscored else f"{score}", 40, INK, text_anchor="middle", font_weight=600))
    told = f"满分{most.normalize():f}" if score == highest or unscored else f"可能{score}—{highest}"
    parts.append(label(middle, 130, told, 13, GREY, text_anchor="middle"))
    if grade:
        parts.append(label(middle, 62, grade, 22, BLUE, text_anchor="middle", font_weight=600))
    return svg(200, 200, f"得分{score}，满分{most}", parts)


def radar(axes: Sequence[tuple[str, Decimal, Decimal, Decimal]]) -> str:
    """Shares by part of the scheme: (name, points, most, highest possible); dashed what open points could add."""
    width, height, radius = 420.0, 330.0, 112.0
    middle = (width / 2, height / 2)

    def at(axis: int, share: float) -> tuple[float, float]:
        angle = 2 * pi * axis / len(axes) - pi / 2
        return middle[0] + cos(angle) * radius * share, middle[1] + sin(angle) * radius * share

    def around(shares: Sequence[float]) -> str:
        return " ".join(f"{number(x)},{number(y)}" for x, y in (at(axis, share) for axis, share in enumerate(shares)))

    parts = [
        tag("polygon", points=around([ring] * len(axes)), fill="none", stroke=FAINT) for ring in (0.25, 0.5, 0.75, 1.0)
    ]
    for axis, (name, points, most, highest) in enumerate(axes):
        x, y = at(axis, 1.0)
        parts.append(tag("line", x1=middle[0], y1=middle[1], x2=x, y2=y, stroke=FAINT))
        x, y = at(axis, 1.13)
        anchor = "middle" if abs(x - middle[0]) < 12 else "start" if x > middle[0] else "end"
        share = _told(points, most, highest)
        y += 10 * (y > middle[1] + radius) - 8 * (y < middle[1] - radius)
        parts.append(label(x, y - 2, name, 12, INK, text_anchor=anchor))
        parts.append(label(x, y + 12, share, 11, GREY, text_anchor=anchor))
    if any(highest > points for _name, points, _most, highest in axes):
        possible = around([_share(highest, most) for _name, _points, most, highest in axes])
        parts.append(tag("polygon", points=possible, fill="none", stroke=BLUE, stroke_dasharray="4 3"))
    reached = around([_share(points, most) for _name, points, most, _highest in axes])
    parts.append(tag("polygon", points=reached, fill=BLUE, fill_opacity=0.16, stroke=BLUE, stroke_width=2))
    return svg(width, height, "各部分得分率", parts)


def _told(points: Decimal, most: Decimal, highest: Decimal) -> str:
    """A share; what nobody scored is no nought."""
    if points == 0 and highest == most:
        return "未评"
    low, high = f"{_share(points, most):.0%}", f"{_share(highest, most):.0%}"
    return low if low == high else f"{low}—{high}"


def stacks(rows: Sequence[tuple[str, Sequence[int]]]) -> str:
    """One bar a kind of matter, split as ``STACK`` says."""
    width, left, line, top = 1040.0, 72.0, 26.0, 30.0
    most = max(sum(counts) for _name, counts in rows)
    parts, x = [], left
    for name, colour in STACK:
        parts.append(tag("rect", x=x, y=4.0, width=12, height=12, rx=2, fill=colour))
        parts.append(label(x + 18, 14.5, name, 12, GREY))
        x += 18 + 12.0 * len(name) + 24
    for place, (name, counts) in enumerate(rows):
        y, x = top + place * line, left
        parts.append(label(left - 10, y + 14, name, 13, INK, text_anchor="end"))
        for count, (_told, colour) in zip(counts, STACK, strict=True):
            if count:
                wide = max((width - left - 60) * count / most, 3.0)
                parts.append(tag("rect", x=x, y=y + 3, width=wide, height=14, fill=colour))
                x += wide + 1
        parts.append(label(x + 8, y + 14.5, str(sum(counts)), 12, GREY))
    return svg(width, top + line * len(rows), "各类事项的数量", parts)


def _share(part: Decimal, whole: Decimal) -> float:
    return min(max(float(part / whole), 0.0), 1.0) if whole else 0.0


def _tone(full: float) -> str:
    return GREEN if full >= 99.5 else BLUE if full >= 60 else AMBER
