"""evidence add, verify and pack as their users call them."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from auditcheck.cli.commands import cli
from tests.evidence.documents.scans import letter, pdf, picture, put

SEED = Path(__file__).parents[3] / "fixtures/xj-2023"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [*map(str, arguments), "-q"], catch_exceptions=False)


def _scans(folder: Path) -> Path:
    put(folder, "记-05-0066/电子取证设备采购合同.pdf", pdf("采购合同\n合同编号：HT-2023-031\n签订日期：2023年4月28日"))
    put(folder, "记-05-0066/验收单.docx", letter("验收单\n合同编号 HT-2023-031\n二〇二三年四月二十日"))
    put(folder, "记-05-0066/发票.png", picture(3))
    put(folder, "记-10-0037/发票.png", picture(3))
    put(folder, "坏的.pdf", b"%PDF-1.4 rubbish")
    return folder


def _tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(p.relative_to(folder)): (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file()
    }


def test_nothing_is_changed_and_what_changed_since_is_named(tmp_path: Path) -> None:
    scans, job = _scans(tmp_path / "scans"), tmp_path / "job"
    before = _tree(scans)
    assert call("evidence", "add", scans, "-o", job, "--received", "2024-03-05").exit_code == 0
    assert _tree(scans) == before
    assert call("evidence", "verify", "-o", job).exit_code == 0
    put(scans, "记-05-0066/发票.png", picture(4))
    (scans / "坏的.pdf").unlink()
    put(scans, "新来的.txt", b"x")
    verdict = call("evidence", "verify", "-o", job)
    assert verdict.exit_code == 1
    assert all(name in verdict.output for name in ("记-05-0066/发票.png", "坏的.pdf", "新来的.txt"))
    assert "验收单" not in verdict.output


def test_a_changed_file_entered_again_keeps_its_first_entry(tmp_path: Path) -> None:
    scans, job = _scans(tmp_path / "scans"), tmp_path / "job"
    call("evidence", "add", scans, "-o", job)
    put(scans, "坏的.pdf", b"%PDF-1.4 other rubbish")
    call("evidence", "add", scans, "-o", job)
    documents = json.loads((job / "evidence.json").read_text("utf-8"))["documents"]
    of_file = [each for each in documents if each["name"] == "坏的.pdf"]
    assert len(documents) == 6 and of_file[0]["superseded_by"] == of_file[1]["id"]
    assert of_file[0]["sha256"] == hashlib.sha256(b"%PDF-1.4 rubbish").hexdigest()
    assert call("evidence", "verify", "-o", job).exit_code == 0


def test_one_name_in_two_encodings_is_two_files(tmp_path: Path) -> None:
    scans, job = tmp_path / "scans", tmp_path / "job"
    put(scans, "发票.txt", b"one")
    try:
        Path(os.fsdecode(os.fsencode(scans) + b"/" + "发票.txt".encode("gbk"))).write_bytes(b"other")
    except OSError:
        pytest.skip("this file system takes no such name")
    call("evidence", "add", scans, "-o", job)
    call("evidence", "add", scans, "-o", job)
    assert len(json.loads((job / "evidence.json").read_text("utf-8"))["documents"]) == 2
    assert call("evidence", "verify", "-o", job).exit_code == 0


def test_a_manifest_changed_by_hand_is_refused(tmp_path: Path) -> None:
    job = tmp_path / "job"
    call("evidence", "add", _scans(tmp_path / "scans"), "-o", job)
    path = job / "evidence.json"
    path.write_text(path.read_text("utf-8").replace('"size": 16', '"size": 17'), "utf-8")
    refused = call("evidence", "verify", "-o", job)
    assert refused.exit_code == 2


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed's case with a folder of scans, run."""
    home = tmp_path_factory.mktemp("job")
    scans = _scans(home / "scans")
    select = "CON-002,CON-004,EVI-004"
    call("run", SEED, "-o", home / "out", "--today", "2024-07-01", "--select", select)
    assert call("evidence", "add", scans, "-o", home / "out", "--received", "2024-03-05").exit_code == 0
    call("run", SEED, "-o", home / "out", "--today", "2024-07-01", "--select", select)
    return home


def test_the_documents_take_part_in_a_run(job: Path) -> None:
    findings = json.loads((job / "out/findings.json").read_text("utf-8"))["findings"]
    reuse = [each for each in findings if each["check"] == "EVI-004"]
    assert [(each["subrule"], each["scope"]["unit"]) for each in reuse] == [("A", "新疆维吾尔自治区市场监督管理局")]
    assert "2023-05-记-0066、2023-10-记-0037" in reuse[0]["message"]
    assert {item["file"] for item in reuse[0]["evidence"]} == {"证据清单.xlsx"}


def _entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_package_holds_one_finding_with_its_papers_and_hashes(job: Path, tmp_path: Path) -> None:
    target = tmp_path / "x.zip"
    assert call("evidence", "pack", "CON-002", "--engagement", job / "out", "-o", target).exit_code == 0
    entries = _entries(target)
    papers = sorted(name.rpartition("/")[2].partition(" ")[2] for name in entries if "/附件/" in name)
    assert papers == ["发票.png", "电子取证设备采购合同.pdf", "验收单.docx"]
    listed = dict(reversed(line.split("  ", 1)) for line in entries["哈希清单.txt"].decode().splitlines())
    assert listed == {
        name: hashlib.sha256(data).hexdigest() for name, data in entries.items() if name != "哈希清单.txt"
    }
    book = openpyxl.load_workbook(
        io.BytesIO(next(data for name, data in entries.items() if name.endswith("取证明细.xlsx")))
    )
    cells = {(row[2], row[4], row[5], row[7]) for row in book["证据明细"].iter_rows(values_only=True)}
    assert ("抽凭检查表.xlsx", 7, "S7", "2023-04-20") in cells
    assert "HT-2023-015" not in str([list(sheet.values) for sheet in book])


def test_the_same_books_give_the_same_package_byte_for_byte(job: Path, tmp_path: Path) -> None:
    one, again = tmp_path / "1.zip", tmp_path / "2.zip"
    call("evidence", "pack", "all", "--engagement", job / "out", "-o", one)
    select = "CON-002,CON-004,EVI-004"
    call("run", SEED, "-o", job / "out", "--today", "2024-07-02", "--asof", "2024-06-30", "--select", select)
    call("evidence", "pack", "all", "--engagement", job / "out", "-o", again)
    assert one.read_bytes() == again.read_bytes()


def test_a_document_that_changed_is_not_handed_over(job: Path, tmp_path: Path) -> None:
    path = job / "scans/记-05-0066/验收单.docx"
    kept = path.read_bytes()
    path.write_bytes(kept + b" ")
    try:
        done = call("evidence", "pack", "CON-002", "--engagement", job / "out", "-o", tmp_path / "x.zip")
    finally:
        path.write_bytes(kept)
    assert done.exit_code == 1 and "验收单" in done.output
    assert not any("验收单" in name for name in _entries(tmp_path / "x.zip"))


def test_what_no_finding_is_called_is_refused(job: Path, tmp_path: Path) -> None:
    for what in ("合同-999", "v1:0000", "PER-001"):
        refused = call("evidence", "pack", what, "--engagement", job / "out", "-o", tmp_path / "x.zip")
        assert refused.exit_code == 2 and not (tmp_path / "x.zip").exists()
