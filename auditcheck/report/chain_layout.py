"""Where everything of a chain's picture stands: lanes by kind of document, time from left to right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditcheck.report import chain_words as words
from auditcheck.report.console import clean, wrap

Node = Mapping[str, Any]
WIDTH = 264  # of a card
STEP = 118  # from one step of the business to the next, and from one day to the next
GAP = 14
LANE_GAP = 34
LANE_NAMES = 92
TOP = 112
LINE = 16
PAD = 10
_CELLS = 42  # columns of text that fit a card, a Chinese character counting two
_TITLE_LINES = 2


@dataclass(frozen=True)
class Text:
    """One line on a card. ``role``: head, day, read (a day off paper), title, party, paper, problem, missing, violation, suspicion."""

    text: str
    role: str
    is_first: bool = True  # carries the mark of its role


@dataclass
class Card:
    node: Node
    lines: list[Text]
    x: float = 0
    y: float = 0

    @property
    def height(self) -> float:
        return 2 * PAD + LINE * len(self.lines) - 2

    @property
    def centre(self) -> float:
        return self.x + WIDTH / 2


@dataclass
class Picture:
    """``days``: x of each day's line, with its text; ``lanes``: (heading, top, height)."""

    cards: dict[str, Card] = field(default_factory=dict)
    days: list[tuple[float, str]] = field(default_factory=list)
    lanes: list[tuple[str, float, float]] = field(default_factory=list)
    width: float = 0
    height: float = 0


def lay_out(chain: Mapping[str, Any]) -> Picture:
    """``chain`` already folded (``chain_words.folded``)."""
    picture = Picture()
    chain = {**chain, "nodes": [each for node in chain["nodes"] for each in _events(node)]}
    dates = _dates(chain)
    columns: dict[tuple[str, int], float] = {}
    x = LANE_NAMES + 20.0
    for day in [*sorted({each for each in dates.values() if each}), *([""] if None in dates.values() else [])]:
        picture.days.append((x, day or "日期不详"))
        # Within a day the steps of the business stand one behind the other, as they follow from each other.
        for lane in sorted({words.lane(node) for node in chain["nodes"] if (dates[node["id"]] or "") == day}):
            columns[day, lane] = x
            x += STEP
    y = float(TOP)
    for number, heading in words.lanes(chain).items():
        cards = [Card(node, _lines(node)) for node in chain["nodes"] if words.lane(node) == number]
        if not cards:
            continue
        for card in cards:
            card.x = columns[dates[card.node["id"]] or "", number]
        height = _stack(cards, y)
        picture.lanes.append((heading, y, height))
        picture.cards |= {card.node["id"]: card for card in cards}
        y += height + LANE_GAP
    picture.width = max([card.x + WIDTH for card in picture.cards.values()] + [760]) + 28
    picture.height = y + 44
    return picture


def _events(node: Node) -> list[Node]:
    """An acceptance tells of several days: what was used on another day than it was accepted on stands there."""
    apart = [each for each in node["days"][1:] if node["kind"] == "acceptance" and each["date"] != node["date"]]
    plain: dict[str, Any] = {
        "number": None,
        "title": None,
        "amount": None,
        "party": None,
        "problems": [],
        "missing": [],
        "findings": [],
    }
    return [
        {
            **node,
            "days": [each for each in node["days"] if each not in apart],
            "facts": [fact for fact in node["facts"] if fact["column"] not in {each["column"] for each in apart}],
        },
        *({**node, **plain, "id": f"{node['id']}:{each['column']}", "date": each["date"], "days": [each],
           "event_of": node["id"], "facts": [fact for fact in node["facts"] if fact["column"] == each["column"]]}
          for each in apart),
    ]  # fmt: skip


def _dates(chain: Mapping[str, Any]) -> dict[str, str | None]:
    """The day at which each document stands; minutes have none of their own and stand where what names them does."""
    dates: dict[str, str | None] = {node["id"]: node["date"] for node in chain["nodes"]}
    for here in [each for each, day in dates.items() if day is None]:
        ends = [(edge["from"], edge["to"]) for edge in chain["edges"] if here in (edge["from"], edge["to"])]
        dates[here] = min((day for pair in ends for each in pair if (day := dates.get(each))), default=None)
    return dates


def _stack(cards: Sequence[Card], top: float) -> float:
    """Cards of one lane: beside each other where days allow, else below. Returns the lane's height."""
    placed: list[Card] = []
    for card in sorted(cards, key=lambda each: each.x):
        card.y = top
        while clash := [each for each in placed if _overlap(card, each)]:
            card.y = max(each.y + each.height for each in clash) + GAP
        placed.append(card)
    return max(card.y + card.height for card in placed) - top


def _overlap(a: Card, b: Card) -> bool:
    return (
        a.x < b.x + WIDTH + GAP
        and b.x < a.x + WIDTH + GAP
        and a.y < b.y + b.height + GAP
        and b.y < a.y + a.height + GAP
    )


def _lines(node: Node) -> list[Text]:
    if "event_of" in node:
        head = str(node["days"][0]["word"])
        return [Text(head, "head"), Text(f"{words.span(node['days'][0])}\t", _day_role(node))]
    lines = _wrapped(words.name(node), "head", _CELLS - 4)
    if node["days"] or node["amount"]:
        day = words.day(node) if node["days"] else ""
        lines.append(Text(f"{day}\t{words.money(node['amount'])}", _day_role(node)))
    if node["title"] and node["kind"] != "approval":
        lines += _wrapped(node["title"], "title", most=_TITLE_LINES)
    if node["party"]:
        lines += _wrapped(node["party"], "party", most=_TITLE_LINES)
    if known := words.fingerprint(node):
        lines += _wrapped(known, "party")
    for said in words.brief_readings(node):
        lines += _wrapped(said, "paper", most=3)
    for problem in node["problems"]:
        lines += _wrapped(problem["text"], "problem")
    for missing in node["missing"]:
        lines += _wrapped(missing["text"], "missing")
    for finding in node["findings"]:
        lines += _wrapped(words.told(finding), "violation" if finding["class"] == "violation" else "suspicion")
    return lines


def _day_role(node: Node) -> str:
    return "read" if node["days"] and words.is_read(node, node["days"][0]["column"]) else "day"


def _wrapped(text: str, role: str, cells: int | None = None, most: int | None = None) -> list[Text]:
    marked = role in ("paper", "problem", "missing", "violation", "suspicion")
    parts = wrap(clean(text), (cells or _CELLS) - (3 if marked else 0))
    if most is not None and len(parts) > most:
        parts = [*parts[: most - 1], parts[most - 1][:-1] + "…"]
    return [Text(part, role, number == 0) for number, part in enumerate(parts)]
