"""``findings list``, ``show`` and ``diff``: looking, without saying anything."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import common, printed, say
from auditcheck.cli.findings_options import FORMAT, OUT, TARGETS, home
from auditcheck.i18n import _


@click.command("list", help=_("The findings of the last run and what became of them; what has ended or is overdue."))
@OUT
@click.option("--state", "states", multiple=True, help=_("Only in this state, by name or word; repeatable."))
@click.option("--check", "checks", multiple=True, metavar="ID", help=_("Only of this check or group; repeatable."))
@click.option("--severity", "severities", multiple=True, help=_("Only of this severity; repeatable."))
@click.option("--department", help=_("Only of this department."))
@click.option("--unit", help=_("Only of this body."))
@click.option("--baseline", help=_("Only new, unchanged, updated or absent ones, compared with the run before."))
@FORMAT
@common
def list_(out: Path, format_: str, **settings: Any) -> None:
    from auditcheck.engagement import findings, lives, privacy
    from auditcheck.findings import choosing
    from auditcheck.report import finding_lines, masks

    with privacy.as_set(home(out)):
        document = masks.document(findings.current(home(out), settings["today"])[0])
    chosen = choosing.chosen_of(document, **{name: settings[name] for name in choosing.FILTERS})
    if format_ == "json":
        click.echo(json.dumps(chosen, ensure_ascii=False, indent=2))
    elif format_ == "csv":
        finding_lines.write_csv(sys.stdout, document, chosen)
    else:
        finding_lines.show_list(document, chosen)
    for note in lives.announcements(document):
        say(note)


@click.command("show", help=_("All about findings: the sentence, the evidence, who did what and when."))
@TARGETS
@OUT
@printed()
@common
def show(targets: tuple[str, ...], out: Path, format_: str, **settings: Any) -> None:
    from auditcheck.engagement import findings, privacy
    from auditcheck.findings import choosing
    from auditcheck.report import finding_lines, masks

    out = home(out)
    with privacy.as_set(out):
        document = masks.document(findings.current(out, settings["today"])[0])
    chosen = choosing.named(document, targets)
    if format_ == "json":
        click.echo(json.dumps(chosen if len(chosen) > 1 else chosen[0], ensure_ascii=False, indent=2))
        return
    for finding in chosen:
        finding_lines.show_one(document, finding, findings.settings(out).review_levels)


@click.command(
    "diff",
    context_settings={"ignore_unknown_options": True},
    help=_(
        "Two runs compared: new, updated, unchanged, and 本次未再现. RUN is an id, or -1 for the last, -2 before it."
    ),
)
@click.argument("first", default="-2", metavar="[RUN]")
@click.argument("second", default="-1", metavar="[RUN]")
@OUT
@printed()
@common
def diff(first: str, second: str, out: Path, format_: str, **_settings: Any) -> None:
    from auditcheck.engagement import past
    from auditcheck.report import finding_lines

    document = past.compare(home(out), first, second)
    if format_ == "json":
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        finding_lines.show_diff(document)
