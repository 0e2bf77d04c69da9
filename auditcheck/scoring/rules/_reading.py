"""Reading what several rule kinds share."""

from __future__ import annotations

import re
from decimal import Decimal

from auditcheck.scoring.parts import Part
from auditcheck.scoring.rubric import Ref
from auditcheck.scoring.section import Section

CHECK_ID = re.compile(r"[A-Z][A-Z0-9_]*-\w+(:\w+)?")


def read_part(section: Section, no: int, text: str, points: Decimal, group: str | None = None) -> Part:
    """``checks`` (ids, or ids with a sub-rule such as AST-007:B) or ``judgement: true``, or both; then ``done()``.

    A judgement may always fill what checks leave open; ``judgement: true`` says that nothing else is expected to.
    """
    checks = section.texts("checks")
    for check in checks:
        if not CHECK_ID.fullmatch(check):
            section.fail("checks", f"{check!r} is no check id such as CON-002 or AST-007:B")
    if not section.flag("judgement") and not checks:
        section.fail("checks", "name the checks that decide this, or say judgement: true")
    section.done()
    return Part(no, text, points, tuple(Ref.parse(check) for check in checks), group)
