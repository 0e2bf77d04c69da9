"""Reading a rubric's data without trusting it: what is no number is None, what is no list is empty."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

# rule, severity, codes, message (Chinese), the setting that decides it
Told = tuple[str, str, tuple[str, ...], str, str | None]


def decimal(value: Any) -> Decimal | None:
    """A number as written; per cent as a ratio."""
    text = str(value).strip() if value is not None and not isinstance(value, bool) else ""
    try:
        found = Decimal(text[:-1]) / 100 if text.endswith(("%", "％")) else Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def mappings(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def rule_of(indicator: Mapping[str, Any]) -> Mapping[str, Any]:
    rule = indicator.get("rule")
    return rule if isinstance(rule, Mapping) else {}


def text(indicator: Mapping[str, Any], key: str) -> str:
    return "".join(str(indicator.get(key) or "").split())


def setting(top: Mapping[str, Any], key: str) -> str | None:
    """``A12.criteria=scaled`` where the scheme decides it."""
    given = top.get("conventions")
    return f"{key}={given[key]}" if isinstance(given, Mapping) and key in given else None
