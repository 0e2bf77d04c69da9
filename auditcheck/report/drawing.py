"""The little of SVG that our pictures need, drawn without any other program."""

from __future__ import annotations

import re
from collections.abc import Iterable

FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','WenQuanYi Micro Hei',sans-serif"
INK, GREY, FAINT, PAPER = "#1d2733", "#66727f", "#d9dfe5", "#ffffff"
RED, AMBER, GREEN, BLUE = "#b3261e", "#a86a00", "#2c6e49", "#1f5fae"
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def escaped(text: str) -> str:
    """Fit for text and attributes of XML; no control signs, none that turn the direction of writing."""
    for sign, code in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, code)
    return _CONTROL.sub(" ", text)


def number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def tag(name: str, content: str | None = None, **attributes: object) -> str:
    """``stroke_width`` becomes ``stroke-width``; floats are rounded."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(number(value) if isinstance(value, float) else str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}/>" if content is None else f"<{name}{told}>{content}</{name}>"


def label(x: float, y: float, text: str, size: float = 12, fill: str = INK, **more: object) -> str:
    return tag("text", escaped(text), x=float(x), y=float(y), font_size=size, fill=fill, **more)


def document(width: float, height: float, title: str, parts: Iterable[str]) -> str:
    """A whole SVG; ``title`` is read aloud and shown by browsers."""
    background = tag("rect", x=0, y=0, width=float(width), height=float(height), fill=PAPER)
    body = "\n".join([tag("title", escaped(title)), background, *parts])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width)}" height="{number(height)}"'
        f' viewBox="0 0 {number(width)} {number(height)}" font-family="{escaped(FONT)}" role="img">\n{body}\n</svg>\n'
    )
