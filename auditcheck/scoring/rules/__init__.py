"""Rule kinds. A module of this folder that registers a kind is found by itself: a new kind is one new file.

A kind is a frozen dataclass with ``read`` (the YAML of an indicator's ``rule``, plus its own settings under
``conventions``), ``parts`` (criteria and groups that checks, findings and people decide) and ``evaluate``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from auditcheck.scoring.outcome import Outcome
from auditcheck.scoring.parts import Case, Part
from auditcheck.scoring.section import Section


@dataclass(frozen=True)
class Head:
    """What a rule may know of its indicator while it is read."""

    code: str
    name: str
    weight: Decimal
    benchmark: str


class Rule(Protocol):
    """How one indicator turns decisions and measures into points."""

    @property
    def parts(self) -> tuple[Part, ...]: ...

    @property
    def any_group(self) -> bool:
        """Whether findings may name groups that the rubric does not (each counts as one of its own)."""
        ...

    @property
    def measured(self) -> bool:
        """Whether the points rest on a measure (a person can then only say that the indicator does not apply)."""
        ...

    def evaluate(self, case: Case) -> Outcome: ...


Reader = Callable[[Section, Head, Section], Rule]

_KINDS: dict[str, Reader] = {}


def register(kind: str) -> Callable[[Reader], Reader]:
    """Decorator of a kind's reader: ``(rule section, head, conventions) -> Rule``."""

    def add(reader: Reader) -> Reader:
        _KINDS[kind] = reader
        return reader

    return add


def kinds() -> list[str]:
    _discover()
    return sorted(_KINDS)


def read_rule(section: Section, head: Head, conventions: Section) -> Rule:
    """The rule of an indicator; ``ConfigError`` names an unknown kind or key, or criteria that miss the weight."""
    _discover()
    kind = section.text("kind")
    if kind not in _KINDS:
        section.fail("kind", f"unknown rule kind {kind!r} (one of {', '.join(kinds())})")
    rule = _KINDS[kind](section, head, conventions)
    section.done()
    return rule


def _discover() -> None:
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
