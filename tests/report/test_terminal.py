"""What a person reads on a terminal, in both languages, at 80 columns, also on a GBK console."""

from __future__ import annotations

import ast
import io
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

import auditcheck.report
from auditcheck.report import terminal
from auditcheck.report.console import BLOCKS, PLAIN, wrap

Doc = dict[str, Any]


def console(width: int = 80, encoding: str = "utf-8") -> Console:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


def told(target: Console) -> str:
    buffer = target.file.buffer  # type: ignore[attr-defined]
    return str(buffer.getvalue().decode(target.file.encoding))


def show_all(documents: tuple[Doc, Doc, Doc], target: Console) -> str:
    findings, score, load = documents
    terminal.show_load(load, target)
    terminal.show_findings(findings, target)
    terminal.show_score(score, target)
    terminal.show_unseen(findings, score, load, target)
    terminal.show_checks(findings, target)
    return told(target)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_every_line_fits_80_columns_without_colours_when_piped(
    documents: tuple[Doc, Doc, Doc], language: str, encoding: str
) -> None:
    output = show_all(documents, console(encoding=encoding))
    assert "\x1b" not in output
    assert max(cell_len(line) for line in output.splitlines()) <= 80
    output.encode("gbk")


def test_findings_stand_by_severity_with_sentence_money_and_place(
    documents: tuple[Doc, Doc, Doc], language: str
) -> None:
    target = console(200)
    terminal.show_findings(documents[0], target)
    output = told(target)
    assert output.index("合同-003") < output.index("公开-001") < output.index("资产-001") < output.index("凭证-001")
    assert "经比对台账，合同HT-2023-031用印为“局办公室”，疑为内设机构印章，需进一步核实。" in output
    assert "298,000.00" in output
    assert "合同台账.xlsx" in output and "B12" in output
    assert "数据筛查疑点，未经核实，不得作为定性问责依据" in output


def test_a_long_list_is_cut_and_says_where_the_rest_stands(documents: tuple[Doc, Doc, Doc]) -> None:
    findings = documents[0]
    sample = findings["findings"][2]
    findings["findings"] += [{**sample, "no": f"合同-{number:03}"} for number in range(100, 140)]
    target = console(120)
    terminal.show_findings(findings, target)
    output = told(target)
    assert "… and 33 more: findings.xlsx, sheets 疑点清单、问题清单" in output
    assert "合同-139" not in output


def test_the_score_shows_bars_ranges_and_the_simulated_total(documents: tuple[Doc, Doc, Doc]) -> None:
    target = console()
    terminal.show_score(documents[1], target)
    output = told(target)
    assert BLOCKS.full * 8 + BLOCKS.empty * 2 in output
    assert BLOCKS.full * 5 + BLOCKS.possible * 5 in output
    assert "1.50–3.00 / 3.00" in output
    assert "Total 8.50 of 15.00" in output
    assert "7.50 (simulated)" in output
    assert "新疆2023年方案" in output


def test_a_gbk_console_gets_bars_of_plain_signs(documents: tuple[Doc, Doc, Doc]) -> None:
    target = console(encoding="gbk")
    terminal.show_score(documents[1], target)
    output = told(target)
    assert PLAIN.full * 5 + PLAIN.possible * 5 in output
    assert BLOCKS.full not in output


def test_what_could_not_be_seen_names_columns_rows_criteria_and_differences(documents: tuple[Doc, Doc, Doc]) -> None:
    target = console(200)
    findings, score, load = documents
    terminal.show_unseen(findings, score, load, target)
    output = told(target)
    assert "AST-006 资产处置账务处理不及时: 资料不足; missing: 资产变动“账务处理日期”" in output
    assert "CON-004 B" in output
    assert "B51 资产管理合规性, criterion 1, 0.50 points (AST-006)" in output
    assert "B11 内控制度健全性: 0.00–2.00 points" in output
    assert "row 17 签订日期 2023-13-45: 不是日期" in output
    assert "difference 9,550,000.00 yuan" in output
    assert "损坏.xlsx: 文件已损坏，无法打开" in output


def test_nothing_unseen_is_said_in_words() -> None:
    target = console()
    terminal.show_unseen({"checks": [], "wanted": []}, None, {"sheets": []}, target)
    assert "Nothing: every check ran" in told(target)


def test_a_file_cannot_move_the_cursor_or_style_the_text(documents: tuple[Doc, Doc, Doc]) -> None:
    findings = documents[0]
    findings["findings"][2]["message"] = "[bold]甲\x1b[2J乙\u202e丙[/bold]"
    target = console()
    terminal.show_findings(findings, target)
    assert "[bold]甲 [2J乙 丙[/bold]" in told(target)


def test_closing_punctuation_never_begins_a_line() -> None:
    sentence = "经比对台账，供应商（某某有限公司）与《合同管理制度》第七条、第八条不一致。" * 5
    for width in range(20, 60):
        broken = wrap(sentence, width)
        assert "".join(broken) == sentence
        assert all(cell_len(line) <= width for line in broken)
        assert not any(line[0] in "，。；：、）》" for line in broken)
        assert not any(line[-1] in "（《" for line in broken)


def test_every_constant_of_this_room_can_be_shown_on_a_gbk_console() -> None:
    for source in sorted(Path(str(auditcheck.report.__file__)).parent.glob("*.py")):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                node.value.encode("gbk")


def test_the_simulated_score_keeps_what_nobody_judged_open(documents: tuple[Doc, Doc, Doc]) -> None:
    _, score, _ = documents
    score["simulated"] = {"total": "5.00", "open_points": "16.00", "grade": None}
    target = console()
    terminal.show_score(score, target)
    assert "5.00–21.00 (simulated)" in told(target)


def test_a_supposed_score_says_so_and_notes_are_told(documents: tuple[Doc, Doc, Doc], language: str) -> None:
    _, score, _ = documents
    note = "评价判断第5行（B32第2条）：缺理由，未采用。"
    score |= {"what_if": {"合同-003": "dismissed"}, "notes": [note]}
    target = console()
    terminal.show_score(score, target)
    output = told(target)
    assert note in output
    assert (
        "Supposed, not decided: 合同-003 = dismissed" if language == "en" else "假定（并非认定）：合同-003 = 不成立"
    ) in output
