"""Values of indicators that no ledger gives: filled in by a named person, or computed from a questionnaire.

They stand in the findings document under ``metrics``, each with the cell it came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from auditcheck.errors import InputError
from auditcheck.scoring.numbers import HUNDRED, ONE, Ratio, number, percent, plain, rounded

_VALUE = re.compile(r"[=＝≈约]?\s*(?P<number>-?\d[\d,]*(?:\.\d+)?)\s*(?P<unit>.*)", re.DOTALL)
# Lines that are no indicator's: what a report tells of the unit beside its score. Levels below them stand after "/".
BACKGROUND = ("三公经费", "资产", "固定资产原值", "无形资产原值")
_TIMES = {"万": Decimal(10**4), "亿": Decimal(10**8)}


@dataclass(frozen=True)
class Metric:
    """``text`` as written; ``stated`` what it says (98.32% is 0.9832); ``parts`` numerator and denominator where given."""

    indicator: str
    text: str
    stated: Ratio | None
    unit: str
    parts: tuple[Decimal, Decimal] | None
    source: str
    person: str
    date: str
    document: Mapping[str, Any]

    @property
    def ratio(self) -> Ratio | None:
        """The parts where they are given: a rate that can be computed is computed."""
        return Ratio(*self.parts) if self.parts else self.stated

    @property
    def shown(self) -> str:
        if self.parts and self.unit == "%":
            return percent(Ratio(*self.parts).value())
        bare = self.text[-1:].isdigit()
        return f"{self.text}{self.unit}" if bare else self.text

    @property
    def contradiction(self) -> str | None:
        """What the parts give where the stated rate is another, to its printed decimals."""
        if self.parts is None or self.stated is None or self.unit != "%":
            return None
        computed = Ratio(*self.parts).value() * HUNDRED
        stated = self.stated.value() * HUNDRED
        digits = self.text.partition(".")[2].rstrip("%％ ")
        place = ONE.scaleb(-len(digits)) if digits.isdigit() else ONE
        if abs(computed - stated) * 2 <= place:
            return None
        return f"{plain(rounded(computed))}%"


class Metrics:
    """The lines that may be used, by indicator; ``notes`` (Chinese) tell about the rest. Those of ``BACKGROUND`` are
    kept apart: they are there where ``background`` is true, and the indicators' are not."""

    def __init__(self, lines: Iterable[Mapping[str, Any]], background: bool = False) -> None:
        self.notes: list[str] = []
        self._found: dict[str, Metric] = {}
        for line in lines:
            metric = _read(line)
            if (metric.indicator.partition("/")[0] in BACKGROUND) == background:
                self._add(metric)

    def find(self, code: str) -> Metric | None:
        return self._found.get(code)

    def all(self) -> list[Metric]:
        return list(self._found.values())

    def codes(self) -> list[str]:
        return list(self._found)

    def _add(self, metric: Metric) -> None:
        about = f"指标数据（{metric.indicator}）"
        if metric.stated is None and metric.parts is None:
            if metric.text:
                self.notes.append(f"{about}：完成值“{metric.text}”不是数值，未采用。")
            return
        if not metric.person and metric.document.get("from") != "survey":
            self.notes.append(f"{about}：没有填报人，未采用。")
            return
        before = self._found.get(metric.indicator)
        if before is not None:
            self.notes.append(f"{about}：有多个完成值，采用填报日期最近的一个。")
            metric = max(before, metric, key=lambda one: one.date)
        self._found[metric.indicator] = metric


def _read(line: Mapping[str, Any]) -> Metric:
    """``InputError`` where numerator or denominator is no number."""

    def text(name: str) -> str:
        return str(line[name]).strip() if line.get(name) is not None else ""

    code = text("indicator").replace("／", "/")
    parts = None
    if line.get("numerator") is not None and line.get("denominator") is not None:
        top, bottom = (number(line[name], f"metrics.{code}.{name}") for name in ("numerator", "denominator"))
        if bottom <= 0:
            raise InputError(f"metrics.{code}.denominator: {bottom} is not above 0")
        parts = (top, bottom)
    stated, unit = _value(text("value"), text("unit"))
    return Metric(code, text("value"), stated, unit, parts, text("source"), text("person"), text("date"), line)


def _value(written: str, unit: str) -> tuple[Ratio | None, str]:
    match = _VALUE.fullmatch(written)
    if not match:
        return None, unit
    value = Decimal(match["number"].replace(",", ""))
    own = match["unit"].strip() or unit
    if own[:1] in ("%", "％"):
        return Ratio(value, HUNDRED), "%"
    return Ratio(value * _TIMES.get(own[:1], ONE)), own


def target(written: str) -> tuple[Ratio, str]:
    """A benchmark of a rubric, read as values are: 95%, 1300批次, 21.8亿元. ``InputError`` where it is none."""
    found, unit = _value(written, "")
    if found is None:
        raise InputError(f"{written!r} is no benchmark")
    return found, unit
