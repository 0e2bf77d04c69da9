"""What leaves an engagement holds no identity, phone or bank number in full, whatever form it has; unless asked for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from auditcheck.cli.commands import cli

ACCOUNT, OTHER, CARD = "30001234567890123", "30009876543210987", "6222021234567890128"
PHONE, PERSON = "13812345678", "650101199003070120"
# Looks like a card (16 digits, Luhn) and is a contract's.
CONTRACT = "4500001234567896"
SECRETS = (ACCOUNT, OTHER, CARD, PHONE, PERSON)


def _book(path: Path, header: Sequence[str], *rows: Sequence[Any]) -> None:
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(row)
    book.save(path)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("books")
    _book(
        folder / "支付明细.xlsx",
        ("支付单号", "支付日期", "支付金额", "收款人", "收款账号", "支付方式", "凭证号", "合同编号", "用途", "申请人"),
        ("ZF-1", "2023-05-06", 98000, "甲科技有限公司", ACCOUNT, "转账", "记-05-0001", CONTRACT, f"付王某{PERSON}垫款，电话{PHONE}", "张三"),
        ("ZF-2", "2023-13-77", 5000, "乙商贸有限公司", CARD, "转账", "记-05-0002", "HT-2", "设备", "张三"),
    )  # fmt: skip
    _book(
        folder / "供应商.xlsx",
        ("供应商名称", "统一社会信用代码", "法定代表人", "联系电话", "银行账号"),
        ("甲科技有限公司", "91650100MA0000001X", "李四", PHONE, OTHER),
    )
    _book(
        folder / "合同台账.xlsx",
        ("合同编号", "合同名称", "乙方", "签订日期", "合同金额"),
        (CONTRACT, "设备采购", "甲科技有限公司", "2023-04-01", 98000),
    )
    _book(
        folder / "投标明细.xlsx",
        ("采购项目编号", "投标人", "报价", "是否中标", "联系人", "联系电话"),
        ("CG-1", "甲科技有限公司", 98000, "是", "王五", PHONE),
        ("CG-1", "乙商贸有限公司", 99000, "否", "王五", PHONE),
    )
    return folder


def _run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, [*arguments, "--today", "2024-07-01"], catch_exceptions=False)
    assert result.exit_code in (0, 1), result.output
    return result


def _job(books: Path, out: Path, *more: str) -> Result:
    formats = [part for name in ("table", "json", "jsonl", "sarif", "xlsx", "html") for part in ("--format", name)]
    return _run(
        "run",
        str(books),
        "-o",
        str(out),
        "--unit",
        "某局",
        "--year",
        "2023",
        "--select",
        "VOU-003,SUP-001",
        *formats,
        *more,
    )


def _texts(path: Path) -> str:
    """All that stands in a file, also in the parts of a package."""
    data = path.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


def _held(folder: Path) -> dict[str, list[str]]:
    """Which file holds which of the numbers; the store, and rows that go back to be mended, hold what was read."""
    inside = [path for path in folder.rglob("*") if path.is_file() and path.name != "rejects.xlsx"]
    found = {
        path.name: [number for number in SECRETS if number in _texts(path)]
        for path in inside
        if "auditcheck.db" not in path.name
    }
    return {name: numbers for name, numbers in found.items() if numbers}


@pytest.mark.slow
def test_nothing_that_is_written_or_printed_holds_a_persons_number(books: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    printed = _job(books, out).output
    assert "VOU-003" in printed and not any(number in printed for number in SECRETS)
    assert _held(out) == {}
    findings = (out / "findings.json").read_text("utf-8")
    assert CONTRACT in findings and "*" * 13 + "0123" in findings and "NOT masked" not in printed
    everything = [part for name in ("xlsx", "docx", "html", "sarif", "csv", "json") for part in ("--format", name)]
    _run("report", "-o", str(out), *everything)
    _run("findings", "export", str(out / "export.xlsx"), "-o", str(out))
    listed = _run("findings", "list", "-o", str(out), "--format", "json").output
    assert not any(number in listed for number in SECRETS)
    assert _held(out) == {}
    assert _held(tmp_path) == {}


@pytest.mark.slow
@pytest.mark.parametrize("how", ["--unmasked", "settings"])
def test_they_are_written_in_full_where_somebody_asks_and_that_is_said(books: Path, tmp_path: Path, how: str) -> None:
    out = tmp_path / "out"
    if how == "settings":
        out.mkdir()
        (out / "auditcheck.toml").write_text("[privacy]\nmask = false\n", "utf-8")
    result = _job(books, out, *(["--unmasked"] if how == "--unmasked" else []))
    assert "NOT masked" in result.stderr
    held = _held(out)
    assert {"findings.json", "findings.xlsx", "report.html", "findings.sarif"} <= set(held)


@pytest.mark.parametrize("form", ["sarif", "html", "docx", "xlsx"])
def test_a_file_is_never_written_to_standard_output(books: Path, form: str) -> None:
    result = CliRunner().invoke(cli, ["run", str(books), "--format", form])
    assert result.exit_code == 2 and f"--format {form}" in result.stderr and "-o DIR" in result.stderr


def test_a_wrong_setting_names_its_file_and_what_is_expected(books: Path, tmp_path: Path) -> None:
    (tmp_path / "auditcheck.toml").write_text('[privacy]\nmask = "no"\n', "utf-8")
    result = CliRunner().invoke(cli, ["run", str(books), "-o", str(tmp_path)])
    assert result.exit_code == 2 and "auditcheck.toml" in result.stderr and "true or false" in result.stderr
