"""``auditcheck findings log`` and ``findings verify``: who said what and when, and whether it is all still there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import common, printed, say
from auditcheck.cli.findings_options import OUT, home
from auditcheck.i18n import _, ngettext

_File = click.Path(exists=True, dir_okay=False, path_type=Path)


_KEY = click.option(
    "--key",
    type=_File,
    metavar="FILE",
    help=_("The key that heads are signed with (else the variable AUDITCHECK_LOG_KEY, else unsigned)."),
)


@click.command(
    "log",
    help=_("Who decided, reviewed, commented and answered what, and when; of all findings, or of one (NUMBER)."),
)
@click.argument("number", required=False, metavar="[NUMBER]")
@OUT
@_KEY
@click.option("--head", "head_only", is_flag=True, help=_("Only the head of the log, to be kept elsewhere."))
@printed("jsonl")
@common
def log(number: str | None, out: Path, key: Path | None, head_only: bool, format_: str, **_settings: Any) -> None:
    from auditcheck.engagement import logbook, privacy
    from auditcheck.report import masks

    out = home(out)
    if head_only:
        click.echo(json.dumps(logbook.exported_head(logbook.read_log(out), logbook.key_of(key)), indent=2))
        return
    kept = logbook.read_log(out, number)
    entries = [{**entry.document(), "no": kept.numbers.get(entry.subject)} for entry in kept.entries]
    with privacy.as_set(out) as masked:
        entries = masks.document({"entries": entries})["entries"]
    if format_ == "json":
        document = {"schema": "auditcheck/log/1", "masked": masked, "entries": entries}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif format_ == "jsonl":
        for entry in entries:
            click.echo(json.dumps(entry, ensure_ascii=False, separators=(",", ":")))
    elif entries:
        from auditcheck.report.terminal_log import show_log

        show_log(entries, kept.numbers, kept.kind)
    else:
        say(_("{path}: nobody has said anything yet").format(path=out))


@click.command(
    "verify",
    help=_(
        "Prove that the log is whole: nothing changed, taken out, put in or cut off. Exit code 1 names the first altered"
        " entry. A head that was kept elsewhere also finds a log that was written anew."
    ),
)
@OUT
@_KEY
@click.option(
    "--head", "head_file", type=_File, metavar="FILE", help=_("A head kept elsewhere (`findings log --head`).")
)
@printed()
@common
@click.pass_context
def verify(
    context: click.Context, /, out: Path, key: Path | None, head_file: Path | None, format_: str, **_settings: Any
) -> None:
    from auditcheck.engagement import logbook

    kept = logbook.read_log(home(out))
    broken = logbook.proven(kept, logbook.known_head(head_file, logbook.key_of(key)) if head_file else None)
    head = logbook.exported_head(kept, None)
    if format_ == "json":
        first = {"seq": broken.seq, "what": broken.what} if broken else None
        said = {"schema": "auditcheck/log-verify/1", "whole": broken is None, "entries": len(kept.entries)}
        click.echo(json.dumps({**said, "first_altered": first, "head": head["hash"]}, ensure_ascii=False, indent=2))
    elif broken:
        click.echo(_("the log is not whole: entry {seq}: {what}").format(seq=broken.seq, what=broken.what))
    else:
        text = ngettext(
            "the log is whole: {count} entry, head {head}",
            "the log is whole: {count} entries, head {head}",
            head["seq"],
        )
        click.echo(text.format(count=head["seq"], head=head["hash"] or "–"))
    if broken:
        context.exit(1)
