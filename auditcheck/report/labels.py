"""The words of the terminal, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditcheck.i18n import _


def severity(value: str) -> str:
    return {"high": _("High"), "medium": _("Medium"), "low": _("Low"), "info": _("Notes")}.get(value, value)


def finding_class(value: str) -> str:
    return {"violation": _("violation"), "suspicion": _("lead"), "data": _("data")}.get(value, value)


def state(value: str, kind: str) -> str:
    if value == "confirmed" and kind == "selfcheck":
        return _("confirmed deficiency")
    if value == "waived":
        return {"selfcheck": _("approved exception"), "evaluation": _("not deducted")}.get(kind, _("not reported"))
    return {
        "open": _("unverified"),
        "pending": _("papers awaited"),
        "confirmed": _("confirmed"),
        "rectifying": _("being rectified"),
        "rectified": _("rectified"),
        "dismissed": _("dismissed"),
    }.get(value, value)


def check_state(value: str) -> str:
    return {
        "clean": _("clean"),
        "findings": _("findings"),
        "not_applicable": _("not applicable"),
        "skipped": _("not run"),
        "not_run": _("not run"),
        "error": _("failed"),
    }.get(value, value)


def indicator_state(value: str) -> str:
    return {"scored": _("scored"), "partial": _("partly scored"), "unscored": _("not scored")}.get(value, value)


def sheet(item: Mapping[str, Any]) -> str:
    """A file and its sheet; a text file has none."""
    file, name = item.get("file") or "", item.get("sheet")
    return _("{file} [{sheet}]").format(file=file, sheet=name) if name else str(file)


def place(item: Mapping[str, Any]) -> str:
    """Where a piece of evidence stands: file, sheet, row, cells."""
    where, row, searched = sheet(item), item.get("row"), item.get("searched")
    if row is None:
        return where if searched is None else _("{place}, {count} rows searched").format(place=where, count=searched)
    where = _("{place} row {row}").format(place=where, row=row)
    cells = ", ".join(str(cell) for cell in (item.get("cells") or {}).values() if cell)
    return _("{place} ({cells})").format(place=where, cells=cells) if cells else where
