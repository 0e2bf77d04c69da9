"""Findings from elsewhere and the unit's answer: taken in once, counted like our own, told apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.engagement.elsewhere import choices_of, feeds_of, identity
from auditcheck.engagement.exchange_job import ExchangeJob
from auditcheck.engagement.findings import current
from auditcheck.errors import AuditcheckError
from auditcheck.report import words
from auditcheck.report.exchange_opinions import OPINIONS
from auditcheck.report.exchange_template import ENTRY
from auditcheck.report.files import write_json
from auditcheck.scoring import load_rubric, score
from tests.engagement.exchanging import DAY, UNIT, Hands, cells, engagement, finding, log_of, take

ROW = {"title": "固定资产未盘点", "fact": "二楼库房3台设备未盘点。", "found_by": "乙", "found_on": "2024年5月20日"}
ROW |= {"proof": "现场照片", "severity": "较重", "amount": "1.2万元", "voucher_no": "记-05-0066、记-05-0067"}
CONFIRMED = {"found_state": "已确认", "decided_by": "甲", "decided": "2024-06-01", "reason": "现场盘点"}


def findings(out: Path) -> list[dict[str, Any]]:
    return list(current(out, DAY)[0]["findings"])


def template(out: Path, path: Path) -> Hands:
    ExchangeJob.of(out, DAY).template(path)
    return Hands(path, ENTRY)


@pytest.fixture
def job(tmp_path: Path) -> Path:
    return engagement(tmp_path / "job", finding(1), kind="evaluation")


def test_the_example_of_an_empty_template_is_no_finding(job: Path, tmp_path: Path) -> None:
    hands = template(job, tmp_path / "t.xlsx")
    assert hands.page.cell(hands.header + 1, hands.columns["title"]).value
    result = take(job, tmp_path / "t.xlsx")
    assert (result.entries, result.left) == ([], 0)


def test_a_finding_of_a_person_counts_in_the_score_like_one_of_a_check(job: Path, tmp_path: Path) -> None:
    hands = template(job, tmp_path / "t.xlsx")
    hands.write(2, **ROW, bears="B51-清查", **CONFIRMED)
    hands.write(3, **ROW | {"title": "未按用途支出"}, bears="B32-4 是否符合部门预算批复的用途")
    rubric = load_rubric("xj-2023")
    result = take(job, hands.save(tmp_path / "t2.xlsx"))
    assert result.left == 0
    document, judgements = current(job, DAY)
    indicators = {one["code"]: one for one in score(rubric, document, judgements)["indicators"]}
    mine = {one["title"]: one for one in document["findings"] if one["source"] == "person"}
    counted = mine["固定资产未盘点"]
    assert [part["findings"] for part in indicators["B51"]["deductions"]] == [[counted["fingerprint"]]]
    assert indicators["B32"]["deductions"] == []  # a signal costs nothing, whoever saw it
    assert (counted["no"], counted["amount"], counted["scope"]["unit"]) == ("人工-001", "12000.00", UNIT)
    assert counted["decision"]["person"] == "甲"
    assert counted["decision"]["date"] == "2024-06-01"
    assert words.source(counted) == "人工/访谈"
    assert [actor for actor, _role, action, _detail in log_of(job) if action == "finding"] == ["乙", "乙"]


def test_the_same_list_again_adds_nothing_and_a_changed_fact_is_the_same_finding(job: Path, tmp_path: Path) -> None:
    hands = template(job, tmp_path / "t.xlsx").write(2, **ROW, **CONFIRMED)
    take(job, hands.save(tmp_path / "a.xlsx"))
    before = log_of(job)
    hands.write(2, title="固定资产  未盘点 ", voucher_no="记-05-0067；记-05-0066", proof=" 现场照片")
    hands.write(2, title="固定资产未盘点")
    assert take(job, hands.save(tmp_path / "b.xlsx")).left == 0
    hands.write(2, fact="二楼库房4台设备未盘点。")
    take(job, hands.save(tmp_path / "c.xlsx"))
    mine = [one for one in findings(job) if one["source"] == "person"]
    assert [(one["no"], one["message"], one["state"]) for one in mine] == [
        ("人工-001", "二楼库房4台设备未盘点。", "confirmed")
    ]
    assert sum(action == "decide" for _a, _r, action, _d in log_of(job)) == 1
    assert len(before) == 3


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"proof": None}, "fill in 证据名称及出处"),
        ({"severity": "严重得很"}, "严重程度 is 严重得很: expected one of 高、中、低、提示"),
        ({"found_on": "去年"}, "发现日期 is 去年"),
        ({"bears": "B99-1"}, "影响指标及评分标准 is B99-1, expected one of the drop-down (like A11-1)"),
        ({"bears": "B31-1"}, "B31 is measured and takes no findings"),
        ({"amount": "若干"}, "涉及金额（元） is 若干"),
        ({"found_state": "已确认"}, "fill in 认定人、认定理由"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_with_its_place(
    job: Path, tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    hands = template(job, tmp_path / "t.xlsx")
    hands.write(2, **ROW).write(2, **change).write(4, **ROW | {"title": "另一个"})
    result = take(job, hands.save(tmp_path / "t2.xlsx"))
    assert [told in problem for problem in result.problems] == [True]
    assert result.problems[0].startswith(f"t2.xlsx [{ENTRY}] row {hands.header + 2}: ")
    assert [one["title"] for one in findings(job) if one["source"] == "person"] == ["另一个"]


@pytest.mark.parametrize("name", ["xj-2023", "nk-2016", "cy53-2013"])
def test_every_choice_of_the_drop_down_is_understood(name: str) -> None:
    rubric = load_rubric(name)
    texts = [choice[0] for choice in choices_of(rubric)]
    feeds, wrong = feeds_of("；".join(texts), rubric)
    assert (len(feeds), wrong) == (len(texts), [])
    assert len({(feed["indicator"], feed["criterion"], feed["group"]) for feed in feeds}) == len(texts)


@given(st.text(max_size=8), st.text(max_size=8), st.lists(st.sampled_from(["HT-1", "记-05-1", "X9"]), max_size=3))
def test_the_identity_depends_on_unit_title_date_and_documents(unit: str, title: str, documents: list[str]) -> None:
    same = identity(unit, f" {title} ", "2023-05-18", documents[::-1])
    assert identity(unit, title, "2023-05-18", documents) == same
    assert identity(unit, title + "甲", "2023-05-18", documents) != same
    assert identity(unit, title, "2023-05-19", documents) != same
    assert identity(unit, title, "2023-05-18", [*documents, "HT-77"]) != same


def test_another_engagements_findings_come_with_their_decisions_to_be_read(job: Path, tmp_path: Path) -> None:
    theirs = engagement(tmp_path / "theirs", finding(1), finding(7), finding(8), finding(9))
    hands = Hands(ExchangeJob.of(theirs, DAY).export(tmp_path / "x.xlsx", ()), "问题清单")
    hands.write("合同-009", state="不成立", decided_by="丙", reason="有补充协议")
    hands.write("合同-007", state="已确认", decided_by="丙", reason="核对原件")
    take(theirs, hands.save(tmp_path / "y.xlsx"))
    other = theirs / "findings.json"
    assert "give --person" in take(job, other).problems[0]
    result = take(job, other, person="甲")
    assert (result.left, ["合同-009" in note for note in result.notes]) == (0, [True])
    by_mark = {one["fingerprint"]: one for one in findings(job)}
    seven = by_mark[finding(7)["fingerprint"]]
    assert len(by_mark) == 3  # the first is in our own books too
    assert (seven["source"], seven["state"], seven["elsewhere"]["state"]) == ("import", "open", "confirmed")
    assert seven["elsewhere"]["decision"]["person"] == "丙"
    assert seven["elsewhere"]["history"][0]["reason"] == "核对原件"
    changed = json.loads(other.read_text("utf-8")) | {"run": {"id": "run2"}}
    other.write_text(json.dumps(changed), "utf-8")
    assert take(job, other, person="甲", accept=True).left == 0
    seven = {one["fingerprint"]: one for one in findings(job)}[finding(7)["fingerprint"]]
    assert (seven["state"], seven["decision"]["person"]) == ("confirmed", "甲")
    assert "丙" in seven["decision"]["reason"]


def test_a_json_that_is_none_of_ours_and_bad_findings_are_told(job: Path, tmp_path: Path) -> None:
    path = tmp_path / "findings.json"
    path.write_text('{"schema": "other"}', "utf-8")
    with pytest.raises(AuditcheckError, match=r"no findings\.json of auditcheck"):
        take(job, path)
    bad = [
        finding(2, fingerprint="2"),
        finding(3, severity="urgent"),
        finding(4, amount=1.5),
        finding(5, feeds=[{"mode": "often"}]),
        "six",
    ]
    document = {"schema": "auditcheck/findings/1", "run": {}, "findings": [*bad, finding(9)]}
    path.write_text(json.dumps(document), "utf-8")
    result = take(job, path, person="甲")
    assert [f"findings.json, finding {n}: " in problem for n, problem in enumerate(result.problems, 1)] == [True] * 5
    assert finding(9)["fingerprint"] in {one["fingerprint"] for one in findings(job)}


def test_opinions_on_the_report_go_out_and_come_back(job: Path, tmp_path: Path) -> None:
    path = ExchangeJob.of(job, DAY).opinions(tmp_path / "o.xlsx")
    unit = Hands(path, OPINIONS).write(1, place="第12页", opinion="执行率口径有误", reason="决算表", by="丁")
    unit.write(2, opinion="没有署名")
    result = take(job, unit.save(tmp_path / "o1.xlsx"))
    assert ["反馈人" in problem for problem in result.problems] == [True]
    assert [(one["place"], one["by"], one["adopted"]) for one in current(job, DAY)[0]["opinions"]] == [
        ("第12页", "丁", "")
    ]
    mine = Hands(ExchangeJob.of(job, DAY).opinions(tmp_path / "o2.xlsx"), OPINIONS)
    mine.write(1, adopted="不采纳", adopted_reason="口径以批复为准", adopted_by="甲")
    filled = mine.save(tmp_path / "o3.xlsx")
    assert take(job, filled).left == 0
    one = current(job, DAY)[0]["opinions"][0]
    assert (one["opinion"], one["adopted"], one["adopted_by"]) == ("执行率口径有误", "不采纳", "甲")
    late = Hands(tmp_path / "o2.xlsx", OPINIONS).write(1, adopted="采纳", adopted_by="乙")
    assert {version.there for version in take(job, late.save(tmp_path / "o4.xlsx")).conflicts} == {"采纳", "乙"}
    roles = [(actor, role) for actor, role, action, _detail in log_of(job) if action == "opinion"]
    assert roles == [("丁", "unit"), ("甲", "auditor")]


def test_a_filled_template_table_or_form_is_not_overwritten(job: Path, tmp_path: Path) -> None:
    to = ExchangeJob.of(job, DAY)
    entry, table, form = tmp_path / "t.xlsx", tmp_path / "o.xlsx", tmp_path / "5.docx"
    for _again in range(2):  # what nobody wrote into may be written anew
        to.template(entry), to.opinions(table), to.annex5(form)
    Hands(entry, ENTRY).write(2, **ROW).save(entry)
    Hands(table, OPINIONS).write(3, opinion="执行率口径有误", by="丁").save(table)
    filled = Document(str(form))
    filled.tables[0].cell(4, 1).text = "无意见"
    filled.save(str(form))
    for write, path in ((to.template, entry), (to.opinions, table), (to.annex5, form)):
        with pytest.raises(AuditcheckError, match="not read back"):
            write(path)
    assert take(job, entry, table, form, person="丁").left == 0
    to = ExchangeJob.of(job, DAY)
    to.template(entry), to.opinions(table), to.annex5(form)


def test_the_form_of_the_report_goes_out_unsigned_and_its_answer_is_read(job: Path, tmp_path: Path) -> None:
    (job / "auditcheck.toml").write_text(
        '[engagement]\nkind = "evaluation"\nfieldwork = "2024-04-10..2024-06-14"\n', "utf-8"
    )
    path = ExchangeJob.of(job, DAY).annex5(tmp_path / "5.docx")
    form = Document(str(path))
    table = form.tables[0]
    labels = [row.cells[0].text for row in table.rows]
    assert labels == ["报告名称", "评价时间范围", "评价机构", "主管部门", "主管部门意见", "主管部门签章确认"]
    assert (table.cell(1, 1).text, table.cell(1, 2).text) == ("2023年1月-12月", "绩效评价时间")
    assert table.cell(1, 3).text == "2024年4月-6月"
    assert "it is empty" in take(job, path).problems[0]
    table.cell(4, 1).text = "无意见。"
    table.cell(5, 1).text = "主管部门（盖章）：\n签字：丁某\n2024年6月14日"
    form.save(str(tmp_path / "6.docx"))
    assert cells(take(job, tmp_path / "6.docx").changes)["意见附件5", "反馈意见"] == "无意见"
    again = Document(str(ExchangeJob.of(job, DAY).annex5(tmp_path / "7.docx"))).tables[0]
    assert again.cell(4, 1).text == "无意见"
    Document().save(str(tmp_path / "8.docx"))
    with pytest.raises(AuditcheckError, match="附件5"):
        take(job, tmp_path / "8.docx")


def test_an_evaluator_without_ledgers_takes_in_what_colleagues_found(job: Path, tmp_path: Path) -> None:
    own, theirs = tmp_path / "own", job / "findings.json"
    write_json(theirs, current(job)[0])
    assert take(own, theirs, person="乙", dry_run=True).entries
    assert not own.exists()
    assert take(own, theirs, person="乙").left == 0
    document, _judgements = current(own)
    assert [one["source"] for one in document["findings"]] == ["import"]
    assert (document["run"]["year"], document["run"]["kind"], document["checks"]) == (2023, "evaluation", [])
    assert take(own, theirs, person="乙").entries == []  # the same file again


def test_a_folder_of_which_nothing_is_known_is_not_made_an_engagement(tmp_path: Path) -> None:
    (tmp_path / "findings.json").write_text('{"schema": "auditcheck/findings/1", "findings": []}', encoding="utf-8")
    with pytest.raises(AuditcheckError, match="no run is kept"):
        take(tmp_path / "own", tmp_path / "findings.json")
    assert not (tmp_path / "own").exists()
