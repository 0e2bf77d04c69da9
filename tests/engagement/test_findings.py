"""What people say of findings, and what later runs make of it: on small books, through the service functions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from auditcheck.engagement import findings, past
from auditcheck.engagement.findings import Person, current
from auditcheck.engagement.output import write_all
from auditcheck.engagement.service import Request, execute, gate
from auditcheck.engagement.stores import open_store
from auditcheck.errors import AuditcheckError
from auditcheck.findings.choosing import named
from auditcheck.findings.log import verify

DAY = date(2024, 7, 1)
LATE = "CON-002"  # repair: event
UNTAGGED = "AST-001"  # repair: state
AUDITOR, OTHER, UNIT = Person("审计甲", "auditor"), Person("复核乙", "reviewer"), Person("单位丙", "unit")
WAIVER = {
    "reason": "经批准",
    "owner": "主任",
    "approver": "局长",
    "document_no": "会纪〔2024〕3号",
    "until": "2024-09-29",
}
PROOF = {"reason": "已追责", "proof": "处理决定", "amount": "98,900.00", "amount_kind": "调账"}


class Books:
    """A contract accepted before it was signed, and an asset that a count found without a tag."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder / "books", folder / "out"
        self.folder.mkdir()
        self.signed, self.tag, self.assets, self.amount = "2023-04-28", "未见", ["ZC-1", "ZC-2"], 98900
        self.decisions: list[tuple[str, ...]] = []

    def run(self, select: str = "CON-002,AST-001,EVI-009", today: date = DAY, **settings: Any) -> Any:
        rows: Mapping[str, Sequence[Sequence[Any]]] = {
            "合同台账": [
                ("单位", "合同编号", "合同名称", "签订日期", "合同金额"),
                ("某局", "HT-1", "设备采购", self.signed, self.amount),
            ],
            "验收登记": [("单位", "合同编号", "验收日期", "验收结论"), ("某局", "HT-1", "2023-04-20", "合格")],
            "固定资产卡片": [
                ("单位", "资产编号", "资产名称", "取得日期", "原值", "标签号"),
                *(("某局", no, "便携式计算机", "2023-03-01", 6280, "") for no in self.assets),
            ],
            "资产抽盘表": [
                ("单位", "资产编号", "账面数量", "实盘数量", "标签", "盘点人", "盘点日期"),
                *(("某局", no, 1, 1, self.tag if no == "ZC-1" else "√", "审计甲", "2024-05-20") for no in self.assets),
            ],
            "确认记录": [("检查编号", "关键字", "状态", "确认人", "确认日期", "理由"), *self.decisions],
        }
        for name, lines in rows.items():
            book = openpyxl.Workbook()
            book.active.title = name
            for line in lines:
                book.active.append(line)
            book.save(self.folder / f"{name}.xlsx")
        request = Request(
            (self.folder,), self.out, year=2023, today=today, select=tuple(select.split(",")), kind="audit", **settings
        )
        outcome = execute(request)
        write_all(request, outcome, ())
        return outcome

    def one(self, check: str, today: date = DAY) -> dict[str, Any]:
        (found,) = [each for each in current(self.out, today)[0]["findings"] if each["check"] == check]
        return found

    def state(self, check: str, today: date = DAY) -> tuple[str, str]:
        found = self.one(check, today)
        return found["state"], found["baseline"]

    def decide(self, check: str, to: str, today: date = DAY, who: Person = AUDITOR, **given: Any) -> None:
        given = {"reason": "查看原件", **given}
        findings.decide(self.out, [self.one(check, today)["no"]], to, given, who, today)

    def actions(self, check: str) -> list[str]:
        return [entry["action"] for entry in self.one(check)["life"]["history"]]


@pytest.fixture
def books(tmp_path: Path) -> Books:
    made = Books(tmp_path)
    made.run()
    return made


def test_a_decision_shows_in_the_documents_the_sentence_and_the_log(books: Books) -> None:
    assert books.state(LATE) == ("open", "new") and "不符合" not in books.one(LATE)["message"]
    books.decide(LATE, "confirmed")
    found = books.one(LATE)
    assert found["decision"]["person"] == "审计甲" and found["decision"]["reason"] == "查看原件"
    assert found["message"].startswith("经核实")
    written = json.loads((books.out / "findings.json").read_text("utf-8"))
    assert next(each for each in written["findings"] if each["check"] == LATE)["state"] == "confirmed"
    assert books.run().findings["findings"][0]["life"]["history"] == found["life"]["history"]
    with closing(open_store(books.out)) as store:
        assert verify(store.entries()) is None


def test_what_the_kept_run_says_is_nobodys_decision(books: Books) -> None:
    books.decide(LATE, "confirmed")
    books.run()
    with closing(open_store(books.out)) as store:
        last = store.last_run()
    assert last is not None and {each["state"] for each in last[0]["findings"]} == {"open"}


def test_an_untagged_asset_that_was_tagged_is_cleared_by_the_run_and_comes_back(books: Books) -> None:
    books.decide(UNTAGGED, "confirmed")
    books.tag = "√"
    books.run()
    assert books.state(UNTAGGED) == ("rectified", "absent")
    assert books.one(UNTAGGED)["life"]["rectification"]["by"] == "run"
    books.run()
    assert books.actions(UNTAGGED) == ["decide", "clear"]
    books.tag = "未见"
    books.run()
    assert books.state(UNTAGGED)[0] == "open"
    assert books.one(UNTAGGED)["life"]["history"][-1]["why"] == "returned"


@pytest.mark.parametrize("what", ["not selected", "no card", "other year", "other threshold"])
def test_a_run_that_did_not_look_repairs_nothing(books: Books, what: str) -> None:
    books.decide(UNTAGGED, "confirmed")
    books.tag = "√"
    if what == "not selected":
        books.run("CON-002")
    elif what == "no card":
        books.assets = ["ZC-2"]
        books.run()
    elif what == "other threshold":
        books.run(params={"AST-001": {"tag_days": "9999"}})
    else:
        execute(Request((books.folder,), books.out, year=2022, today=DAY, select=("AST-001",)))
    assert books.state(UNTAGGED) == ("confirmed", "absent")


def test_an_open_signal_that_is_gone_is_not_called_repaired(books: Books) -> None:
    books.tag = "√"
    outcome = books.run()
    assert books.state(UNTAGGED) == ("open", "absent")
    assert gate(outcome.findings["findings"], "high")  # the contract
    assert not gate([each for each in outcome.findings["findings"] if each["check"] == UNTAGGED], "low")


def test_an_event_that_is_gone_stays_and_its_changed_date_is_a_new_lead(books: Books) -> None:
    books.decide(LATE, "confirmed")
    books.signed = "2023-04-18"
    books.run()
    assert books.state(LATE) == ("confirmed", "absent")
    assert books.state("EVI-009") == ("open", "new")


def test_an_event_is_rectified_by_a_person_with_proof_alone(books: Books) -> None:
    books.decide(LATE, "confirmed")
    with pytest.raises(AuditcheckError, match="proof"):
        books.decide(LATE, "rectified")
    books.decide(LATE, "rectified", **PROOF)
    done = books.one(LATE)["life"]["rectification"]
    assert (done["amount"], done["accepted_by"], done["date"]) == ("98900.00", "审计甲", "2024-07-01")
    books.run()
    assert books.state(LATE) == ("rectified", "unchanged")


def test_a_waiver_ends_and_says_so(books: Books) -> None:
    books.decide(LATE, "waived", **WAIVER)
    assert books.state(LATE, date(2024, 9, 29))[0] == "waived"
    after = date(2024, 9, 30)
    assert books.state(LATE, after)[0] == "open"
    assert books.one(LATE, after)["life"]["waiver"]["expired"]
    assert [each["what"] for each in current(books.out, after)[0]["announced"]] == ["expired"]
    assert any("ended on 2024-09-29" in note for note in books.run(today=after).notes)
    assert books.actions(LATE) == ["decide", "reopen"]
    books.decide(LATE, "waived", after, **{**WAIVER, "until": "2025-01-31"})
    assert books.state(LATE, after)[0] == "waived"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"until": "2025-07-03"}, "366"),
        ({"until": "2024-06-30"}, "expired"),
        ({"owner": ""}, "owner"),
        ({"approver": None}, "approver"),
        ({"document_no": ""}, "document"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_waiver_has_an_owner_an_approver_a_number_and_an_end(books: Books, change: Any, why: str) -> None:
    with pytest.raises(AuditcheckError, match=why):
        books.decide(LATE, "waived", **{**WAIVER, **change})
    assert books.actions(LATE) == []


@pytest.mark.parametrize("state", ["waived", "dismissed"])
def test_other_evidence_asks_again(books: Books, state: str) -> None:
    books.decide(LATE, state, **WAIVER)
    books.run()
    assert books.state(LATE) == (state, "unchanged")
    books.amount = 98901
    books.run()
    assert books.state(LATE) == ("open", "updated")
    assert books.one(LATE)["life"]["history"][-1]["why"] == "new_evidence"


def test_a_confirmed_finding_stays_so_on_other_evidence_and_says_so(books: Books) -> None:
    books.decide(LATE, "confirmed")
    books.amount = 98901
    assert any("look at it again" in note for note in books.run().notes)
    assert books.state(LATE) == ("confirmed", "updated")
    books.decide(LATE, "confirmed")
    assert current(books.out, DAY)[0]["announced"] == []


def test_the_sheet_lets_nobody_decide_whose_role_is_another(books: Books) -> None:
    path = books.out / "auditcheck.toml"
    (books.folder / "auditcheck.toml").write_text(path.read_text("utf-8") + '\n[people]\n"单位丙" = "unit"\n', "utf-8")
    books.decisions = [(LATE, "HT-1", "不成立", "单位丙", "2024-06-05", "笔误")]
    assert any("may not decide" in note for note in books.run().notes)
    assert books.state(LATE)[0] == "open"


def test_decisions_of_the_books_are_taken_once_and_the_later_word_holds(books: Books) -> None:
    books.decisions = [(LATE, "HT-1", "已确认", "审计甲", "2024-06-05", "查看原件")]
    books.run()
    books.run()
    assert books.actions(LATE) == ["decide"]
    assert books.one(LATE)["decision"] == {
        "state": "confirmed", "person": "审计甲", "date": "2024-06-05", "reason": "查看原件", "ground": None,
        "source": {"file": "确认记录.xlsx", "sheet": "确认记录", "row": 2},
    }  # fmt: skip
    books.decide(LATE, "dismissed", ground="有佐证")
    books.run()
    assert books.state(LATE)[0] == "dismissed"
    books.decisions.append((LATE, "HT-1", "正在整改", "审计甲", "2024-06-20", "已制定措施"))
    books.run()
    assert books.state(LATE)[0] == "rectifying"
    assert books.actions(LATE) == ["decide"] * 4  # found to be so first, then put right


def test_a_repair_of_an_event_without_proof_in_the_books_is_announced_not_taken(books: Books) -> None:
    books.decisions = [
        (LATE, "HT-1", "已确认", "审计甲", "2024-06-05", "查看原件"),
        (LATE, "HT-1", "销号", "审计甲", "2024-06-20", "已整改"),
    ]
    assert any("确认记录.xlsx / 确认记录 / 3: not used" in note for note in books.run().notes)
    assert books.state(LATE)[0] == "confirmed"


def test_a_decision_whose_finding_is_gone_is_not_called_unmatched(books: Books) -> None:
    books.decisions = [(UNTAGGED, "ZC-1", "已确认", "审计甲", "2024-06-05", "实地查看")]
    books.run()
    books.tag = "√"
    assert books.run().unmatched == []
    assert books.state(UNTAGGED) == ("rectified", "absent")


def test_what_was_said_is_taken_back_by_saying_so(books: Books) -> None:
    books.decide(LATE, "confirmed")
    books.decide(LATE, "dismissed", who=OTHER)
    with pytest.raises(AuditcheckError, match="decided on again"):
        past.undo(books.out, AUDITOR, seq=1, today=DAY)
    past.undo(books.out, OTHER, today=DAY)
    assert books.state(LATE)[0] == "confirmed" and books.one(LATE)["decision"]["person"] == "审计甲"
    past.undo(books.out, OTHER, today=DAY)
    assert books.state(LATE)[0] == "open"
    assert books.actions(LATE) == ["decide", "decide", "undo", "undo"]
    with pytest.raises(AuditcheckError, match="nothing is there"):
        past.undo(books.out, OTHER, today=DAY)


def test_a_waiver_that_meets_nothing_any_more_is_announced(books: Books) -> None:
    books.decide(UNTAGGED, "waived", **WAIVER)
    books.tag = "√"
    assert any("meets no finding" in note for note in books.run().notes)
    assert books.state(UNTAGGED) == ("waived", "absent")


def test_another_severity_is_that_of_the_issue_too(books: Books) -> None:
    books.decide(LATE, "confirmed", severity="low")
    document = current(books.out, DAY)[0]
    (issue,) = [each for each in document["issues"] if books.one(LATE)["fingerprint"] in each["findings"]]
    assert issue["severity"] == books.one(LATE)["severity"] == "low"


def test_what_the_run_held_for_repaired_a_person_may_take_back(books: Books) -> None:
    books.decide(UNTAGGED, "confirmed")
    books.tag = "√"
    books.run()
    past.undo(books.out, AUDITOR, seq=books.one(UNTAGGED)["life"]["seq"], reason="标签贴错", today=DAY)
    books.run()
    assert books.state(UNTAGGED) == ("confirmed", "absent")


def levels(books: Books, *names: str, extra: str = "") -> None:
    path = books.out / "auditcheck.toml"
    path.write_text(path.read_text("utf-8") + f"\n[review]\nlevels = {json.dumps(names)}\n{extra}", encoding="utf-8")


def test_reviews_go_up_level_by_level_and_nobody_reviews_their_own(books: Books) -> None:
    no = books.one(LATE)["no"]
    third = Person("主任丁", "reviewer")
    with pytest.raises(AuditcheckError, match="no levels"):
        findings.review(books.out, [no], OTHER, today=DAY)
    levels(books, "项目经理", "部门经理")
    with pytest.raises(AuditcheckError, match="nothing is decided"):
        findings.review(books.out, [no], OTHER, today=DAY)
    books.decide(LATE, "confirmed", who=OTHER)
    with pytest.raises(AuditcheckError, match="decided this"):
        findings.review(books.out, [no], OTHER, today=DAY)
    with pytest.raises(AuditcheckError, match="comes before"):
        findings.review(books.out, [no], third, level="部门经理", today=DAY)
    with pytest.raises(AuditcheckError, match="may not review"):
        findings.review(books.out, [no], AUDITOR, today=DAY)
    findings.review(books.out, [no], third, today=DAY)
    assert books.one(LATE)["life"]["reviewed"] == "项目经理"
    with pytest.raises(AuditcheckError, match="another level"):
        findings.review(books.out, [no], third, today=DAY)
    findings.review(books.out, [no], Person("合伙人戊", "reviewer"), today=DAY)
    assert books.one(LATE)["life"]["reviewed"] == "部门经理"
    books.decide(LATE, "dismissed", who=OTHER)  # another decision has no review yet
    assert books.one(LATE)["life"]["reviewed"] is None
    findings.review(books.out, [no], third, agrees=False, opinion="理由不足", today=DAY)
    assert books.one(LATE)["life"]["reviewed"] is None
    assert books.one(LATE)["life"]["reviews"][0]["opinion"] == "理由不足"


def test_one_person_may_do_it_all_where_the_settings_say_so(books: Books) -> None:
    levels(books, "自查负责人", extra="same_person = true\n")
    books.decide(LATE, "confirmed", who=OTHER)
    findings.review(books.out, [books.one(LATE)["no"]], OTHER, today=DAY)
    assert books.one(LATE)["life"]["reviewed"] == "自查负责人"


def test_people_have_the_roles_that_the_settings_give(books: Books) -> None:
    path = books.out / "auditcheck.toml"
    path.write_text(
        path.read_text("utf-8") + '\n[people]\n"审计甲" = "auditor"\n"单位丙" = "unit"\n"访客" = "reader"\n', "utf-8"
    )
    assert findings.person(books.out, "审计甲") == AUDITOR
    for name, role in (("审计甲", "reviewer"), ("不明", None), ("", None)):
        with pytest.raises(AuditcheckError):
            findings.person(books.out, name, role)
    for who in (findings.person(books.out, "单位丙"), findings.person(books.out, "访客")):
        with pytest.raises(AuditcheckError, match="may not decide"):
            books.decide(LATE, "confirmed", who=who)
    no = books.one(LATE)["no"]
    findings.answer(books.out, [no], "有异议", UNIT, reason="验收单日期笔误", today=DAY)
    findings.adopt(books.out, [no], "不采纳", AUDITOR, reason="原件一致", today=DAY)
    life = books.one(LATE)["life"]
    assert (life["answer"]["opinion"], life["adopted"]["adopted"]) == ("有异议", "不采纳")
    assert books.state(LATE)[0] == "open"


def test_departments_money_and_notes_stand_with_the_finding(books: Books) -> None:
    no = books.one(LATE)["no"]
    findings.assign(books.out, [no], AUDITOR, department="采购处", responsible="某处长", today=DAY)
    findings.money(books.out, [no], "违规金额", "98900", AUDITOR, today=DAY)
    findings.comment(books.out, [no], "补看验收单", AUDITOR, today=DAY)
    found = books.one(LATE)
    assert found["department"] == "采购处" and found["life"]["money"] == {"kind": "违规金额", "amount": "98900.00"}
    assert found["life"]["comments"][0]["text"] == "补看验收单"
    with pytest.raises(AuditcheckError, match="amount"):
        findings.money(books.out, [no], "违规金额", "九万", AUDITOR, today=DAY)
    with pytest.raises(AuditcheckError, match="not internal"):
        findings.release(books.out, [no], "已核实", AUDITOR, DAY)


def test_what_is_meant_is_found_by_number_fingerprint_or_issue(books: Books) -> None:
    document = current(books.out, DAY)[0]
    late = books.one(LATE)
    for name in (late["no"], late["fingerprint"], late["fingerprint"][:12], late["issue"]):
        assert [each["no"] for each in named(document, [name])] == [late["no"]]
    with pytest.raises(AuditcheckError, match=late["no"]):
        named(document, [late["no"] + "0"])


def test_nothing_is_written_where_one_of_several_cannot_be(books: Books) -> None:
    books.decide(LATE, "confirmed")
    numbers = [books.one(UNTAGGED)["no"], books.one(LATE)["no"]]
    with pytest.raises(AuditcheckError, match=numbers[0]):
        findings.decide(books.out, numbers[::-1], "rectifying", {"reason": "措施"}, AUDITOR, DAY)
    assert books.state(LATE)[0] == "confirmed"


def test_two_runs_are_compared_and_the_first_is_never_lost(books: Books) -> None:
    books.signed, books.tag = "2023-04-18", "√"
    books.run()
    told = past.compare(books.out, "-2", "-1")
    checks = {name: sorted(each["check"] for each in told[name]) for name in ("new", "updated", "unchanged", "absent")}
    assert checks == {"new": ["EVI-009"], "updated": [], "unchanged": [], "absent": [UNTAGGED, LATE]}
    books.signed, books.tag = "2023-04-28", "未见"
    books.run()
    assert [each["check"] for each in past.compare(books.out, "-1", "-3")["unchanged"]] == [LATE, UNTAGGED]
    assert books.state(LATE) == ("open", "unchanged")
    with pytest.raises(AuditcheckError, match="-3"):
        past.compare(books.out, "-9", "-1")


def test_a_finding_from_elsewhere_has_the_same_life_and_outlives_runs(books: Books) -> None:
    given = {"title": "现场发现库存现金超限额", "scope": {"unit": "某局"}, "amount": "50000.00", "severity": "high"}
    added = findings.add_finding(books.out, given, AUDITOR, DAY)
    assert findings.add_finding(books.out, given, AUDITOR, DAY)["no"] == added["no"]
    findings.decide(books.out, [added["no"]], "confirmed", {"reason": "现场盘点"}, AUDITOR, DAY)
    books.run()
    (found,) = [each for each in current(books.out, DAY)[0]["findings"] if each["source"] == "person"]
    assert (found["state"], found["no"]) == ("confirmed", added["no"])
    assert [each["action"] for each in found["life"]["history"]] == ["finding", "decide"]
