"""``auditcheck load``: what was understood of the books, and what a person says about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import common, printed, say
from auditcheck.cli.request import request_of
from auditcheck.errors import AuditcheckError
from auditcheck.i18n import _

mapping_option = click.option(
    "--mapping",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("A mapping profile: what sheets and headers mean; repeatable."),
)


@click.command("load", help=_("Read, map and normalise only: what was understood, what was rejected, what gaps cost."))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(file_okay=False, path_type=Path), help=_("Folder for load.json."))
@click.option("--unit", help=_("The body to which rows without one belong."))
@click.option("--year", type=click.IntRange(1990, 2100), help=_("Fiscal year, for numbers that do not name one."))
@mapping_option
@click.option("--interactive", is_flag=True, help=_("Ask about what is doubtful; without a terminal, list it."))
@click.option(
    "--save-mapping",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=_("Write the answers as a mapping profile; without --interactive, one to fill in."),
)
@click.option("--strict", is_flag=True, help=_("Fail when any file could not be read."))
@printed()
@common
def load(paths: tuple[Path, ...], format_: str, interactive: bool, save_mapping: Path | None, **settings: Any) -> None:
    from auditcheck.cli import asking
    from auditcheck.cli.progress import progress_bar
    from auditcheck.engagement import mapping, service

    request = request_of(paths, settings)
    config = service.configure(request)
    with progress_bar(not settings["quiet"]) as progress:
        books = service.read_books(request, config, progress, any_sheet=True)
    if interactive and asking.on_terminal():
        answered = asking.ask(request, config, books, save_mapping)
        if answered is not request:
            request = answered
            books = service.read_books(request, config, any_sheet=True)
        from auditcheck.cli.asking_spellings import ask_spellings

        ask_spellings(request.out or (config.path.parent if config.path else None), config, books, settings["today"])
    elif interactive or save_mapping:
        asking.list_questions(books, save_mapping, listed=interactive)
    for file in books.files:
        if file.error:
            say(_("not read: {message}").format(message=file.error))
    document = service.load_document(books, request, config, service.catalogue(request))
    if not request.profiles:  # what was answered just now has been told
        for line in mapping.told(mapping.mapping_files(request, config), document):
            say(line)
    from auditcheck.report import masks

    with masks.unmasked(not config.mask):
        shown = masks.document(document)
    if format_ == "json":
        print(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        _show(shown, settings["verbose"], interactive)
    if request.out:
        _write(request, document, shown)
    if not any(sheet.ledger for sheet in books.sheets):
        raise AuditcheckError(_("no ledger was found in what was given"))


def _show(document: dict[str, Any], verbose: bool, asked: bool) -> None:
    from auditcheck.report import terminal
    from auditcheck.report.terminal_sheets import show_sheets, show_wanted

    terminal.show_load(document, most=10_000)
    show_sheets(document, verbose)
    show_wanted(document)
    if not asked and any(sheet["doubts"] for sheet in document["sheets"]):
        say(_("Some of it is doubtful: add --interactive to be asked about it."))


def _write(request: Any, document: dict[str, Any], shown: dict[str, Any]) -> None:
    """rejects.xlsx goes back to whom the books came from, so it holds what they wrote; load.json does not."""
    from auditcheck.engagement.output import write_rejected
    from auditcheck.report.files import write_json

    request.out.mkdir(parents=True, exist_ok=True)
    written = [*write_rejected(request, document), request.out / "load.json"]
    write_json(request.out / "load.json", shown)
    names = ", ".join(path.name for path in written)
    say(_("written to {folder}: {names}").format(folder=request.out, names=names))
