"""A questionnaire as counted: questions, their options in order, how many chose each."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

KINDS = ("single", "multiple", "text")


@dataclass(frozen=True)
class Option:
    """``label`` as written; ``count`` people; ``stated`` the share printed beside it, ``place`` the line it stood in."""

    label: str
    count: int
    stated: Fraction | None = None
    place: int | None = None


@dataclass(frozen=True)
class Question:
    """``options`` best first for a scale, else as written. ``answered`` people; for multiple choice fewer than choices."""

    number: str
    text: str
    kind: str
    options: tuple[Option, ...]
    answered: int
    skipped: int = 0
    stated: Fraction | None = None  # a satisfaction that a table prints
    place: int | None = None

    @property
    def choices(self) -> int:
        return sum(option.count for option in self.options)

    def share(self, option: Option) -> Fraction | None:
        """Of those who answered: for multiple choice the shares add up to more than one."""
        return Fraction(option.count, self.answered) if self.answered else None


@dataclass
class Survey:
    """``issued`` and ``returned`` sheets where somebody said so; ``invalid`` (row, why) of those that do not count."""

    name: str
    questions: list[Question] = field(default_factory=list)
    issued: int | None = None
    returned: int | None = None
    valid: int | None = None
    invalid: list[tuple[int, str]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)  # one a valid sheet: question number -> label(s)
    overall: Fraction | None = None  # the satisfaction of all that a table prints
    notes: list[str] = field(default_factory=list)
