"""The log of what people said, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from auditcheck.i18n import _
from auditcheck.report import words
from auditcheck.report.console import default_console, grid, text


def show_log(entries: Iterable[Mapping[str, Any]], numbers: Mapping[str, str], kind: str) -> None:
    """``entries``: documents of findings/log.Entry; ``numbers``: fingerprint → number."""
    console = default_console()
    table = grid(
        (_("Entry"), "right"),
        (_("Time (UTC)"), "fixed"),
        (_("Who"), "left"),
        (_("About"), "fixed"),
        (_("What"), "left"),
    )
    for entry in entries:
        table.add_row(
            text(entry["seq"], "dim"),
            text(str(entry["time"])[:16].replace("T", " ")),
            text(entry["actor"]),
            text(numbers.get(entry["subject"], entry["subject"][:11])),
            text(_told(entry, kind)),
        )
    console.print(table)


def _told(entry: Mapping[str, Any], kind: str) -> str:
    """What was done, and what was said with it, in one line."""
    detail = dict(entry["detail"])
    step = ""
    if "to" in detail:
        was, now = (words.state(str(detail.pop(name, "open")), kind) for name in ("from", "to"))
        step = f"{was} → {now}"
    names = sorted(set(detail) - set(_LEFT_OUT), key=lambda name: (_FIRST.index(name) if name in _FIRST else 99, name))
    said = "，".join(filter(None, (_plain(detail[name], name) for name in names)))
    return "  ".join(part for part in (_action(str(entry["action"])), step, said) if part)


_FIRST = ("level", "agrees", "what", "opinion", "adopted", "place", "reason", "text", "source")
# Of use to machines; --format json shows them.
_LEFT_OUT = ("evidence_hash", "run", "sha256", "changes", "finding")


def _plain(value: Any, name: str = "") -> str:
    if name == "source" and isinstance(value, Mapping):
        return " / ".join(str(value[part]) for part in ("file", "sheet", "row") if value.get(part))
    if isinstance(value, Mapping):
        return " / ".join(filter(None, (_plain(each) for each in value.values())))
    if isinstance(value, list):
        return "、".join(filter(None, map(_plain, value)))
    if isinstance(value, bool):
        return ("同意" if value else "不同意") if name == "agrees" else ""
    return "" if value is None else str(value)


def _action(name: str) -> str:
    names = {
        "decide": _("decided"),
        "clear": _("no longer found"),
        "reopen": _("open again"),
        "review": _("reviewed"),
        "comment": _("commented"),
        "release": _("released to the unit"),
        "assign": _("assigned"),
        "money": _("amount set"),
        "answer": _("the unit answered"),
        "adopt": _("answer weighed"),
        "opinion": _("opinion on the report"),
        "finding": _("finding entered"),
        "import": _("file imported"),
        "severity": _("severity set"),
        "progress": _("progress told"),
        "paper": _("paper noted"),
        "undo": _("taken back"),
    }
    return names.get(name, name)
