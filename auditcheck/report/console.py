"""A terminal of any kind: 80 columns or more, colours or none, UTF-8 or the GBK of Chinese Windows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from auditcheck.i18n import _, ngettext

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

# Wider lines are hard to read, whatever the window.
WIDEST = 120
# Findings of one severity, and lines of any other list, that a terminal shows before it says where the rest stands.
MOST = 10
FILE = "findings.xlsx"
# A file's text must not move the cursor or set colours.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# What a line break leaves whole: a word or one Chinese character, with the punctuation that may not begin or end a line.
_WORD = re.compile(r"[（《〔“]*(?:[\x21-\x7e]+|[^\s])[，。；：、！？）》〕”]*|\s+")
_SEVERITY_STYLE = {"high": "bold red", "medium": "yellow", "low": "green", "info": "dim"}


@dataclass(frozen=True)
class Glyphs:
    """What bars are made of. Chinese consoles draw block characters two cells wide, so GBK gets plain ones."""

    full: str
    possible: str
    empty: str


BLOCKS = Glyphs("█", "▓", "─")
PLAIN = Glyphs("#", "?", ".")


def default_console() -> Console:
    """Standard output; what its encoding lacks (a rare name on a GBK console) becomes a question mark."""
    import sys

    from rich.console import Console

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    console = Console(markup=False, highlight=False, emoji=False, soft_wrap=False)
    return console if console.width <= WIDEST else Console(markup=False, highlight=False, emoji=False, width=WIDEST)


def glyphs(console: Console) -> Glyphs:
    return BLOCKS if console.encoding.lower().startswith("utf") else PLAIN


def clean(value: object) -> str:
    """A text of a document without control characters."""
    return _CONTROL.sub(" ", "" if value is None else str(value))


def text(value: object, style: str = "") -> Text:
    from rich.text import Text

    return Text(clean(value), style=style)


def heading(console: Console, title: str) -> None:
    console.print()
    console.print(text(title, "bold"))
    console.print(text("-" * console.width, "dim"), overflow="crop", no_wrap=True)


def lines(console: Console, value: object, indent: int = 2, style: str = "") -> None:
    """A paragraph, indented as a whole."""
    for line in wrap(clean(value), max(console.width - indent, 20)):
        console.print(text(" " * indent + line, style), no_wrap=True, overflow="fold")


def wrap(paragraph: str, width: int) -> list[str]:
    """Lines of at most ``width`` cells: Chinese breaks anywhere but before closing punctuation, other words stay whole."""
    from rich.cells import cell_len

    found, line, used = [], "", 0
    for word in _WORD.findall(paragraph.replace("\n", " ")):
        cells = cell_len(word)
        if used + cells > width and line.strip():
            found.append(line.rstrip())
            line, used = "", 0
            word = word.lstrip()
            cells = cell_len(word)
        line += word
        used += cells
    return [*found, line.rstrip()]


def grid(*columns: tuple[str, str]) -> Table:
    """A borderless table; each column is a heading and ``left``, ``fixed`` or ``right`` (these two never wrap)."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="bold")
    for title, justify in columns:
        right, whole = justify == "right", justify != "left"
        header = title.replace(" ", "\n") if right else title
        table.add_column(text(header), justify="right" if right else "left", no_wrap=whole, overflow="fold")
    return table


def bar(marks: Glyphs, low: Decimal, high: Decimal, whole: Decimal, width: int = 10) -> str:
    """``low`` is certain, up to ``high`` is possible."""
    if whole <= 0:
        return ""
    full = _cells(low, whole, width)
    possible = max(_cells(high, whole, width) - full, 0)
    return marks.full * full + marks.possible * possible + marks.empty * (width - full - possible)


def _cells(part: Decimal, whole: Decimal, width: int) -> int:
    return min(width, max(0, int(part / whole * width)))


def more(console: Console, left: int, where: str) -> None:
    """Says what a long list left out, and where it stands in full."""
    if left > 0:
        message = ngettext("… and {count} more: {where}", "… and {count} more: {where}", left)
        lines(console, message.format(count=left, where=where), style="dim")


def severity_style(severity: str) -> str:
    return _SEVERITY_STYLE.get(severity, "")


def score_range(indicator: Mapping[str, Any]) -> tuple[Decimal, Decimal]:
    """What is certain of an indicator's score, and what is possible."""
    score = indicator.get("score") or 0
    low, high = indicator.get("range") or (score, score)
    return Decimal(str(low or 0)), Decimal(str(high or 0))


def span(low: Decimal, high: Decimal) -> str:
    return f"{low:.2f}" if low == high else f"{low:.2f}–{high:.2f}"


def amount(value: Any) -> str:
    """An amount of money in the reader's words."""
    try:
        return _("{amount} yuan").format(amount=f"{Decimal(str(value)):,.2f}")
    except ArithmeticError:
        return clean(value)
