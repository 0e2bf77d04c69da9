"""The suppliers' network as a picture: a circle for each community, who meets whom, who wins, what they share."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from auditcheck.report.console import wrap
from auditcheck.report.drawing import AMBER, BLUE, FAINT, GREY, INK, RED, document, label, tag

WARNING = "关系线索，仅供内部核查，不得对外提供，不得作为定性问责依据"
_MOST = 120  # suppliers drawn; the rest stands in the table
_FLAT = 1.35  # names are wide: circles are, too
_BLOCK = 92.0  # room for one supplier on its circle
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
_HUES = ("#1f5fae", "#2c6e49", "#8a6d1d", "#7d6b91", "#3f7f8c", "#a4512c")


def svg(network: Mapping[str, Any]) -> str:
    nodes, groups = _chosen(network)
    places, frames, width, height = _places(groups)
    parts = [
        label(28, 40, "供应商关系图", 20, font_weight="bold"),
        label(28, 64, f"供应商{len(network['suppliers'])}家　同场投标{len(network['together'])}对　相同信息{len(network['shared'])}项　"
              f"与本单位人员相符{len(network['staff'])}项", 13, GREY),
        *_frames(frames), *_lines(network, places), *_nodes(nodes, places, network), *_legend(height, network, len(nodes)),
    ]  # fmt: skip
    return document(width, height, "供应商关系图", parts)


def _chosen(network: Mapping[str, Any]) -> tuple[dict[str, Mapping[str, Any]], list[list[str]]]:
    """Suppliers with relations, by community; the largest communities first."""
    linked = {end for each in (*network["together"], *network["shared"]) for end in (each["a"], each["b"])}
    linked |= {each["supplier"] for each in network["staff"]}
    nodes = {each["name"]: each for each in network["suppliers"] if each["name"] in linked}
    nodes = dict(list(nodes.items())[:_MOST])
    groups: dict[int, list[str]] = {}
    for name, node in nodes.items():
        groups.setdefault(node["community"], []).append(name)
    return nodes, list(groups.values())


def _places(
    groups: list[list[str]],
) -> tuple[dict[str, Point], list[Box], float, float]:
    """Communities in rows, the members of each on a circle."""
    places: dict[str, Point] = {}
    frames = []
    x, y, row, widest = 24.0, 92.0, 0.0, 760.0
    for members in groups:
        radius = 0.0 if len(members) == 1 else max(150.0, _BLOCK * 1.5 * len(members) / (2 * math.pi))
        wide, high = 2 * _FLAT * radius + 240, 2 * radius + 210
        if x > 24 and x + wide > 1480:
            x, y, row = 24.0, y + row + 20, 0.0
        frames.append((x, y, wide, high))
        for number, name in enumerate(members):
            angle = 2 * math.pi * number / len(members) - math.pi / 2
            places[name] = (
                x + wide / 2 + _FLAT * radius * math.cos(angle),
                y + high / 2 - 12 + radius * math.sin(angle),
            )
        x, row, widest = x + wide + 20, max(row, high), max(widest, x + wide + 24)
    return places, frames, widest, y + row + 84


def _frames(frames: list[Box]) -> Iterator[str]:
    for x, y, wide, high in frames:
        yield tag("rect", x=x, y=y, width=wide, height=high, rx=10, fill="#f7f9fa", stroke=FAINT)


def _relations(network: Mapping[str, Any], places: Mapping[str, Point]) -> dict[tuple[str, str], tuple[int, list[str]]]:
    """Pair -> how often they met, what they share."""
    found: dict[tuple[str, str], tuple[int, list[str]]] = {}
    for each in network["together"]:
        found[each["a"], each["b"]] = each["times"], []
    for each in network["shared"]:
        pair = each["a"], each["b"]
        told = f"{each['word']} {each['value']}"
        if told not in found.setdefault(pair, (0, []))[1]:
            found[pair][1].append(told)
    return {pair: each for pair, each in sorted(found.items()) if pair[0] in places and pair[1] in places}


def _lines(network: Mapping[str, Any], places: Mapping[str, Point]) -> Iterator[str]:
    for (a, b), (times, words) in _relations(network, places).items():
        (x1, y1), (x2, y2) = places[a], places[b]
        path = f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
        if times:
            yield tag("path", d=path, stroke="#9aa7b3", stroke_width=min(1.0 + times * 0.9, 8.0), stroke_opacity=0.6)
        if words:
            yield tag("path", d=path, stroke=RED, stroke_width=1.8, stroke_dasharray="5 3")


def _nodes(
    nodes: Mapping[str, Mapping[str, Any]], places: Mapping[str, Point], network: Mapping[str, Any]
) -> Iterator[str]:
    """Circles with what is written at them, then what is written at the lines, where there is room."""
    staff: dict[str, list[str]] = {}
    for each in network["staff"]:
        told = f"与{each['dept'] or '本单位'}{each['person']}{'、'.join(each['factors'])}相同"
        staff.setdefault(each["supplier"], []).append(told)
    taken: list[Box] = []
    centres = _centres(nodes, places)
    for name, node in nodes.items():
        x, y = places[name]
        hue = _HUES[(node["community"] - 1) % len(_HUES)]
        radius = 13.0 + min(2.5 * node["wins"], 14.0)
        yield tag("circle", cx=x, cy=y, r=radius, fill=hue if node["wins"] else "#ffffff",
                  stroke=RED if name in staff else hue, stroke_width=3 if name in staff else 2)  # fmt: skip
        if node["wins"]:
            yield label(x, y + 4.5, str(node["wins"]), 12.5, "#ffffff", text_anchor="middle", font_weight="bold")
        lines = [(part, INK, 11.5) for part in wrap(name, 24)]
        won = f"投{node['bids']}中{node['wins']}" if node["bids"] else f"合同{node['contracts']}份"
        lines.append((won, GREY, 10.5))
        lines += [(part, RED, 10.5) for text in staff.get(name, ()) for part in wrap(text, 26)]
        # Away from the middle of the circle, where the lines are.
        above = y < centres[node["community"]] - 20
        top = y - radius - 8 - 14 * (len(lines) - 1) if above else y + radius + 16
        taken.append((x - radius, y - radius, x + radius, y + radius))
        for number, (text, fill, size) in enumerate(lines):
            taken.append(_box(x, top + 14 * number, text, size))
            yield label(x, top + 14 * number, text, size, fill, text_anchor="middle")
    for (a, b), (times, words) in _relations(network, places).items():
        told_here = [*([f"同场{times}次"] if times > 1 else []), *words[:3], *(["……"] if len(words) > 3 else [])]
        if told_here:
            yield from _written(places[a], places[b], told_here, taken)


def _written(begin: Point, end: Point, lines: list[str], taken: list[Box]) -> Iterator[str]:
    """Not in the middle, where lines cross, but where least stands already."""
    wide = max((_box(0, 0, text, 10.5) for text in lines), key=lambda box: box[2])[2]
    # Only along its own line: beside it, it would be read as another's.
    spots: list[tuple[float, int, float, float, Box]] = []
    for share in (0.36, 0.64, 0.3, 0.7, 0.23, 0.77, 0.5):
        x = begin[0] + (end[0] - begin[0]) * share
        y = begin[1] + (end[1] - begin[1]) * share - 6.5 * (len(lines) - 1)
        box = (x - wide, y - 11, x + wide, y + 13 * len(lines) - 9)
        spots.append((sum(_common(box, other) for other in taken), len(spots), x, y, box))
    _covered, _order, x, y, box = min(spots)
    taken.append(box)
    yield tag(
        "rect",
        x=box[0],
        y=box[1],
        width=box[2] - box[0],
        height=box[3] - box[1],
        rx=3,
        fill="#f7f9fa",
        fill_opacity=0.92,
    )
    for number, text in enumerate(lines):
        fill = GREY if text.startswith("同场") else RED
        yield label(x, y + 13 * number, text, 10.5, fill, text_anchor="middle")


def _common(a: Box, b: Box) -> float:
    """The area that two boxes share."""
    return max(min(a[2], b[2]) - max(a[0], b[0]), 0.0) * max(min(a[3], b[3]) - max(a[1], b[1]), 0.0)


def _box(x: float, y: float, text: str, size: float) -> Box:
    half = sum(size if ord(sign) > 255 else size * 0.56 for sign in text) / 2 + 3
    return x - half, y - size, x + half, y + 4


def _centres(nodes: Mapping[str, Mapping[str, Any]], places: Mapping[str, Point]) -> dict[int, float]:
    heights: dict[int, list[float]] = {}
    for name, node in nodes.items():
        heights.setdefault(node["community"], []).append(places[name][1])
    return {number: sum(each) / len(each) for number, each in heights.items()}


def _legend(height: float, network: Mapping[str, Any], drawn: int) -> Iterator[str]:
    y = height - 46
    x = 28.0
    for stroke, dash, word in (("#9aa7b3", None, "同场投标（越粗次数越多）"), (RED, "5 3", "信息相同")):
        yield tag("line", x1=x, y1=y - 4, x2=x + 26, y2=y - 4, stroke=stroke, stroke_width=2.4, stroke_dasharray=dash)
        yield label(x + 32, y, word, 11, GREY)
        x += 32 + 12 * len(word) + 16
    for fill, stroke, word in (
        (BLUE, BLUE, "曾中标（数字为次数）"),
        ("#ffffff", BLUE, "未中标"),
        ("#ffffff", RED, "与本单位人员信息相符"),
    ):
        yield tag("circle", cx=x + 7, cy=y - 4, r=6, fill=fill, stroke=stroke, stroke_width=2)
        yield label(x + 18, y, word, 11, GREY)
        x += 18 + 12 * len(word) + 16
    left = len(network["suppliers"]) - drawn
    rest = f"另有{left}家无上述关系，未绘出；" if left > 0 else ""
    yield label(28, y + 24, f"{rest}{WARNING}", 11, AMBER)
