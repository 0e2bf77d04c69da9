"""Official texts in articles, and findings that quote them word for word in the version of their day."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from auditcheck import resources
from auditcheck.checks.law import load_laws
from auditcheck.checks.law_text import _written, cut, import_text, read_lines, with_texts
from auditcheck.cli.commands import cli
from auditcheck.errors import AuditcheckError, ConfigError
from auditcheck.ledgers import numerals
from tests.books import SEED

LAWS = load_laws(resources.path("checks") / "law")
# Invented words under the real title: what is tested is the cutting.
LAW = """中华人民共和国政府采购法
（2002年6月29日通过　根据2014年8月31日《某决定》修正）
目　　录
第一章　总则
第二章　合同
第一章　总　　则
第一条　为了甲。
第二条　乙适用本法。
本法所称丙，是指：
（一）丁；
（二）戊。
第二条所称己，由国务院规定。
第二章　合同
第一节　订立
第三条 庚。
第四条：辛。
第四条之一　壬。
"""


def docx(lines: list[str]) -> bytes:
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{line}</w:t></w:r></w:p>' for line in lines)
    xml = f'<?xml version="1.0"?><w:document xmlns:w="w"><w:body>{body}</w:body></w:document>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return stream.getvalue()


def files(folder: Path) -> dict[str, Path]:
    lines = LAW.splitlines()
    page = "<html><head><style>p{}</style></head><body><script>第一条 假</script>" + "".join(
        f"<p>{x}</p>" for x in lines
    )
    contents = {"txt": LAW.encode("gb18030"), "html": page.encode(), "docx": docx(lines)}
    for name, data in contents.items():
        (folder / f"法.{name}").write_bytes(data)
    return {name: folder / f"法.{name}" for name in contents}


@pytest.mark.parametrize("form", ["txt", "html", "docx"])
def test_every_form_gives_the_same_articles_as_written(form: str, tmp_path: Path) -> None:
    path = files(tmp_path)[form]
    law, version, found, target = import_text(path, LAWS, tmp_path / "law")
    assert (law.id, version.doc_no) == ("ZCF", "2014年8月31日修正")
    assert {number: entry["text"] for number, entry in found.articles.items()} == {
        "第一条": "为了甲。",
        "第二条": "乙适用本法。\n本法所称丙，是指：\n（一）丁；\n（二）戊。\n第二条所称己，由国务院规定。",
        "第三条": "庚。",
        "第四条": "辛。",
        "第四条之一": "壬。",
    }
    assert found.articles["第三条"]["part"] == "第二章 合同 第一节 订立"
    assert json.loads(target.read_text("utf-8"))["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_citation_quotes_its_article_or_paragraph_with_file_and_hash(tmp_path: Path) -> None:
    path = files(tmp_path)["txt"]
    import_text(path, LAWS, tmp_path / "law")
    law = with_texts(LAWS, tmp_path / "law")["ZCF"]
    citation = law.cite("第三条", date(2023, 5, 1))
    assert citation is not None
    assert (citation["quote"], citation["quoted_from"]["file"]) == ("庚。", "法.txt")
    assert citation["quoted_from"]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    second = law.cite("第二条第二款", date(2023, 5, 1))
    assert second is not None
    assert second["quote"] == "本法所称丙，是指："
    missing = law.cite("第九十条", date(2023, 5, 1))
    assert missing is not None
    assert "quote" not in missing


def test_a_version_is_told_by_its_day_and_an_older_one_is_quoted_under_its_own_numbers(tmp_path: Path) -> None:
    old, new = tmp_path / "旧.txt", tmp_path / "新.txt"
    body = "\n".join(f"第{_written(n)}条　条文{n}。" for n in range(1, 31))
    old.write_text(f"中华人民共和国发票管理办法\n2019年修订\n{body}", encoding="utf-8")
    new.write_text(f"中华人民共和国发票管理办法\n（2019年修订　根据2023年7月20日决定修订）\n{body}", encoding="utf-8")
    assert import_text(old, LAWS, tmp_path / "law")[1].doc_no == "2019年修订"
    assert import_text(new, LAWS, tmp_path / "law")[1].doc_no == "2023年7月20日修订"
    law = with_texts(LAWS, tmp_path / "law")["FPB"]
    quotes = [law.cite("第二十条", day) for day in (date(2023, 7, 19), date(2023, 7, 20))]
    assert [(q["article"], q["quote"]) for q in quotes if q] == [("第二十一条", "条文21。"), ("第二十条", "条文20。")]


def test_what_is_missing_in_between_is_told() -> None:
    assert cut(["第一条 甲", "第二条 乙", "第五条 丙"]).gaps == ["第三条", "第四条"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "政府采购法\n没有条文".encode()),
        ("a.txt", "某某办法\n第一条 甲".encode()),
        ("a.txt", b""),
        ("a.docx", b"PK\x03\x04broken"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.txt", b"\xff\xfe\x00"),
    ],
)
def test_what_is_no_text_of_a_known_law_is_refused_and_nothing_is_kept(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(AuditcheckError):
        import_text(tmp_path / name, LAWS, tmp_path / "law")
    assert not (tmp_path / "law").exists()


def test_a_law_whose_version_cannot_be_told_asks_for_it(tmp_path: Path) -> None:
    path = tmp_path / "会计法.txt"
    path.write_text("中华人民共和国会计法\n第一条　甲。", encoding="utf-8")
    with pytest.raises(ConfigError, match="2017年修正"):
        import_text(path, LAWS, tmp_path / "law")
    assert import_text(path, LAWS, tmp_path / "law", version="2017年修正")[1].doc_no == "2017年修正"


def test_an_imported_file_that_somebody_spoilt_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"x\.json"):
        with_texts(LAWS, tmp_path)


@given(st.lists(st.text(alphabet="第一二三十条章节 　甲（）\n", max_size=30), max_size=20))
def test_no_line_is_lost_in_cutting(lines: list[str]) -> None:
    found = cut(lines)
    kept = found.preamble + "".join(number + entry["text"] + entry["part"] for number, entry in found.articles.items())
    assert all(character in kept for line in lines for character in line if character in "甲")


@given(st.integers(1, 1260))
def test_numbers_of_articles_are_written_as_laws_write_them(number: int) -> None:
    assert numerals.number(_written(number)) == number


def test_papers_quote_what_was_imported_on_the_command_line(tmp_path: Path) -> None:
    out = tmp_path / "out"
    text = tmp_path / "采购法.txt"
    body = "\n".join(f"第{_written(n)}条　条文{n}。" for n in range(1, 89))
    text.write_text(f"中华人民共和国政府采购法\n{body}", encoding="utf-8")
    result = CliRunner().invoke(cli, ["--lang", "zh", "law", "import", str(text), "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert "88" in result.output
    options = ["-o", str(out), "--select", "CON-002,DIS-005", "--today", "2024-07-01", "-q"]
    CliRunner().invoke(cli, ["run", str(SEED), *options])
    CliRunner().invoke(cli, ["run", str(SEED), *options])  # the folder is an engagement now
    findings = json.loads((out / "findings.json").read_text("utf-8"))["findings"]
    quotes = {entry["article"]: entry.get("quote") for f in findings for entry in f["basis"] if entry["law"] == "ZCF"}
    assert quotes == {"第四十一条": "条文41。"}
    assert "ZCF" in CliRunner().invoke(cli, ["law", "list", "-o", str(out)]).output


def test_read_lines_of_an_empty_page_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html></html>", encoding="utf-8")
    assert read_lines(tmp_path / "a.html")[0] == []
