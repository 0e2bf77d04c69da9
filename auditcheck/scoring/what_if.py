"""What would the score be if a finding were decided otherwise, a value were another, a setting were read differently."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from auditcheck.errors import ConfigError, InputError
from auditcheck.findings import decisions
from auditcheck.i18n import _
from auditcheck.ledgers.text import squeezed
from auditcheck.scoring.measures import Filled
from auditcheck.scoring.metrics import target
from auditcheck.scoring.record import STATES
from auditcheck.scoring.rubric import Rubric

# The words of 确认记录 do as well.
WORDS = {squeezed(word): state for word, state in decisions.STATES.items()}


@dataclass(frozen=True)
class Suppositions:
    """``states`` of findings, ``values`` of indicators (C35 → 1500), ``conventions`` (B31.step → linear)."""

    states: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    conventions: Mapping[str, str] = field(default_factory=dict)


def sorted_out(changes: Mapping[str, str], rubric: Rubric) -> Suppositions:
    """Which kind of thing each name of ``--what-if NAME=VALUE`` is: a setting, an indicator, else a finding."""
    conventions = {name: value for name, value in changes.items() if name in rubric.conventions}
    rest = {name: value for name, value in changes.items() if name not in conventions}
    values = {name.upper(): value for name, value in rest.items() if rubric.indicator(name.upper()) is not None}
    return Suppositions(
        {name: value for name, value in rest.items() if name.upper() not in values}, values, conventions
    )


def apply_what_if(
    findings_document: Mapping[str, Any],
    changes: Mapping[str, str],
    values: Mapping[str, str] | None = None,
    rubric: Rubric | None = None,
) -> dict[str, Any]:
    """A changed copy of a findings document; the given one stays as it is.

    ``changes`` maps fingerprints (or readable numbers such as 合同-003) to states, or their words (不成立); ``values``
    maps indicators of ``rubric`` to another value, in place of what was measured, filled in or answered. ``run.what_if`` of the copy tells
    what was supposed, and the score echoes it, so that nobody takes it for the real one. ``ConfigError`` for an unknown
    finding or state, or an indicator that is judged and not measured.
    """
    document: dict[str, Any] = copy.deepcopy(dict(findings_document))
    found = document.get("findings", [])
    supposed: dict[str, str] = {}
    for name, written in changes.items():
        state = WORDS.get(squeezed(written), written)
        if state not in STATES:
            known = ", ".join(sorted(STATES))
            raise ConfigError(
                _("what-if {name}={state}: unknown state; there are {known}").format(
                    name=name, state=written, known=known
                )
            )
        hits = [one for one in found if name in (one["fingerprint"], one.get("no"))]
        if not hits:
            raise ConfigError(
                _("what-if {name}={state}: no finding has this fingerprint or number").format(name=name, state=written)
            )
        for one in hits:
            supposed[one["fingerprint"]] = state
            one["state"] = state
    for code, value in (values or {}).items():
        assert rubric is not None
        _suppose(document, rubric, code, value)
        supposed[code] = value
    document["run"] = {**(document.get("run") or {}), "what_if": supposed}
    return document


def _suppose(document: dict[str, Any], rubric: Rubric, code: str, value: str) -> None:
    """Put ``value`` in place of what the rule of an indicator reads."""
    indicator = rubric.indicator(code)
    rule = indicator.rule if indicator else None
    source = getattr(rule, "measure", None) or getattr(rule, "measures", {}).get(getattr(rule, "basis", None))
    if source is None:
        raise ConfigError(
            _("what-if {name}={value}: {name} is judged by criteria; suppose another state of a finding").format(
                name=code, value=value
            )
        )
    try:
        ratio, _unit = target(value)
    except InputError as error:
        raise ConfigError(_("what-if {name}={value}: {value} is no number").format(name=code, value=value)) from error
    if isinstance(source, Filled):
        document["metrics"] = _with_value(document.get("metrics") or [], code, value)
        return
    measures = [one for one in document.get("measures") or [] if one["check"] != source.check]
    entry: dict[str, Any] = {
        "check": source.check,
        "year": None,
        "values": {source.value: str(ratio.value() * source.of)},
    }
    document["measures"] = [*measures, entry]


def _with_value(metrics: list[dict[str, Any]], code: str, value: str) -> list[dict[str, Any]]:
    """The lines with one for ``code`` alone: the supposed value, in the unit of the one it replaces."""
    before = next((line for line in metrics if line.get("indicator") == code), {})
    supposed = {
        "indicator": code,
        "name": before.get("name"),
        "value": value,
        "unit": before.get("unit"),
        "numerator": None,
        "denominator": None,
        "source": "假设",
        "person": "假设",
        "date": before.get("date"),
        "from": "what-if",
    }
    return [*(line for line in metrics if line.get("indicator") != code), supposed]
