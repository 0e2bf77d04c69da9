"""``findings comment``, ``assign``, ``release``, ``money``, ``answer``, ``adopt``: what is said beside a decision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import common
from auditcheck.cli.findings_options import TARGETS, by_somebody, home, tell
from auditcheck.i18n import _

_REASON = click.option("--reason", default="", help=_("Why."))


@click.command("comment", help=_("A note on findings."))
@TARGETS
@by_somebody
@click.option("--text", required=True, help=_("The note."))
@common
def comment(targets: tuple[str, ...], out: Path, person: str, role: str | None, text: str, **settings: Any) -> None:
    from auditcheck.engagement import findings

    who = findings.person(out := home(out), person, role)
    _tell(out, findings.comment(out, targets, text, who, settings["today"]), settings)


@click.command("assign", help=_("Which department of the unit, and who there, findings are for."))
@TARGETS
@by_somebody
@click.option("--department", help=_("The department."))
@click.option("--responsible", metavar="NAME", help=_("The person there."))
@common
def assign(
    targets: tuple[str, ...],
    out: Path,
    person: str,
    role: str | None,
    department: str | None,
    responsible: str | None,
    **settings: Any,
) -> None:
    from auditcheck.engagement import findings

    who = findings.person(out := home(out), person, role)
    said = {"department": department, "responsible": responsible}
    _tell(out, findings.assign(out, targets, who, today=settings["today"], **said), settings)


@click.command("release", help=_("Let an internal lead go to the unit: a named person, with a reason."))
@TARGETS
@by_somebody
@_REASON
@common
def release(targets: tuple[str, ...], out: Path, person: str, role: str | None, reason: str, **settings: Any) -> None:
    from auditcheck.engagement import findings

    who = findings.person(out := home(out), person, role)
    _tell(out, findings.release(out, targets, reason, who, settings["today"]), settings)


@click.command("money", help=_("How much of which kind: 管理不规范金额, 违规金额 or 损失浪费金额."))
@TARGETS
@by_somebody
@click.option("--kind", required=True, help="管理不规范金额|违规金额|损失浪费金额")
@click.option("--amount", required=True, help=_("In yuan."))
@common
def money(
    targets: tuple[str, ...], out: Path, person: str, role: str | None, kind: str, amount: str, **settings: Any
) -> None:
    from auditcheck.engagement import findings

    who = findings.person(out := home(out), person, role)
    _tell(out, findings.money(out, targets, kind, amount, who, settings["today"]), settings)


@click.command("answer", help=_("What the unit says to findings."))
@TARGETS
@by_somebody
@click.option("--opinion", required=True, help="无异议|有异议|部分异议")
@_REASON
@click.option("--evidence", default="", help=_("What proves it."))
@common
def answer(
    targets: tuple[str, ...],
    out: Path,
    person: str,
    role: str | None,
    opinion: str,
    reason: str,
    evidence: str,
    **settings: Any,
) -> None:
    from auditcheck.engagement import findings

    who = findings.person(out := home(out), person, role, usual="unit")
    said = {"reason": reason, "evidence": evidence}
    _tell(out, findings.answer(out, targets, opinion, who, today=settings["today"], **said), settings)


@click.command("adopt", help=_("What the auditors make of the unit's answer."))
@TARGETS
@by_somebody
@click.option("--adopted", required=True, help="采纳|部分采纳|不采纳")
@_REASON
@common
def adopt(
    targets: tuple[str, ...], out: Path, person: str, role: str | None, adopted: str, reason: str, **settings: Any
) -> None:
    from auditcheck.engagement import findings

    who = findings.person(out := home(out), person, role)
    _tell(out, findings.adopt(out, targets, adopted, who, reason=reason, today=settings["today"]), settings)


def _tell(out: Path, entries: list[Any], settings: dict[str, Any]) -> None:
    from auditcheck.engagement import findings

    tell(entries, findings.current(out, settings["today"])[0])
