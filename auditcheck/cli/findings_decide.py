"""``findings set``, ``review`` and ``undo``: decisions on findings."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import common
from auditcheck.cli.findings_options import DAY, TARGETS, by_somebody, home, tell
from auditcheck.i18n import _


@click.command(
    "set",
    help=_(
        "Give findings another state: open, pending, confirmed, dismissed, waived, rectifying, rectified, or its word (不成立).\n\n"
        "FINDING is a fingerprint, a number (合同-003), or an issue (i1:...): all of its findings."
    ),
)
@TARGETS
@click.argument("state")
@by_somebody
@click.option("--reason", default="", help=_("Why."))
@click.option("--what", help=_("pending: what is awaited."))
@click.option("--provider", help=_("pending: who brings it."))
@click.option("--due", type=DAY, help=_("pending, rectifying: by when."))
@click.option("--until", type=DAY, help=_("waived: its last day, at most 366 days on."))
@click.option("--owner", help=_("waived: who answers for it."))
@click.option("--approver", help=_("waived: who approved it."))
@click.option("--document", "document_no", help=_("waived: number of the approval."))
@click.option("--ground", help=_("dismissed: 台账登记错误, 有佐证 or 不属于."))
@click.option("--measure", help=_("rectifying: 立行立改, 分阶段整改 or 持续整改."))
@click.option("--proof", help=_("rectified: what proves it."))
@click.option("--amount", help=_("rectified: amount put right, in yuan."))
@click.option("--amount-kind", help=_("rectified: 上缴财政, 归还原渠道, 调账, 追回 or 其他."))
@click.option("--accepted-by", help=_("rectified: who accepted it (default: --person)."))
@click.option("--accepted", "date", type=DAY, help=_("rectified: the day it was accepted (default: today)."))
@click.option(
    "--defect", metavar="设计|运行/重大|重要|一般", help=_("confirmed, in a self-check: which kind of deficiency.")
)
@click.option("--severity", help=_("Another severity: high, medium, low or info."))
@common
def set_(targets: tuple[str, ...], state: str, out: Path, person: str, role: str | None, **given: Any) -> None:
    from auditcheck.engagement import findings
    from auditcheck.evidence.confirmations import state_of

    today = given.pop("today")
    said = {name: value.date().isoformat() if isinstance(value, datetime) else value for name, value in given.items()}
    out = home(out)
    who = findings.person(out, person, role)
    entries = findings.decide(out, targets, state_of(state) or state, said, who, today)
    tell(entries, findings.current(out, today)[0])


@click.command("review", help=_("Review what was decided: one level of [review] levels; nobody reviews their own."))
@TARGETS
@by_somebody
@click.option("--level", help=_("Which level (default: the next one)."))
@click.option("--agree/--disagree", "agrees", default=True, help=_("Whether the decision holds."))
@click.option("--opinion", default="", help=_("In words."))
@common
def review(
    targets: tuple[str, ...],
    out: Path,
    person: str,
    role: str | None,
    level: str | None,
    agrees: bool,
    opinion: str,
    **settings: Any,
) -> None:
    from auditcheck.engagement import findings

    out, today = home(out), settings["today"]
    who = findings.person(out, person, role, usual="reviewer")
    entries = findings.review(out, targets, who, level=level, agrees=agrees, opinion=opinion, today=today)
    tell(entries, findings.current(out, today)[0])


@click.command(
    "undo",
    help=_("Take back what was said last, or entry NUMBER of the log. Nothing is removed: that too is an entry."),
)
@click.argument("seq", type=int, required=False, metavar="[NUMBER]")
@by_somebody
@click.option("--reason", default="", help=_("Why."))
@common
def undo(seq: int | None, out: Path, person: str, role: str | None, reason: str, **settings: Any) -> None:
    from auditcheck.engagement import findings, past

    out, today = home(out), settings["today"]
    entries = past.undo(out, findings.person(out, person, role), seq=seq, reason=reason, today=today)
    tell(entries, findings.current(out, today)[0])
