"""Typed parameters of checks. Decimals are Decimal: a float would reach SQL as a DOUBLE."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _

TYPES = ("integer", "decimal", "date", "text", "list", "boolean")
Value = int | Decimal | date | str | list[str] | bool | None


@dataclass(frozen=True)
class Parameter:
    """``default`` None means unset: a threshold that no law sets is the unit's to give."""

    name: str
    type: str
    default: Value
    doc: str

    def parse(self, value: Any) -> Value:
        """A value from TOML, YAML or the command line. Raises ConfigError."""
        try:
            return _convert(self.type, value)
        except (ValueError, InvalidOperation, TypeError, KeyError) as error:
            raise ConfigError(
                _("{name}: {value} is not a value of type {type}").format(name=self.name, value=value, type=self.type)
            ) from error


def read_parameters(header: Mapping[str, Any], path: Path) -> dict[str, Parameter]:
    parameters = {}
    for name, entry in header.items():
        if not isinstance(entry, dict) or entry.get("type") not in TYPES:
            raise ConfigError(
                _("{path}: parameter {name} needs a type of {types}").format(
                    path=path, name=name, types=", ".join(TYPES)
                )
            )
        blank = Parameter(name, entry["type"], None, str(entry.get("doc", "")))
        parameters[name] = Parameter(name, blank.type, blank.parse(entry.get("default")), blank.doc)
    return parameters


def settle(check_id: str, parameters: Mapping[str, Parameter], given: Mapping[str, Any]) -> dict[str, Value]:
    """Defaults with the given values laid over. Unknown names are refused with a suggestion."""
    for name in given:
        if name not in parameters:
            near = difflib.get_close_matches(name, list(parameters), n=1)
            hint = _("did you mean {names}?").format(names=near[0]) if near else ", ".join(parameters)
            raise ConfigError(_("{check} has no parameter {name}; {hint}").format(check=check_id, name=name, hint=hint))
    return {name: p.parse(given[name]) if name in given else p.default for name, p in parameters.items()}


def written(value: Value) -> str | None:
    """A value as findings print it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return ";".join(value) if isinstance(value, list) else str(value)


def _convert(kind: str, value: Any) -> Value:
    if value is None:
        return None
    if kind == "integer":
        if isinstance(value, bool) or (isinstance(value, float) and value != int(value)):
            raise ValueError(value)
        return int(value)
    if kind == "decimal":
        if isinstance(value, float):
            value = repr(value)
        return Decimal(str(value))
    if kind == "date":
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    if kind == "boolean":
        if isinstance(value, bool):
            return value
        return {"true": True, "是": True, "false": False, "否": False}[str(value).lower()]
    if kind == "list":
        return [str(part) for part in value] if isinstance(value, list) else [p for p in str(value).split(";") if p]
    return str(value)
