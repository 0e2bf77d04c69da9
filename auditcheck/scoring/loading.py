"""Reading and validating rubric files (YAML). Each mistake is a ``ConfigError`` that names file and key."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from auditcheck.errors import ConfigError, InputError
from auditcheck.scoring.numbers import ZERO, plain
from auditcheck.scoring.record import feed_of
from auditcheck.scoring.rubric import COUNTABLE, Band, Feed, Indicator, Level, Limit, Ref, Rubric, Tier, Words
from auditcheck.scoring.rules import Head, read_rule
from auditcheck.scoring.rules._reading import CHECK_ID
from auditcheck.scoring.section import Section, read_yaml

_BUILT_IN = Path(__file__).parent / "rubrics"
_SOURCES = ("ledger", "metric", "judgement", "survey")


def rubric_names() -> list[str]:
    """The rubrics that come with the package."""
    return sorted(path.stem for path in _BUILT_IN.glob("*.yaml"))


def rubric_path(name_or_path: str | Path) -> Path:
    """The file of a built-in rubric, or the file itself. ``ConfigError`` for an unknown name."""
    path = _BUILT_IN / f"{name_or_path}.yaml"
    if not (str(name_or_path) in rubric_names() and path.is_file()):
        path = Path(name_or_path)
        if not path.is_file():
            known = ", ".join(rubric_names())
            raise ConfigError(f"{name_or_path}: no such rubric; built in: {known}; or give the path of a file")
    return path


def load_rubric(name_or_path: str | Path, conventions: Mapping[str, str] | None = None) -> Rubric:
    """A built-in rubric by name (``xj-2023``) or one from a file.

    ``conventions`` replaces settings of the file, e.g. ``{"B31.step": "linear"}``. ``ConfigError`` for an unknown name,
    unknown or missing keys, unknown rule kinds or settings, and points that do not add up.
    """
    path = rubric_path(name_or_path)
    return _Reader(rubric_data(path), conventions or {}).rubric()


def rubric_data(path: Path) -> Section:
    """What stands in a rubric's file, YAML or workbook."""
    if path.suffix.lower() != ".xlsx":
        return read_yaml(path, path.name)
    from auditcheck.scoring.workbook import read_workbook

    return Section(read_workbook(path), path.name)


class _Reader:
    def __init__(self, top: Section, changed: Mapping[str, str]) -> None:
        self.top = top
        settings: dict[str, Any] = dict(top.section("conventions").items())
        unknown = sorted(set(changed) - set(settings))
        if unknown:
            raise ConfigError(f"{top.file}: conventions.{unknown[0]}: the rubric has no such setting")
        self.settings = {**settings, **changed}
        self.conventions = Section(self.settings, top.file, "conventions")

    def rubric(self) -> Rubric:
        top, conventions = self.top, self.conventions
        tiers = tuple(self._tier(one) for one in top.sections("tiers"))
        levels = tuple(self._level(one, tiers) for one in top.sections("levels"))
        indicators = tuple(self._indicator(one, levels) for one in top.sections("indicators"))
        full = top.decimal("full")
        self._check_sums(tiers, levels, indicators, full)
        conventions.choice("rounding", ("indicator",))
        not_applicable = conventions.choice("not_applicable", ("full", "remove", "convert"))
        named = conventions.choice("feeds", ("header", "named")) == "named"
        counts = top.texts("counts")
        for state in counts:
            if state not in COUNTABLE:
                top.fail("counts", f"{state!r} is none of {', '.join(COUNTABLE)}")
        bands = self._bands()
        found = Rubric(
            name=top.text("name"),
            title=top.text("title"),
            year=top.integer("year"),
            source=top.text("source"),
            full=full,
            bands=bands,
            counts=counts,
            tiers=tiers,
            levels=levels,
            indicators=indicators,
            conventions=MappingProxyType({key: _text(value) for key, value in self.settings.items()}),
            not_applicable=not_applicable,
            named_checks_feed=named,
            feeds=self._feeds(),
            limits=self._limits(bands, indicators),
        )
        conventions.done()
        top.done()
        return found

    def _tier(self, section: Section) -> Tier:
        found = Tier(section.text("code"), section.text("name"), _positive(section, "max"))
        section.done()
        return found

    def _level(self, section: Section, tiers: tuple[Tier, ...]) -> Level:
        tier = section.choice("tier", tuple(one.code for one in tiers))
        found = Level(section.text("code"), tier, section.text("name"), _positive(section, "max"))
        section.done()
        return found

    def _indicator(self, section: Section, levels: tuple[Level, ...]) -> Indicator:
        by_code = {one.code: one for one in levels}
        level = by_code[section.choice("level", tuple(by_code))]
        head = Head(section.text("code"), section.text("name"), _positive(section, "weight"), section.text("benchmark"))
        words = None
        if "words" in section:
            one = section.section("words")
            words = Words(one.text("full"), one.text("part"), one.text("none"))
            one.done()
        found = Indicator(
            code=head.code,
            name=head.name,
            tier=level.tier,
            level=level.code,
            weight=head.weight,
            definition=section.text("definition"),
            benchmark=head.benchmark,
            basis=section.text("basis"),
            standard=section.text("standard"),
            source=section.choice("source", _SOURCES),
            words=words,
            rule=read_rule(section.section("rule"), head, self.conventions),
            scale=section.text("scale") if "scale" in section else None,
        )
        section.done()
        return found

    def _bands(self) -> tuple[Band, ...]:
        bands = []
        for one in self.top.sections("grades"):
            bands.append(Band(one.text("name"), one.decimal("from")))
            one.done()
        if bands[-1].least != 0 or any(a.least <= b.least for a, b in pairwise(bands)):
            self.top.fail("grades", "must go from the best grade down to one that starts at 0")
        return tuple(bands)

    def _limits(self, bands: tuple[Band, ...], indicators: tuple[Indicator, ...]) -> tuple[Limit, ...]:
        """``limits``: ``{text, grade, checks: […]}`` or ``{text, grade, indicator: B32, below: 60%}``."""
        found = []
        for one in self.top.sections("limits") if "limits" in self.top else ():
            checks = one.texts("checks")
            for check in checks:
                if not CHECK_ID.fullmatch(check):
                    one.fail("checks", f"{check!r} is no check id such as CON-002 or AST-007:B")
            code = one.choice("indicator", tuple(each.code for each in indicators)) if "indicator" in one else None
            if bool(checks) == bool(code):
                one.fail("", "needs checks, or indicator and below")
            found.append(
                Limit(
                    text=one.text("text"),
                    grade=one.choice("grade", tuple(band.name for band in bands)),
                    checks=tuple(Ref.parse(check) for check in checks),
                    indicator=code,
                    below=one.ratio("below") if code else None,
                )
            )
            one.done()
        return tuple(found)

    def _feeds(self) -> Mapping[str, tuple[Feed, ...]]:
        """``feeds``: what a check (``CON-002`` or ``AST-007:D``) feeds in this rubric, in place of its header."""
        if "feeds" not in self.top:
            return {}
        found = {}
        section = self.top.section("feeds")
        for key, entries in section.items():
            if not CHECK_ID.fullmatch(key):
                section.fail(key, "is no check id such as CON-002 or AST-007:B")
            try:
                found[key] = tuple(feed_of(entry) for entry in entries)
            except (InputError, AttributeError, TypeError) as error:
                section.fail(key, str(error))
        return found

    def _check_sums(
        self, tiers: tuple[Tier, ...], levels: tuple[Level, ...], indicators: tuple[Indicator, ...], full: Decimal
    ) -> None:
        for name, codes in (
            ("tiers", [one.code for one in tiers]),
            ("levels", [one.code for one in levels]),
            ("indicators", [one.code for one in indicators]),
        ):
            for code in codes:
                if codes.count(code) > 1:
                    self.top.fail(name, f"{code} stands twice")
        for level in levels:
            total = sum((one.weight for one in indicators if one.level == level.code), ZERO)
            if total != level.weight:
                self.top.fail("levels", f"{level.code} has {level.weight} points, its indicators add up to {total}")
        for tier in tiers:
            total = sum((one.weight for one in indicators if one.tier == tier.code), ZERO)
            if total != tier.weight:
                self.top.fail("tiers", f"{tier.code} has {tier.weight} points, its indicators add up to {total}")
        total = sum((one.weight for one in tiers), ZERO)
        if total > full:
            self.top.fail("full", f"the tiers add up to {total}, more than {full}")


def _positive(section: Section, key: str) -> Decimal:
    value = section.decimal(key)
    if value <= 0:
        section.fail(key, "must be above 0")
    return value


def _text(value: Any) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)
