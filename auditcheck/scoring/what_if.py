"""What would the score be if a finding were decided otherwise: the same documents with states replaced."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.findings import decisions
from auditcheck.i18n import _
from auditcheck.ledgers.text import squeezed
from auditcheck.scoring.record import STATES

# The words of 确认记录 do as well.
WORDS = {squeezed(word): state for word, state in decisions.STATES.items()}


def apply_what_if(findings_document: Mapping[str, Any], changes: Mapping[str, str]) -> dict[str, Any]:
    """A changed copy of a findings document; the given one stays as it is.

    ``changes`` maps fingerprints (or readable numbers such as 合同-003) to states, or their words (不成立). ``run.what_if`` of the copy tells
    what was supposed, and the score echoes it, so that nobody takes it for the real one. ``ConfigError`` for an unknown
    finding or state.
    """
    document: dict[str, Any] = copy.deepcopy(dict(findings_document))
    found = document.get("findings", [])
    supposed = {}
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
    document["run"] = {**(document.get("run") or {}), "what_if": supposed}
    return document
