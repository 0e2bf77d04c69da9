"""``auditcheck chain``: what belongs to a voucher, contract, invoice, procurement or asset, and whether it agrees."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import common, say
from auditcheck.cli.loading import mapping_option
from auditcheck.cli.request import request_of
from auditcheck.i18n import _

_FORMATS = ("tree", "json", "svg", "html", "mermaid")
_STYLES = {
    "title": "bold",
    "start": "bold cyan",
    "problem": "red",
    "missing": "yellow",
    "finding": "bold red",
    "paper": "green",
    "dim": "dim",
}


@click.command(
    "chain",
    help=_(
        "The chain of a document: what belongs to it in order of time, what lacks, what does not agree, what was found."
        " NUMBER: of a voucher, contract, procurement, invoice, payment or asset, however it is written."
    ),
)
@click.argument("number", metavar="NUMBER")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    help=_("Text, or a picture (default: as the name of the file says, else tree)."),
)
@click.option(
    "-o", "--out", "file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help=_("Write to a file.")
)
@click.option("--unit", help=_("Whose document, where several bodies have the number."))
@click.option("--year", type=click.IntRange(1990, 2100), help=_("Of which year, where several have the number."))
@click.option("--no-findings", is_flag=True, help=_("Do not run the checks: the documents alone, at once."))
@click.option("--internal", is_flag=True, help=_("Show leads that are not for the unit, too."))
@mapping_option
@common
def chain(number: str, paths: tuple[Path, ...], format_: str | None, file: Path | None, **settings: Any) -> None:
    from auditcheck.cli.progress import progress_bar
    from auditcheck.report.files import write_text

    form = _form(format_, file)
    with progress_bar(not settings["quiet"]) as progress:
        document = _document(number, paths, settings, progress)
    if form == "tree" and file is None:
        _print(document, settings["verbose"])
        return
    text = _drawn(document, form, settings["verbose"])
    if file is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    write_text(file, lambda stream: print(text, end="", file=stream))
    say(_("written: {file}").format(file=file))


def _form(asked: str | None, file: Path | None) -> str:
    suffixes = {".json": "json", ".svg": "svg", ".html": "html", ".htm": "html", ".mmd": "mermaid", ".md": "mermaid"}
    return asked or (suffixes.get(file.suffix.lower(), "tree") if file else "tree")


def _document(number: str, paths: tuple[Path, ...], settings: dict[str, Any], progress: Any) -> dict[str, Any]:
    """The chain with findings: those of the engagement's last run, else of the checks run now."""
    from auditcheck.engagement import service
    from auditcheck.engagement.findings import kept
    from auditcheck.evidence.graph import add_findings, chain_of

    found: dict[str, Any] = {}
    files: set[str] = set()

    def look(workspace: Any) -> None:
        files.update(sheet.sha256 for sheet in workspace.books.sheets if sheet.ledger)
        found.update(chain_of(workspace, number, unit=settings["unit"], year=settings["year"]))

    # The number's body and year choose among documents. Of rows that name no body they say something only where the
    # engagement does not: the same --unit as for `run` must find the same books.
    request = request_of(paths, {**settings, "unit": None, "year": None})
    config = service.configure(request)
    if config.unit is None:
        request = replace(request, unit=settings["unit"])
    home = config.path.parent if config.path else None
    last = kept(home, settings["today"]) if home else None
    if last is None and not settings["no_findings"]:
        outcome = service.execute(request, progress, look)
        findings: Mapping[str, Any] | None = {
            **outcome.findings,
            "findings": [
                {**each, "evidence": outcome.evidence.get(each["fingerprint"], each["evidence"])}
                for each in outcome.findings["findings"]
            ],
        }
    else:
        if last is not None and home is not None:
            request = replace(request, out=home)
        service.look_into(request, progress, look)
        findings = None if settings["no_findings"] else last
        if findings and files - {each["sha256"] for each in findings["run"]["inputs"]}:
            say(
                _(
                    "the books changed since the last run: its findings are shown; `auditcheck run` brings them up to date"
                )
            )
    if findings is not None:
        add_findings(found, findings, settings["internal"])
    return found


def _drawn(document: dict[str, Any], form: str, in_full: bool) -> str:
    if form == "json":
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if form == "mermaid":
        from auditcheck.report.chain_mermaid import mermaid

        return mermaid(document)
    if form == "svg":
        from auditcheck.report.chain_svg import svg

        return svg(document)
    if form == "html":
        from auditcheck.report.chain_html import html

        return html(document)
    from auditcheck.report.chain_tree import tree

    return "".join(f"{text}\n" for text, _style in tree(document, in_full))


def _print(document: dict[str, Any], in_full: bool) -> None:
    from auditcheck.report.chain_tree import stem, tree
    from auditcheck.report.console import clean, default_console, text, wrap

    console = default_console()
    for line, style in tree(document, in_full):
        head, rest = stem(line)
        room = max(console.width - len(head) - 2, 30)
        for number, part in enumerate(wrap(clean(rest), room) or [""]):
            before = head if number == 0 else _continued(head)
            console.print(text(before, "dim") + text(part, _STYLES.get(style, "")), no_wrap=True, overflow="fold")


def _continued(head: str) -> str:
    """The lines of a tree go on beside a text of several lines, its joints do not."""
    return head.replace("├─ ", "│  ").replace("└─ ", "   ") + "  "
