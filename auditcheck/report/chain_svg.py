"""A chain as a picture: lanes by kind of document, time from left to right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditcheck.report import chain_words as words
from auditcheck.report.chain_layout import LANE_NAMES, LINE, PAD, TOP, WIDTH, Card, Picture, lay_out
from auditcheck.report.chain_tree import has_unconfirmed
from auditcheck.report.drawing import AMBER, BLUE, FAINT, GREEN, GREY, INK, RED, document, label, tag

_HUES = ("#5b5f97", "#7d6b91", "#1f5fae", "#2c6e49", "#8a6d1d", "#a4512c", "#334155", "#3f7f8c", "#6b7280")
_FILLS = {"head": INK, "day": INK, "title": INK, "party": GREY, "paper": GREEN, "problem": RED, "missing": AMBER,
          "violation": RED, "suspicion": AMBER}  # fmt: skip
_EDGES = {"given": "#8b98a5", "automatic": BLUE, "confirmed": GREEN, "candidate": AMBER}
_MARKED = 14


def svg(chain: Mapping[str, Any]) -> str:
    """The picture as a file of its own."""
    names = [words.name(node) for node in chain["nodes"] if node["id"] in chain["start"]]
    title = f"{'、'.join(names)} 的证据链"
    chain = words.folded(chain, drawn=True)
    picture = lay_out(chain)
    parts = [*_frame(picture, title, chain), *_edges(chain, picture)]
    parts += [part for card in picture.cards.values() for part in _card(card, chain)]
    return document(picture.width, picture.height, title, [*parts, *_legend(picture, chain)])


def _frame(picture: Picture, title: str, chain: Mapping[str, Any]) -> Iterator[str]:
    yield label(24, 38, title, 20, font_weight="bold")
    yield label(24, 62, chain["unit"], 13, GREY)
    for number, (heading, top, height) in enumerate(picture.lanes):
        fill = "#f5f7f9" if number % 2 == 0 else "#fafbfc"
        yield tag("rect", x=16, y=top - 12, width=picture.width - 32, height=height + 24, rx=6, fill=fill)
        for line, word in enumerate(heading.split(" / ")):
            yield label(30, top + 14 + 18 * line, word, 13, GREY, font_weight="bold")
    bottom = picture.lanes[-1][1] + picture.lanes[-1][2] + 12
    for x, day in picture.days:
        yield tag("line", x1=float(x), y1=float(TOP - 18), x2=float(x), y2=bottom, stroke=FAINT, stroke_dasharray="2 4")
        yield label(x, TOP - 24, day, 11.5, GREY)


def _card(card: Card, chain: Mapping[str, Any]) -> Iterator[str]:
    node = card.node
    is_start = node["id"] in chain["start"]
    loud = any(each["class"] == "violation" for each in node["findings"]) or bool(node["problems"])
    stroke = BLUE if is_start else RED if loud else AMBER if node["findings"] or node["missing"] else "#b6c0ca"
    if "members" in node:  # a pile of documents
        yield tag("rect", x=card.x + 5, y=card.y + 5, width=WIDTH, height=card.height, rx=6, fill="#ffffff",
                  stroke="#b6c0ca")  # fmt: skip
    yield tag("rect", x=card.x, y=card.y, width=WIDTH, height=card.height, rx=6, fill="#ffffff", stroke=stroke,
              stroke_width=2.2 if is_start else 1.4 if loud else 1)  # fmt: skip
    hue = _HUES[words.lane(node)]
    yield tag("rect", x=card.x + 4, y=card.y + 6, width=3.5, height=card.height - 12, rx=1.7, fill=hue)
    y = card.y + PAD + 9
    for line in card.lines:
        left = card.x + 15
        if line.role in ("day", "read"):
            day, _tab, amount = line.text.partition("\t")
            if line.role == "read":
                yield _mark(left, y - 4, "paper")
            yield label(
                left + (_MARKED if line.role == "read" else 0), y, day, 11.5, GREEN if line.role == "read" else INK
            )
            if amount:
                yield label(card.x + WIDTH - 10, y, amount, 12, INK, text_anchor="end", font_weight="bold")
        elif line.role == "head":
            yield label(left, y, line.text, 12.5, INK, font_weight="bold")
        elif line.role in ("title", "party"):
            yield label(left, y, line.text, 11.5, _FILLS[line.role])
        else:
            if line.is_first:
                yield _mark(left, y - 4, line.role)
            bold = "bold" if line.role in ("problem", "violation") else None
            yield label(left + _MARKED, y, line.text, 11, _FILLS[line.role], font_weight=bold)
        y += LINE


def _mark(x: float, y: float, role: str) -> str:
    """Drawn, not written: not every font has such signs."""
    fill = _FILLS[role]
    if role == "problem":
        return tag("path", d=f"M{x:.1f} {y - 4:.1f}l8 8m0 -8l-8 8", stroke=fill, stroke_width=1.8, fill="none")
    if role == "missing":
        return tag("circle", cx=x + 4, cy=y, r=3.6, fill="none", stroke=fill, stroke_width=1.6)
    if role == "paper":
        return tag("path", d=f"M{x:.1f} {y - 5:.1f}h5l3 3v7h-8z", fill="none", stroke=fill, stroke_width=1.2)
    return tag("circle", cx=x + 4, cy=y, r=4.2, fill=fill)


def _edges(chain: Mapping[str, Any], picture: Picture) -> Iterator[str]:
    told: list[str] = []
    for card in picture.cards.values():
        if whole := picture.cards.get(card.node.get("event_of", "")):
            *_ends, path = _path(card, whole)
            yield tag("path", d=path, fill="none", stroke="#b6c0ca", stroke_width=1.2)
    for edge in chain["edges"]:
        a, b = picture.cards[edge["from"]], picture.cards[edge["to"]]
        if a is b:
            continue
        if a.y > b.y:
            a, b = b, a
        x1, y1, x2, y2, path = _path(a, b)
        colour = _EDGES.get(edge["state"], "#8b98a5")
        dash = "6 4" if edge["state"] == words.TENTATIVE else None
        yield tag("path", d=path, fill="none", stroke=colour, stroke_width=1.5, stroke_dasharray=dash)
        yield tag("circle", cx=x1, cy=y1, r=2.4, fill=colour)
        yield tag("circle", cx=x2, cy=y2, r=2.4, fill=colour)
        if edge["state"] != "given":
            word = {"automatic": "系统推定", "confirmed": "人工确认"}.get(
                edge["state"], f"待确认 {float(edge['confidence']):.0%}"
            )
            size = 12 * len(word) * (0.9 if word.isascii() else 0.82)
            told.append(tag("rect", x=x2 + 3, y=y2 - 16, width=size, height=13, rx=2, fill="#f7f8fa"))
            told.append(label(x2 + 5, y2 - 5, word, 10, colour))
    yield from told


def _path(a: Card, b: Card) -> tuple[float, float, float, float, str]:
    """From the card above to the one below, or sideways where they stand side by side."""
    if b.y < a.y + a.height:
        left, right = (a, b) if a.x < b.x else (b, a)
        x1, y1 = left.x + WIDTH, left.y + min(left.height, right.height) / 2
        x2, y2 = right.x, right.y + min(left.height, right.height) / 2
        middle = (x1 + x2) / 2
        return x1, y1, x2, y2, f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    x1, x2 = (_towards(a, b), _towards(b, a))
    y1, y2 = a.y + a.height, b.y
    bend = min(60.0, (y2 - y1) / 2)
    return x1, y1, x2, y2, (f"M{x1:.1f} {y1:.1f}C{x1:.1f} {y1 + bend:.1f} {x2:.1f} {y2 - bend:.1f} {x2:.1f} {y2:.1f}")


def _towards(card: Card, other: Card) -> float:
    return min(max(other.centre, card.x + 24), card.x + WIDTH - 24)


def _legend(picture: Picture, chain: Mapping[str, Any]) -> Iterator[str]:
    y, x = picture.height - 42, float(LANE_NAMES - 62)
    entries = (
        ("violation", "问题"),
        ("suspicion", "疑点"),
        ("problem", "不一致"),
        ("missing", "缺件"),
        ("paper", "取自核查表（原件）"),
    )
    for role, word in entries:
        yield _mark(x, y - 4, role)
        yield label(x + _MARKED, y, word, 11, GREY)
        x += _MARKED + 12 * len(word) + 18
    lines = [
        ("given", "编号一致", None),
        ("automatic", "系统推定", None),
        ("confirmed", "人工确认", None),
        ("candidate", "待确认", "6 4"),
    ]
    for state, word, dash in lines:
        yield tag(
            "line", x1=x, y1=y - 4, x2=x + 24, y2=y - 4, stroke=_EDGES[state], stroke_width=1.8, stroke_dasharray=dash
        )
        yield label(x + 30, y, word, 11, GREY)
        x += 30 + 12 * len(word) + 14
    notes = [f"另有{chain['left_out']}份单据未列出"] if chain["left_out"] else []
    notes += [f"{words.WARNING}"] if has_unconfirmed(chain) else []
    yield label(LANE_NAMES - 62, y + 22, "；".join([*notes, "内部资料"]), 11, RED if notes else GREY)
