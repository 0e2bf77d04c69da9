"""Which value of which measure a rule reads, and how it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from auditcheck import wording
from auditcheck.scoring.numbers import ONE, Ratio, number, plain
from auditcheck.scoring.record import NOT_APPLICABLE, Record
from auditcheck.scoring.rubric import Ref
from auditcheck.scoring.section import Section

# Rows of a measure that a score names; the findings document holds more.
_PLACES = 8


@dataclass(frozen=True)
class Measure:
    """``value`` names the rate among a measure's values, ``of`` what 100% is in its unit (1 for a ratio, 100 for marks).

    Where the measure also gives the two ``parts`` of the rate, the rate is taken from them, unrounded. ``told`` are
    other values that the paragraph names: by value, a text with ``{amount}`` (money in 元) or ``{number}``.
    """

    check: str
    value: str
    parts: tuple[str, str] | None
    of: Decimal
    told: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, section: Section, check: str) -> Measure:
        parts = section.texts("parts")
        if parts and len(parts) != 2:
            section.fail("parts", "expected two names: numerator and denominator")
        found = cls(check, section.text("value"), (parts[0], parts[1]) if parts else None, section.decimal("of", ONE))
        if "told" in section:
            texts = section.section("told")
            found = replace(found, told=tuple((key, texts.text(key)) for key, _ in texts.items()))
        if found.of <= 0:
            section.fail("of", "must be above 0")
        section.done()
        return found

    def ratio(self, record: Record) -> Ratio | None:
        """The rate as a ratio (1 = 100%); None where it was not measured. ``InputError`` where it is no number."""
        entry = record.measure(self.check)
        values: Mapping[str, Any] = (entry or {}).get("values") or {}
        if self.parts and all(values.get(part) is not None for part in self.parts):
            top, bottom = (number(values[part], f"{self.check}.{part}") for part in self.parts)
            if bottom > 0:
                return Ratio(top, bottom * self.of)
        if values.get(self.value) is None:
            return None
        return Ratio(number(values[self.value], f"{self.check}.{self.value}"), self.of)

    def sentence(self, record: Record) -> str:
        """The values behind the rate, as the beginning of a sentence: ``支出预算完成数为92,160.59万元，``."""
        values: Mapping[str, Any] = (record.measure(self.check) or {}).get("values") or {}
        parts = []
        for name, text in self.told:
            if values.get(name) is not None:
                value = number(values[name], f"{self.check}.{name}")
                parts.append(text.replace("{amount}", wording.amount(value)).replace("{number}", plain(value)) + "，")
        return "".join(parts)

    def document(self, record: Record) -> dict[str, Any] | None:
        """The measure as it enters score.json, so that the number can be walked back."""
        entry = record.measure(self.check)
        if entry is None:
            return None
        rows = entry.get("evidence") or ()
        return {
            "check": self.check,
            "values": dict(entry.get("values") or {}),
            "used": self.value,
            "places": [{name: row.get(name) for name in ("file", "sheet", "row", "cells")} for row in rows[:_PLACES]],
            "places_total": entry.get("evidence_total") or len(rows),
        }

    def not_applicable(self, record: Record) -> bool:
        return record.measure(self.check) is None and record.state(Ref(self.check)) == NOT_APPLICABLE

    def missing(self, record: Record) -> str:
        """Why there is no rate (Chinese)."""
        return record.why_undecided(Ref(self.check))


@dataclass(frozen=True)
class Filled:
    """A value that a person filled in for the indicator ``code``, or that a questionnaire gave (``survey``)."""

    code: str
    survey: bool = False

    def ratio(self, record: Record) -> Ratio | None:
        found = record.metrics.find(self.code)
        return found.ratio if found else None

    def sentence(self, record: Record) -> str:
        found = record.metrics.find(self.code)
        return f"根据{found.source}，" if found and found.source else ""

    def document(self, record: Record) -> dict[str, Any] | None:
        found = record.metrics.find(self.code)
        return dict(found.document) if found else None

    def not_applicable(self, record: Record) -> bool:
        return False

    def missing(self, record: Record) -> str:
        return "没有问卷统计表" if self.survey else "指标数据表没有该指标的完成值"


Source = Measure | Filled


def read_source(section: Section, code: str) -> Source:
    """``check: BUD-001`` with its values, ``metric: true`` or ``survey: true``."""
    if section.flag("metric") or section.flag("survey"):
        found = Filled(code, section.flag("survey"))
        section.done()
        return found
    return Measure.read(section, section.text("check"))
