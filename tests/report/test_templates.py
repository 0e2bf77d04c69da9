"""Empty templates: what a person fills in is read without a remark, what is printed on them is no row."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from auditcheck.findings.decisions import STATES
from auditcheck.ledgers.books import Books, Sheet
from auditcheck.ledgers.load import load
from auditcheck.ledgers.schema import Ledger, load_schema
from auditcheck.report.template_texts import choices_of, example_of, header_of, load_texts
from auditcheck.report.templates import FORMS, columns_of, template_name, write_template

LEDGERS = list(load_schema().ledgers.values())
every_ledger = pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.name)
EXAMPLE, HEADER = 4, 5  # 1-based rows


def _write(folder: Path, ledger: Ledger) -> Path:
    path = folder / f"{template_name(ledger)}.xlsx"
    write_template(path, ledger)
    return path


def _fill(path: Path, wanted: Callable[[str], bool] = lambda header: True) -> None:
    """Type the example into the first empty row, as a person would; columns that are not wanted are emptied."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    for column in range(1, sheet.max_column + 1):
        if wanted(sheet.cell(HEADER, column).value):
            sheet.cell(HEADER + 1, column).value = sheet.cell(EXAMPLE, column).value
        else:
            sheet.cell(EXAMPLE, column).value = sheet.cell(HEADER, column).value = None
    book.save(path)


def _only(books: Books) -> Sheet:
    assert [file.error for file in books.files] == [None]
    assert len(books.sheets) == 1
    return books.sheets[0]


@every_ledger
def test_an_empty_template_is_its_ledger_without_rows(tmp_path: Path, ledger: Ledger) -> None:
    sheet = _only(load([_write(tmp_path, ledger)]))
    assert (sheet.ledger, sheet.header_row, sheet.warnings, sheet.rejects) == (ledger.name, HEADER, [], [])
    assert (sheet.loaded, sheet.rejected, sheet.furniture) == (0, 0, sheet.rows_in)


@every_ledger
def test_a_filled_template_is_read_without_a_remark(tmp_path: Path, ledger: Ledger) -> None:
    path = _write(tmp_path, ledger)
    _fill(path)
    books = load([path])
    sheet = _only(books)
    assert (sheet.ledger, sheet.confidence, sheet.warnings, sheet.rejects) == (ledger.name, 1.0, [], [])
    assert (sheet.loaded, books.tables[ledger.name].row) == (1, [HEADER + 1])
    found = {each.column: each.how for each in sheet.columns if each.how != "derived"}
    assert found == {column.name: "alias" for column in columns_of(ledger)}
    marks = {column.name for column in ledger.columns if example_of(ledger, column) in ("未见", "N/A")}
    values = {name: values[0] for name, values in books.tables[ledger.name].columns.items() if name in found}
    assert {name for name, value in values.items() if value is None} <= marks


@every_ledger
def test_the_required_columns_alone_are_enough(tmp_path: Path, ledger: Ledger) -> None:
    path = _write(tmp_path, ledger)
    least = [header_of(column) for column in columns_of(ledger)][:2]  # no header row has fewer
    _fill(path, lambda header: header.startswith("*") or header in least)
    sheet = _only(load([path]))
    assert (sheet.ledger, sheet.warnings, sheet.loaded) == (ledger.name, [], 1)


@every_ledger
def test_every_header_is_explained_and_lists_are_dropped_down(tmp_path: Path, ledger: Ledger) -> None:
    sheet = openpyxl.load_workbook(_write(tmp_path, ledger)).active
    columns = columns_of(ledger)
    assert [sheet.cell(HEADER, index).value for index in range(1, sheet.max_column + 1)] == [
        header_of(column) for column in columns
    ]
    dropped = {str(each.sqref).split(":")[0]: each.formula1 for each in sheet.data_validations.dataValidation}
    for index, column in enumerate(columns, 1):
        cell = sheet.cell(HEADER, index)
        assert "填写：" in cell.comment.text and "示例：" in cell.comment.text
        assert sheet.cell(EXAMPLE, index).font.italic
        choices = choices_of(ledger, column)
        assert dropped.get(f"{cell.column_letter}{HEADER + 1}") == (f'"{",".join(choices)}"' if choices else None)
        assert bool(choices) or column.type not in ("enum", "bool")
    assert sheet.freeze_panes == f"B{HEADER + 1}"
    assert sheet.page_setup.orientation == "landscape"


@every_ledger
def test_required_columns_come_first_except_on_forms(ledger: Ledger) -> None:
    required = [column.required == "R" for column in columns_of(ledger)]
    assert ledger.name in FORMS or required == sorted(required, reverse=True)
    assert not any(column.required == "D" for column in columns_of(ledger))


@every_ledger
def test_an_example_says_nothing_about_the_whole_sheet(ledger: Ledger) -> None:
    texts = [str(example_of(ledger, column)) for column in columns_of(ledger)]
    assert not [text for text in texts if re.search(r"20\d\d\s*年|[:：]\s*[亿万千百]?元|单位[:：]", text)]


def test_examples_and_notes_name_columns_that_exist() -> None:
    texts = load_texts()
    asked = {ledger.name: {column.name for column in columns_of(ledger)} for ledger in LEDGERS}
    assert {name: set(example) for name, example in texts.examples.items()} == asked
    for name in (*texts.notes, *texts.choices):
        ledger, _dot, column = name.partition(".")
        assert column in asked[ledger]


def test_the_states_to_choose_from_are_understood() -> None:
    assert set(load_texts().choices["decisions.state"]) <= set(STATES)


def test_amounts_are_read_in_the_unit_that_the_title_names(tmp_path: Path) -> None:
    path = _write(tmp_path, load_schema().ledgers["payments"])
    _fill(path)
    book = openpyxl.load_workbook(path)
    unit = next(cell for cell in book.active[2] if cell.value == "单位：元")
    unit.value = "单位：万元"
    book.active["A2"].value = "编制单位：某市示范中心"
    book.save(path)
    books = load([path])
    assert books.tables["payments"].columns["amount"] == ["989000000.00"]
    assert _only(books).unit == "某市示范中心"


def test_long_numbers_and_leading_zeros_survive_typing(tmp_path: Path) -> None:
    """A cell that a person types into is a text cell where the column holds numbers of documents."""
    sheet = openpyxl.load_workbook(_write(tmp_path, load_schema().ledgers["invoices"])).active
    formats = {sheet.cell(HEADER, index).value: sheet.cell(HEADER + 1, index).number_format for index in range(1, 16)}
    assert formats["*发票号码"] == formats["销售方税号"] == "@"
    assert (formats["*开票日期"], formats["*价税合计"]) == ("yyyy-mm-dd", "#,##0.00")


def test_the_same_template_is_the_same_file(tmp_path: Path) -> None:
    ledger = load_schema().ledgers["contracts"]
    first, second = _write(tmp_path / "1", ledger), _write(tmp_path / "2", ledger)
    assert first.read_bytes() == second.read_bytes()


def test_examples_are_of_the_type_of_their_column() -> None:
    kinds: dict[str, type | tuple[type, ...]] = {"money": float, "int": int, "percent": float, "datetime": datetime}
    wrong: list[Any] = [
        (ledger.name, column.name)
        for ledger in LEDGERS
        for column in columns_of(ledger)
        if not isinstance(example_of(ledger, column), kinds.get(column.type, object))
    ]
    assert wrong == []
