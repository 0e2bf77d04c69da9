"""Rules as data: ``rules/T01.yaml`` says what a rule is, a function registered under its id says where it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _

if TYPE_CHECKING:
    from auditcheck.targets.reading import Row
    from auditcheck.targets.view import View

RULES = Path(__file__).parent / "rules"
SEVERITIES = ("high", "medium", "low")
HOW = ("自动", "部分", "人工")


@dataclass(frozen=True)
class Rule:
    """``message`` and ``suggestion`` are templates in official Chinese; {name} and {raw} are the row's own words."""

    id: str
    name: str
    title: str
    severity: str
    how: str
    message: str
    suggestion: str
    cases: dict[str, list[dict[str, Any]]] = field(compare=False, repr=False, default_factory=dict)


@dataclass(frozen=True)
class Hit:
    """Where a rule holds: a row, or a place of the table (title, funds, goal, project); ``facts`` fill the templates.

    ``confidence`` below 1 is a proposal that a person confirms, and ``reason`` says what it rests on.
    """

    row: Row | None = None
    place: str = "title"
    quote: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    confidence: float = 1.0
    reason: str = ""


Test = Callable[["View"], Iterator[Hit]]
TESTS: dict[str, Test] = {}


def rule(identifier: str) -> Callable[[Test], Test]:
    def register(test: Test) -> Test:
        TESTS[identifier] = test
        return test

    return register


def rules() -> dict[str, Rule]:
    """Every rule by id, in their order. Raises ConfigError naming the file that is no rule."""
    import yaml

    found: dict[str, Rule] = {}
    for path in sorted(RULES.glob("T*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        try:
            one = Rule(**data)
        except TypeError as error:
            raise ConfigError(_("{file}: not a rule ({reason})").format(file=path.name, reason=error)) from error
        if one.id != path.stem or one.severity not in SEVERITIES or one.how not in HOW:
            raise ConfigError(_("{file}: id, severity or how is not one of those allowed").format(file=path.name))
        found[one.id] = one
    return found
