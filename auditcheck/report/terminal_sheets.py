"""What was understood of each sheet, column by column, and what its gaps cost, told on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from auditcheck import names
from auditcheck.i18n import _, ngettext
from auditcheck.report import labels
from auditcheck.report.console import clean, default_console, grid, heading, lines, text
from auditcheck.report.facts import Doc

if TYPE_CHECKING:
    from rich.console import Console

FEW = 3  # sheets that are told in full without being asked
_LINES = ("序号", "行次")  # numbers of lines, of no use to anybody


def show_sheets(load_doc: Doc, verbose: bool = False, console: Console | None = None) -> None:
    """Each sheet with its columns; of many sheets only what is doubtful, unused or missing, unless ``verbose``."""
    console = console or default_console()
    sheets = load_doc.get("sheets", [])
    whole = verbose or len(sheets) <= FEW
    shown = [sheet for sheet in sheets if whole or _telling(sheet)]
    if not shown:
        return
    heading(console, _("What was understood of each sheet"))
    for sheet in shown:
        _show_sheet(console, sheet, load_doc.get("checks", {}), whole)
    if not whole:
        console.print()
        lines(
            console,
            _(
                "Columns that are not listed were recognised exactly, and their blanks cost nothing. --verbose lists all."
            ),
            0,
            "dim",
        )


def _telling(sheet: Doc) -> bool:
    return bool(sheet.get("profile") or sheet.get("missing") or _odd(sheet))


def _odd(sheet: Doc) -> list[Doc]:
    """Columns worth a line: doubtful, settled by a person, not used though filled, or with gaps that cost something."""
    gaps = {gap["column"] for gap in sheet.get("gaps") or []}
    return [
        column
        for column in sheet.get("columns", [])
        if column.get("how") in ("profile", "manual")
        or column.get("doubt")
        or (column["column"] in gaps if column.get("column") else column.get("fill") and column["header"] not in _LINES)
    ]


def _show_sheet(console: Console, sheet: Doc, titles: Mapping[str, str], whole: bool) -> None:
    console.print()
    lines(console, labels.sheet(sheet), 0, "bold")
    lines(console, _summary(sheet))
    columns = list(sheet.get("columns", [])) if whole else _odd(sheet)
    if columns:
        _show_columns(console, columns, sheet.get("ledger"))
    for title, entries in ((_("Missing columns:"), sheet.get("missing")), (_("Gaps:"), sheet.get("gaps"))):
        if entries:
            lines(console, title, style="yellow")
        for entry in entries or []:
            lines(console, _entry(entry, sheet.get("ledger"), titles), 4)


def _summary(sheet: Doc) -> str:
    if not sheet.get("ledger"):
        parts = [_("none of our ledgers; its rows are not used")]
    else:
        name = names.ledger_name(sheet["ledger"])
        parts = [_("{ledger} (confidence {share})").format(ledger=name, share=f"{sheet['confidence']:.0%}")]
    if sheet.get("header_row"):
        parts.append(_("header in row {row}").format(row=sheet["header_row"]))
    if sheet.get("ledger"):
        parts += [money_in(sheet)] if any(each.get("unit_of_money") for each in sheet.get("columns", [])) else []
        parts.append(_("body {unit}").format(unit=sheet.get("unit")))
    if sheet.get("profile"):
        parts.append(_("by {mapping}").format(mapping=sheet["profile"]))
    return _("; ").join(parts)


def money_in(sheet: Doc) -> str:
    """In which unit the amounts were read, and where that was found; where columns differ, each."""
    columns = [each for each in sheet.get("columns", []) if each.get("unit_of_money")]
    if len({(each["unit_of_money"], each["unit_from"]) for each in columns}) > 1:
        return _("money: {columns}").format(
            columns=_(", ").join(
                _("{header} in {unit} ({source})").format(
                    header=clean(each["header"]), unit=each["unit_of_money"], source=_unit_source(each["unit_from"])
                )
                for each in columns
            )
        )
    told = _("money in {unit}").format(unit=sheet.get("unit_of_money"))
    source = sheet.get("unit_of_money_from")
    return _("{money} ({source})").format(money=told, source=_unit_source(source)) if source else told


def _unit_source(source: str | None) -> str:
    return {
        "profile": _("by the mapping"),
        "header": _("by the header"),
        "line": _("by a line above"),
        "tab": _("by the sheet's name"),
        "file": _("by the file's name"),
        "default": _("nothing says so"),
    }.get(str(source), "")


def found_how(column: Doc) -> str:
    """How a header was understood, in a word."""
    if column.get("how") in ("alias", "similar"):
        return _("doubtful") if column.get("doubt") or column["how"] == "similar" else _("exact")
    if column.get("how") in ("unmapped", None) and column.get("doubt"):
        return _("unused?")
    if column.get("column") is None:
        return _("not used")
    return {"profile": _("profile"), "manual": _("manual"), "derived": _("derived")}.get(str(column["how"]), "")


def _show_columns(console: Console, columns: Sequence[Doc], ledger: str | None) -> None:
    from rich.cells import cell_len

    rows = [
        (
            clean(column.get("letter")) or "-",
            clean(column.get("header")),
            names.column_name(column["column"], ledger) if column.get("column") else "-",
            found_how(column),
            "-" if column.get("fill") is None else f"{column['fill']:.0%}",
        )
        for column in columns
    ]
    heads = ("", _("Header"), _("Column"), _("How"), _("Filled"))
    limits = (4, 22, 18, 10, 6)
    widths = [
        min(limit, max(cell_len(cell) for cell in cells))
        for limit, cells in zip(limits, zip(heads, *rows, strict=True), strict=True)
    ]
    room = max(console.width - 2 - sum(widths) - 2 * len(widths), 10)
    table = grid(
        ("", "left"), *zip(heads, ("left", "left", "left", "fixed", "right"), strict=True), (_("Samples"), "left")
    )
    for index, width in enumerate(widths, 1):
        table.columns[index].width = width
    for column, row in zip(columns, rows, strict=True):
        style = "yellow" if column.get("doubt") else "dim" if column.get("column") is None else ""
        samples = cut("；".join(map(clean, column.get("samples") or [])), room)
        table.add_row(text(""), *(text(cell, style) for cell in row), text(samples, "dim"))
    console.print(table)


def cut(value: str, width: int) -> str:
    """At most ``width`` cells of a text."""
    from rich.cells import cell_len, set_cell_size

    return value if cell_len(value) <= width else set_cell_size(value, width - 2).rstrip() + "…"


def _entry(entry: Doc, ledger: str | None, titles: Mapping[str, str]) -> str:
    name = names.column_name(entry["column"], ledger)
    if "fill" in entry:
        name = _("{column} (filled {share}, {rows} rows are blank)").format(
            column=name, share=f"{entry['fill']:.0%}", rows=entry["rows"]
        )
    return _("{what}: {cost}").format(what=name, cost=_cost(entry, titles) or _("no check needs it"))


def _cost(entry: Doc, titles: Mapping[str, str], most: int = 4) -> str:
    """Checks with their titles, and indicators."""
    checks = [f"{check} {titles.get(check, '')}".strip() for check in entry.get("checks", [])]
    told = _(", ").join(checks[:most])
    if len(checks) > most:
        left = len(checks) - most
        told += _(" ") + ngettext("and {count} more", "and {count} more", left).format(count=left)
    codes = " ".join(entry.get("indicators", []))
    return _("{checks}; indicators {codes}").format(checks=told, codes=codes) if codes else told


def show_wanted(load_doc: Doc, console: Console | None = None) -> None:
    """待补资料清单 by document, then the documents that nobody gave."""
    console = console or default_console()
    wanted = load_doc.get("wanted", [])
    if not wanted:
        return
    heading(console, _("Papers to ask for ({count})").format(count=len(wanted)))
    titles = load_doc.get("checks", {})
    given = [want for want in wanted if want["column"]]
    for ledger in dict.fromkeys(want["ledger"] for want in given):
        lines(console, names.ledger_name(ledger), style="bold")
        for want in (each for each in given if each["ledger"] == ledger):
            _show_want(console, want, _several(given, want))
    absent = [want for want in wanted if not want["column"]]
    if absent:
        lines(console, _("Not given at all"), style="bold")
    for want in absent:
        what = names.ledger_name(want["ledger"])
        lines(console, _("{what}: {cost}").format(what=what, cost=_cost(want, titles, 2)), 4)


def _several(given: Iterable[Doc], want: Doc) -> bool:
    """Whether more than one sheet of this ledger was given: then each line says which it is about."""
    return len({(each["file"], each["sheet"]) for each in given if each["ledger"] == want["ledger"]}) > 1


def _show_want(console: Console, want: Doc, named: bool, most: int = 4) -> None:
    rows = ngettext("{count} row", "{count} rows", want["rows"]).format(count=want["rows"])
    what = _("{column} ({rows})").format(column=names.column_name(want["column"], want["ledger"]), rows=rows)
    if named:
        what += " " + labels.sheet(want)
    cost = _("; ").join(part for part in (" ".join(want["checks"]), " ".join(want["indicators"])) if part)
    lines(console, _("{what}: {cost}").format(what=what, cost=cost), 4)
    sections = want.get("departments") or []
    if sections:
        told = _(", ").join(f"{clean(each['name'])} {each['rows']}" for each in sections[:most])
        if len(sections) > most:
            left = len(sections) - most
            told += _(" ") + ngettext("and {count} more", "and {count} more", left).format(count=left)
        lines(console, _("sections: {names}").format(names=told), 6, "dim")
