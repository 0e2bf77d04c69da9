"""``auditcheck findings export`` and ``findings import``: workbooks that people fill in, and findings from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import common, say, tell_unmasked, unmasked_option
from auditcheck.cli.findings_options import OUT, home
from auditcheck.errors import ConfigError
from auditcheck.i18n import _, ngettext

_WORKBOOK = click.Path(dir_okay=False, path_type=Path)


@click.command(
    "export",
    help=_(
        "Write workbooks to fill in: the lists of findings, a template for findings from elsewhere, the unit's answer."
    ),
)
@click.argument("file", required=False, type=_WORKBOOK, metavar="[FILE.xlsx]")
@OUT
@click.option(
    "--paper",
    "papers",
    multiple=True,
    type=click.Choice(["问题清单", "取证单", "整改台账"]),
    help=_("Only this sheet (default: all that this kind of job has); repeatable."),
)
@click.option(
    "--by-department",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help=_("One file for each department of the unit: only its findings, with columns for its reply."),
)
@click.option("--signals", is_flag=True, help=_("With --by-department: what nobody confirmed yet too (never leads)."))
@click.option(
    "--template", type=_WORKBOOK, metavar="FILE.xlsx", help=_("An empty template for findings from elsewhere.")
)
@click.option(
    "--opinions",
    type=_WORKBOOK,
    metavar="FILE.xlsx",
    help=_("The unit's opinions on the report and what was made of them (意见采纳情况表)."),
)
@click.option("--annex5", type=_WORKBOOK, metavar="FILE.docx", help=_("The form on which the unit answers (附件5)."))
@unmasked_option
@common
def export(
    file: Path | None,
    out: Path,
    papers: tuple[str, ...],
    by_department: Path | None,
    signals: bool,
    template: Path | None,
    opinions: Path | None,
    annex5: Path | None,
    **settings: Any,
) -> None:
    from auditcheck.engagement import privacy
    from auditcheck.engagement.exchange_job import ExchangeJob

    if not any((file, by_department, template, opinions, annex5)):
        raise ConfigError(_("nothing to write: name FILE.xlsx, --by-department, --template, --opinions or --annex5"))
    out = home(out)
    job = ExchangeJob.of(out, settings["today"])
    written: list[Path] = []
    notes: list[str] = []
    with privacy.as_set(out, settings["unmasked"]) as masked:
        if file:
            written.append(job.export(file, papers))
        if by_department:
            files, notes = job.by_department(by_department, papers, signals)
            written += files
        if template:
            written.append(job.template(template))
        if opinions:
            written.append(job.opinions(opinions))
        if annex5:
            written.append(job.annex5(annex5))
    if not masked:
        tell_unmasked()
    for note in notes:
        say(note)
    if written:
        say(_("written: {files}").format(files=", ".join(str(path) for path in written)))


@click.command(
    "import",
    help=_(
        "Read filled workbooks back: what changed only there is entered, what changed on two sides is listed and left. Exit code 1 where something is left."
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@OUT
@click.option("--dry-run", is_flag=True, help=_("Only show what would change."))
@click.option("--person", default="", help=_("Who says so, where a row names nobody."))
@click.option(
    "--accept-decisions",
    is_flag=True,
    help=_("Of another engagement's findings.json: what was confirmed there is confirmed here, by --person."),
)
@common
@click.pass_context
def import_(
    context: click.Context,
    /,
    files: tuple[Path, ...],
    out: Path,
    dry_run: bool,
    person: str,
    accept_decisions: bool,
    **settings: Any,
) -> None:
    from auditcheck.engagement import privacy
    from auditcheck.engagement.exchange import Options, import_files

    out = home(out)
    with privacy.as_set(out):
        before = _total(out)
        result = import_files(files, out, Options(settings["today"], person.strip(), accept_decisions, dry_run))
        _show(result, dry_run)
    if (after := _total(out)) != before:
        say(_("score: {before} → {after}").format(before=before, after=after))
    if result.left:
        context.exit(1)


def _total(out: Path) -> str | None:
    """The score as it stands in the folder; None where nothing is scored."""
    try:
        return str(json.loads((out / "score.json").read_text("utf-8"))["total"])
    except (OSError, ValueError, KeyError):
        return None


def _show(result: Any, dry_run: bool) -> None:
    from rich import box
    from rich.table import Table

    from auditcheck.report.console import default_console, text

    for note in result.notes:
        say(note)
    if result.changes:
        table = Table(box=box.SIMPLE, pad_edge=False)
        for title in (_("number"), _("column"), _("now"), _("new"), _("who")):
            table.add_column(title, overflow="fold")
        before = ("", "")
        for one in result.changes:
            # Of one row of a file the number and the person are said once.
            head = (one.no, one.who) if (one.no, one.where) != before else ("", "")
            table.add_row(*map(text, (head[0], one.column, _short(one.old), _short(one.new), head[1])))
            before = (one.no, one.where)
        default_console().print(table)
    for one in result.conflicts:
        say(
            _("conflict {no} {column}: {here} stays, {there} ({who}, {where}) is not taken").format(
                no=one.no,
                column=one.column,
                here=_short(one.here),
                there=_short(one.there),
                where=one.where,
                who=one.there_by or "—",
            )
        )
    for problem in result.problems:
        say(_("not taken: {what}").format(what=problem))
    count = len(result.changes)
    told = ngettext("{count} cell changes", "{count} cells change", count) if dry_run else ""
    told = told or ngettext("{count} cell taken", "{count} cells taken", count)
    left = ngettext("{left} left", "{left} left", result.left) if result.left else ""
    click.echo(", ".join(part for part in (told.format(count=count), left.format(left=result.left)) if part))
    if result.written:
        say(_("written: {files}").format(files=", ".join(str(path) for path in result.written)))


def _short(value: str) -> str:
    from auditcheck.report import masks

    shown = " ".join((masks.masked(value) if masks.is_masking() else value).split())
    return (shown if len(shown) <= 40 else shown[:39] + "…") or "—"
