"""What would the score be if a finding were decided otherwise: the same documents with states replaced."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.scoring.record import STATES


def apply_what_if(findings_document: Mapping[str, Any], changes: Mapping[str, str]) -> dict[str, Any]:
    """A changed copy of a findings document; the given one stays as it is.

    ``changes`` maps fingerprints (or readable numbers such as 合同-003) to states. ``run.what_if`` of the copy tells
    what was supposed, and the score echoes it, so that nobody takes it for the real one. ``ConfigError`` for an unknown
    finding or state.
    """
    document: dict[str, Any] = copy.deepcopy(dict(findings_document))
    found = document.get("findings", [])
    supposed = {}
    for name, state in changes.items():
        if state not in STATES:
            raise ConfigError(f"what-if {name}={state}: unknown state (one of {', '.join(sorted(STATES))})")
        hits = [one for one in found if name in (one["fingerprint"], one.get("no"))]
        if not hits:
            raise ConfigError(f"what-if {name}={state}: no finding has this fingerprint or number")
        for one in hits:
            supposed[one["fingerprint"]] = state
            one["state"] = state
    document["run"] = {**(document.get("run") or {}), "what_if": supposed}
    return document
