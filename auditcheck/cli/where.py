"""``auditcheck where``: in which cells a value stands, how it was written there, and what it became."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditcheck.cli.base import common, printed, say
from auditcheck.cli.loading import mapping_option
from auditcheck.cli.request import request_of
from auditcheck.i18n import _, ngettext

if TYPE_CHECKING:
    from auditcheck.ledgers.whereabouts import Place

_MOST = 200


@click.command(
    "where",
    help=_(
        "Where a value stands in the books, how it was written and what it became. WHAT: a number, name, amount or day"
        " (HT-2023-015); the same in one ledger or column (contracts.amount=298000); a cell or row (book.xlsx:B7,"
        " book.xlsx:Sheet1:7)."
    ),
)
@click.argument("what", metavar="WHAT")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--unit", help=_("The body to which rows without one belong."))
@click.option("--year", type=click.IntRange(1990, 2100), help=_("Fiscal year, for numbers that do not name one."))
@mapping_option
@printed()
@common
def where(what: str, paths: tuple[Path, ...], format_: str, **settings: Any) -> None:
    from auditcheck.cli.progress import progress_bar
    from auditcheck.engagement import service
    from auditcheck.ledgers import whereabouts

    wanted = whereabouts.wanted(what)
    request = request_of(paths, settings)
    config = service.configure(request)
    with progress_bar(not settings["quiet"]) as progress:
        books = service.read_books(request, config, progress, any_sheet=True)
    found = list(whereabouts.find(books, service.inputs_of(request, config), wanted))
    if format_ == "json":
        print(json.dumps(whereabouts.documents(found), ensure_ascii=False, indent=2))
    else:
        _show(found if settings["verbose"] else found[:_MOST])
        if len(found) > _MOST and not settings["verbose"]:
            say(_("… and {count} more places; --verbose shows all").format(count=len(found) - _MOST))
    if not found:
        say(_("{what}: stands nowhere in what was read").format(what=what))
    elif format_ != "json":
        say(ngettext("{count} place", "{count} places", len(found)).format(count=len(found)))


def _show(found: Sequence[Place]) -> None:
    from auditcheck.report import labels
    from auditcheck.report.console import default_console, lines

    console = default_console()
    sheet: tuple[str, str] | None = None
    for place in found:
        if (place.file, place.sheet) != sheet:
            sheet = place.file, place.sheet
            console.print()
            told = labels.sheet({"file": place.file, "sheet": place.sheet})
            lines(console, _("{sheet}  sha256 {digest}").format(sheet=told, digest=place.sha256[:12]), 0, "bold")
        lines(console, _line(place), 2, "" if place.what == "loaded" else "dim")


def _line(place: Place) -> str:
    from auditcheck import names
    from auditcheck.ledgers.privacy import hidden
    from auditcheck.ledgers.schema import SEPARATOR, load_schema

    column_of = load_schema().ledgers[place.ledger].by_name.get(place.column or "") if place.ledger else None
    is_code = column_of is not None and column_of.is_identifier  # eighteen figures of a project are no citizen
    text = place.written if is_code else hidden(place.written, column_of)
    told = f"{place.cell}  {place.header or '-'}: “{text}”" if place.letter else f"{_('row')} {place.row}"
    if place.column:
        column = f"{names.ledger_name(place.ledger)}.{names.column_name(place.column, place.ledger)}"
        told += f" → {column}"
        if place.value is not None:
            value = place.value.replace(SEPARATOR, "、")
            told += f" = {value if is_code else hidden(value, column_of)}"
        elif place.what == "loaded":
            told += f" = {_('empty')}"
    notes = [*([_word(place.what)] if place.what != "loaded" else []), *place.changes]
    return f"{told}  ({_('; ').join(notes)})" if notes else told


def _word(what: str) -> str:
    return {
        "mentioned": _("within a text"),
        "unmapped": _("not used"),
        "rejected": _("rejected"),
        "furniture": _("title, header, total or blank line, or counted elsewhere"),
    }.get(what, what)
