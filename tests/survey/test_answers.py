"""``auditcheck survey``: raw answers, tables of reports and 问卷统计表 become counts, rates and satisfaction."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from auditcheck import resources
from auditcheck.cli.commands import cli
from auditcheck.survey.analysis import Asked, analyse, margin
from auditcheck.survey.model import Option, Question
from auditcheck.survey.responses import Rules, as_answers, as_tables
from auditcheck.survey.scales import SCALES, named

_HEAD = [
    "序号",
    "所用时间",
    "来自IP",
    "1、您的所属地区是？",
    "2、您一般通过什么途径了解？（多选）",
    "3、您对食品安全是否满意？",
    "4、您有何意见和建议",
]
_ROWS = [
    ["1", "65秒", "1.1.1.1", "甲州", "广播┋网络", "A.非常满意", "加强监管"],
    ["2", "70秒", "1.1.1.2", "甲州", "网络", "B.基本满意", "(空)"],
    ["3", "80秒", "1.1.1.3", "乙州", "(跳过)", "D.较不满意", ""],
    ["4", "5秒", "1.1.1.4", "乙州", "网络", "A.非常满意", ""],
    ["5", "66秒", "1.1.1.5", "", "", "(空)", ""],
    ["1", "65秒", "1.1.1.1", "甲州", "广播┋网络", "A.非常满意", "加强监管"],
]


def run(*arguments: str) -> Any:
    return CliRunner().invoke(cli, ["survey", *arguments], catch_exceptions=False)


def test_the_published_tables_come_out_to_the_last_digit() -> None:
    book = resources.path("fixtures/xj-2023") / "问卷统计表.xlsx"
    document = json.loads(run(str(book), "--format", "json").stdout)
    rates = {one["code"]: one["rate"] for one in document["indicators"]}
    assert rates == {"C61": "92.56%", "C62": "91.09%", "C63": "87.60%"}
    rated = [
        one["satisfaction"]["rate"]
        for survey in document["surveys"]
        for one in survey["questions"]
        if one["satisfaction"]
    ]
    stated = [one["stated"] for survey in document["surveys"] for one in survey["questions"] if one["stated"]]
    assert rated == stated and len(rated) == 12
    assert {one["code"]: one["detected"][0] for one in document["indicators"]}["C63"] == "100-80-60-20-0"
    assert any("赋值不一致" in text for text in document["warnings"])


def test_another_scale_than_the_published_one_is_told() -> None:
    book = resources.path("fixtures/xj-2023") / "问卷统计表.xlsx"
    result = run(str(book), "--format", "json", "--scale", "100-80-50-20-0")
    document = json.loads(result.stdout)
    # A tenth less for the 163 of 1505 answers in the middle.
    assert next(one for one in document["indicators"] if one["code"] == "C63")["rate"] == "86.52%"
    assert any(text.startswith("C63：所列满意率与赋值100-80-60-20-0一致") for text in document["warnings"])


def test_raw_answers_are_counted_and_what_does_not_count_says_why() -> None:
    survey = as_answers("问卷", [_HEAD, *_ROWS], Rules(issued=8, min_seconds=30))
    assert survey is not None
    assert (survey.issued, survey.returned, survey.valid) == (8, 6, 3)
    assert dict(survey.invalid) == {
        5: "作答用时5秒，短于30秒",
        6: "空白问卷",
        7: "编号和答案均与前一份相同，为重复提交",
    }
    region, ways, food, text = survey.questions
    assert [(one.label, one.count) for one in region.options] == [("甲州", 2), ("乙州", 1)]
    assert (ways.kind, ways.answered, ways.skipped) == ("multiple", 2, 1)
    assert [(one.label, one.count) for one in ways.options] == [("广播", 1), ("网络", 2)]
    assert (food.kind, [one.label for one in food.options]) == ("single", ["非常满意", "基本满意", "较不满意"])
    assert (text.answered, text.skipped) == (1, 2)


def test_nobody_in_the_middle_is_still_five_steps_and_groups_are_compared() -> None:
    survey = as_answers("问卷", [_HEAD, *_ROWS], Rules(min_seconds=30))
    assert survey is not None
    document = analyse([survey], Asked(named("100-80-50-20-0"), {}, {"C62": [("问卷", "3")]}))
    assert document["indicators"][0]["rate"] == "66.67%"
    [cross] = document["surveys"][0]["crosstabs"]
    assert [(one["label"], one["n"], one["rate"], one["few"]) for one in cross["groups"]] == [
        ("甲州", 2, "90.00%", True),
        ("乙州", 1, "20.00%", True),
    ]


def test_a_multiple_choice_in_a_column_an_option() -> None:
    head = ["序号", "1、满意吗？", "2、途径(多选):广播", "2、途径(多选):电视"]
    survey = as_answers(
        "问卷", [head, ["1", "非常满意", "1", "0"], ["2", "一般", "1", "1"], ["3", "一般", "0", "0"]], Rules()
    )
    assert survey is not None
    ways = survey.questions[1]
    assert [(one.label, one.count) for one in ways.options] == [("广播", 2), ("电视", 1)]
    assert (ways.number, ways.text, ways.answered, ways.skipped) == ("2", "途径", 2, 1)


def test_a_comma_belongs_to_an_answer() -> None:
    head = ["1、做法（多选）", "2、满意吗？"]
    survey = as_answers(
        "问卷",
        [head, ["没有任何反应，下次不再购买┋与店家协商", "一般"], ["没有任何反应，下次不再购买", "一般"]],
        Rules(),
    )
    assert survey is not None
    assert [one.label for one in survey.questions[0].options] == ["没有任何反应，下次不再购买", "与店家协商"]


def test_tables_as_reports_print_them_and_what_contradicts_itself_in_them() -> None:
    rows = [
        ["1.您的性别是：", "", ""],
        ["选项", "反馈数量", "占比"],
        ["男", "359", "57.7%"],
        ["女", "263", "43.3%"],
        ["6.途径（多选）", "", ""],
        ["选项", "反馈数量", "占比"],
        ["广播", "287", "46.14%"],
        ["网络", "521", "64%"],
    ]
    [survey] = as_tables("公众", rows)
    assert survey.valid == 622
    document = analyse([survey], Asked())
    assert [one["answered"] for one in document["surveys"][0]["questions"]] == [622, 622]
    [told] = document["warnings"]
    assert "第1题占比与人数不一致：女（所列43.30%，计算42.28%）" in told


def test_a_sheet_without_questions_is_none() -> None:
    assert as_answers("x", [["合同编号", "金额", "日期"], ["1", "2", "3"]], Rules()) is None
    assert as_tables("x", [["合同编号", "金额"], ["1", "2"]]) == []


@given(st.lists(st.integers(0, 400), min_size=5, max_size=5).filter(lambda counts: sum(counts) >= 2))
def test_the_margin_is_that_of_a_mean(counts: list[int]) -> None:
    scale = SCALES[0]
    options = tuple(Option(str(number), count) for number, count in enumerate(counts))
    found = margin(Question("1", "?", "single", options, sum(counts)), scale)
    values = [weight for weight, count in zip(scale.weights, counts, strict=True) for _ in range(count)]
    mean = sum(values, Fraction(0)) / len(values)
    variance = sum(((value - mean) ** 2 for value in values), Fraction(0)) / (len(values) - 1) / len(values)
    assert found is not None
    assert abs(found**2 - variance * Fraction("1.959964") ** 2) < Fraction(1, 10**30)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["非常满意", "基本满意", "一般", "较不满意", "非常不满意", ""]),
            st.sampled_from(["甲", "乙"]),
        ),
        min_size=1,
        max_size=60,
    )
)
def test_every_valid_sheet_is_answered_or_skipped(lines: list[tuple[str, str]]) -> None:
    rows = [["1、地区？", "2、满意吗？"], *([region, answer] for answer, region in lines)]
    survey = as_answers("x", rows, Rules())
    assert survey is not None and survey.valid is not None
    assert survey.returned == survey.valid + len(survey.invalid) == len(lines)
    for one in survey.questions:
        assert one.answered + one.skipped == survey.valid
        if one.kind == "single":
            assert one.choices == one.answered


def test_answers_of_a_csv_become_a_tally_that_a_run_reads(tmp_path: Path) -> None:
    path = tmp_path / "公众问卷.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([_HEAD, *_ROWS])
    out = tmp_path / "out"
    assert (
        run(
            str(path),
            "-o",
            str(out),
            "--scale",
            "100-80-50-20-0",
            "--indicator",
            "C62=3",
            "--issued",
            "8",
            "--min-seconds",
            "30",
        ).exit_code
        == 0
    )
    assert {one.name for one in out.iterdir()} == {
        "survey.json",
        "survey.xlsx",
        "问卷统计表.xlsx",
        "问卷调研分析报告.docx",
    }
    again = json.loads(run(str(out / "问卷统计表.xlsx"), "--format", "json", "--scale", "100-80-50-20-0").stdout)
    assert again["indicators"][0]["rate"] == "66.67%"
    assert (again["surveys"][0]["issued"], again["surveys"][0]["valid"]) == (8, 3)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(("--indicator", "C62=9"), "9"), (("--indicator", "C62=1"), "C62"), (("--scale", "none"), "none")],
)
def test_what_cannot_be_is_refused_with_a_message(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    path = tmp_path / "q.csv"
    path.write_text("\n".join(",".join(row) for row in [_HEAD, *_ROWS]), encoding="utf-8")
    result = run(str(path), *arguments)
    assert result.exit_code == 2 and told in result.stderr


def test_no_questionnaire_is_said(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert run(str(path)).exit_code == 2
