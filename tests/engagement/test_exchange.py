"""Workbooks of findings there and back: what comes back is what people changed, and nothing else."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from auditcheck.engagement.exchange_job import ExchangeJob
from auditcheck.engagement.findings import current
from auditcheck.engagement.store import Store
from auditcheck.errors import AuditcheckError
from auditcheck.report.exchange_values import text
from tests.engagement.exchanging import (
    DAY,
    LIST,
    RECORD,
    REGISTER,
    UNIT,
    Hands,
    cells,
    engagement,
    exported,
    finding,
    log_of,
    rearranged,
    states,
    take,
)


@pytest.fixture
def job(tmp_path: Path) -> Path:
    return engagement(tmp_path / "job", *(finding(number) for number in range(1, 7)))


def test_an_untouched_workbook_changes_nothing(job: Path, tmp_path: Path) -> None:
    result = take(job, exported(job, tmp_path / "a.xlsx"))
    assert (result.entries, result.left, result.notes) == ([], 0, [])
    assert log_of(job) == []


def test_decisions_become_entries_of_the_people_named(job: Path, tmp_path: Path) -> None:
    hands = Hands(exported(job, tmp_path / "a.xlsx"), LIST)
    hands.write("合同-001", state="问题（已确认）", decided_by="甲", reason="核对原件")
    hands.write("合同-002", state="待说明", wanted="合同原件", provider="乙", due=datetime(2024, 7, 15), filled_by="甲")
    hands.write("合同-003", state="不成立", ground="有佐证", reason="补充协议在先", decided_by="甲")
    waiver = {"owner": "乙", "approver": "丙", "document_no": "局发〔2024〕5号", "until": "2025年1月31日"}
    hands.write("合同-004", state="不作问题反映", reason="金额小", decided_by="甲", **waiver)
    hands.write("合同-005", severity="一般", money_illegal="1.2万元", filled_by="甲")
    hands.write(
        "合同-006", answer="有异议", answer_reason="另有约定", answered_by="丁", department="财务处", filled_by="甲"
    )
    result = take(job, hands.save(tmp_path / "b.xlsx"))
    assert (result.problems, result.conflicts) == ([], [])
    assert states(job) | {"合同-005": "", "合同-006": ""} == {
        "合同-001": "confirmed",
        "合同-002": "pending",
        "合同-003": "dismissed",
        "合同-004": "waived",
        "合同-005": "",
        "合同-006": "",
    }
    by_no = {one["no"]: one for one in current(job, DAY)[0]["findings"]}
    assert by_no["合同-002"]["life"]["pending"] == {"what": "合同原件", "provider": "乙", "due": "2024-07-15"}
    assert by_no["合同-004"]["life"]["waiver"]["until"] == "2025-01-31"
    assert by_no["合同-005"]["severity"] == "low"
    assert by_no["合同-005"]["life"]["money"] == {"kind": "违规金额", "amount": "12000.00"}
    assert by_no["合同-006"]["life"]["answer"]["person"] == "丁"
    assert by_no["合同-006"]["life"]["department"] == "财务处"
    roles = {(actor, role, action) for actor, role, action, _detail in log_of(job)}
    assert ("丁", "unit", "answer") in roles
    assert ("甲", "auditor", "decide") in roles


def test_the_same_file_twice_changes_nothing(job: Path, tmp_path: Path) -> None:
    hands = Hands(exported(job, tmp_path / "a.xlsx"), LIST)
    hands.write("合同-001", state="不成立", ground="不属于", reason="x", comment="再看一次", filled_by="甲")
    filled = hands.save(tmp_path / "b.xlsx")
    assert len(take(job, filled).entries) == 2
    before = log_of(job)
    assert take(job, filled).entries == []
    # Saved again it is another file, with the same content.
    hands.page.column_dimensions["A"].width = 33
    again = take(job, hands.save(tmp_path / "c.xlsx"))
    assert (again.entries, again.left) == ([], 0)
    assert log_of(job) == before


def test_a_look_writes_nothing(job: Path, tmp_path: Path) -> None:
    hands = Hands(exported(job, tmp_path / "a.xlsx"), LIST).write("合同-001", department="财务处", filled_by="甲")
    filled = hands.save(tmp_path / "b.xlsx")
    shown = take(job, filled, dry_run=True)
    assert cells(shown.changes) == {("合同-001", "责任部门"): "财务处"}
    assert log_of(job) == []
    assert cells(take(job, filled).changes) == cells(shown.changes)


def test_two_people_on_different_rows_and_columns_merge(job: Path, tmp_path: Path) -> None:
    first = exported(job, tmp_path / "a.xlsx")
    one = Hands(first, LIST).write("合同-001", state="已确认", reason="r", decided_by="甲")
    two = Hands(first, LIST).write("合同-001", department="财务处", filled_by="乙")
    two.write("合同-002", state="已确认", reason="r", decided_by="乙")
    result = take(job, one.save(tmp_path / "one.xlsx"), two.save(tmp_path / "two.xlsx"))
    assert result.left == 0
    assert states(job)["合同-001"] == states(job)["合同-002"] == "confirmed"
    assert current(job, DAY)[0]["findings"][0]["life"]["department"] == "财务处"


def test_one_cell_in_two_files_is_a_conflict_and_neither_is_lost(job: Path, tmp_path: Path) -> None:
    first = exported(job, tmp_path / "a.xlsx")
    one = Hands(first, LIST).write("合同-001", state="已确认", reason="核对原件", decided_by="甲")
    two = Hands(first, LIST).write("合同-001", state="不成立", reason="已补签", decided_by="乙")
    two.write("合同-002", department="财务处", filled_by="乙")
    result = take(job, one.save(tmp_path / "one.xlsx"), two.save(tmp_path / "two.xlsx"))
    assert states(job)["合同-001"] == "open"
    assert cells(result.changes) == {("合同-002", "责任部门"): "财务处"}
    book = load_workbook(job / "冲突清单.xlsx")
    texts = {str(cell.value) for row in book.active.iter_rows() for cell in row}
    assert {"合同-001", "问题（已确认）", "不成立", "核对原件", "已补签", "甲", "乙"} <= texts


def test_what_was_changed_here_since_is_not_overwritten(job: Path, tmp_path: Path) -> None:
    first = exported(job, tmp_path / "a.xlsx")
    mine = Hands(first, LIST).write("合同-001", state="已确认", reason="核对原件", decided_by="甲")
    take(job, mine.save(tmp_path / "mine.xlsx"))
    late = Hands(first, LIST).write("合同-001", state="不成立", reason="已补签", decided_by="乙", comment="请再看")
    late.write("合同-001", filled_by="乙")
    result = take(job, late.save(tmp_path / "late.xlsx"))
    assert states(job)["合同-001"] == "confirmed"
    assert {(one.column, one.here, one.there) for one in result.conflicts} >= {
        ("核实状态", "问题（已确认）", "不成立"),
        ("认定理由", "核对原件", "已补签"),
    }
    assert {one.here_by for one in result.conflicts} == {"甲"}
    # What is beside it and touches nothing of the other's is taken.
    assert cells(result.changes) == {("合同-001", "批注"): "请再看"}
    # Who exports again sees the decision, and may change it.
    new = Hands(exported(job, tmp_path / "new.xlsx"), LIST).write(
        "合同-001", state="不成立", reason="已补签", decided_by="乙"
    )
    assert take(job, new.save(tmp_path / "new2.xlsx")).left == 0
    assert states(job)["合同-001"] == "dismissed"


def test_two_comments_on_one_finding_are_both_kept(job: Path, tmp_path: Path) -> None:
    first = exported(job, tmp_path / "a.xlsx")
    files = tmp_path / "back"
    files.mkdir()
    for person in "甲乙":
        Hands(first, LIST).write("合同-001", comment=f"{person}说", filled_by=person).save(files / f"{person}.xlsx")
    (files / "~$甲.xlsx").write_bytes(b"Excel has it open")
    result = take(job, files)
    assert (len(result.entries), result.left) == (2, 0)
    assert {one["text"] for one in current(job, DAY)[0]["findings"][0]["life"]["comments"]} == {"甲说", "乙说"}


def test_a_workbook_of_another_engagement_is_told_as_such(job: Path, tmp_path: Path) -> None:
    other = engagement(tmp_path / "other", finding(11), finding(12))
    result = take(job, exported(other, tmp_path / "a.xlsx"))
    assert [UNIT in problem and "-o" in problem for problem in result.problems] == [True]


def test_roles_are_those_of_the_settings(job: Path, tmp_path: Path) -> None:
    (job / "auditcheck.toml").write_text('[people]\n"甲" = "auditor"\n"丙" = "reader"\n', "utf-8")
    hands = Hands(exported(job, tmp_path / "a.xlsx"), LIST)
    hands.write("合同-001", state="已确认", reason="r", decided_by="甲", answer="无异议", answered_by="丁")
    hands.write("合同-002", state="已确认", reason="r", decided_by="丙")
    hands.write("合同-003", state="已确认", reason="r", decided_by="生人")
    result = take(job, hands.save(tmp_path / "b.xlsx"))
    assert [(actor, role) for actor, role, _action, _detail in log_of(job)[:2]] == [("丁", "unit"), ("甲", "auditor")]
    assert ["reader" in result.problems[0], "not among [people]" in result.problems[1]] == [True, True]


def test_a_self_check_grades_its_deficiencies(tmp_path: Path) -> None:
    out = engagement(tmp_path / "job", finding(1), kind="selfcheck")
    hands = Hands(exported(out, tmp_path / "a.xlsx"), LIST)
    hands.write("合同-001", state="缺陷（已确认）", defect="运行/重要", decided_by="甲", reason="r")
    assert take(out, hands.save(tmp_path / "b.xlsx")).left == 0
    assert current(out, DAY)[0]["findings"][0]["life"]["defect"] == "运行/重要"


def test_a_masked_number_keeps_its_digits_in_the_log(job: Path, tmp_path: Path) -> None:
    hands = Hands(exported(job, tmp_path / "a.xlsx"), LIST)
    hands.write("合同-001", state="已确认", reason="经办人电话13812345678", decided_by="甲")
    take(job, hands.save(tmp_path / "b.xlsx"))
    again = Hands(exported(job, tmp_path / "c.xlsx"), LIST)
    assert again.page.cell(again.row("合同-001"), again.columns["reason"]).value == "经办人电话138****5678"
    again.write("合同-001", state="不成立", ground="有佐证")
    result = take(job, again.save(tmp_path / "d.xlsx"))
    assert {one.column for one in result.changes} == {"核实状态", "不成立的原因"}
    assert log_of(job)[-2][3]["reason"] == "经办人电话13812345678"


def test_nothing_is_written_where_one_entry_fails(job: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = Hands(exported(job, tmp_path / "a.xlsx"), LIST)
    for number in range(1, 5):
        hands.write(f"合同-00{number}", state="已确认", reason="r", decided_by="甲")
    filled = hands.save(tmp_path / "b.xlsx")
    append, calls = Store.append, []

    def failing(self: Store, *args: Any, **named: Any) -> Any:
        calls.append(args)
        if len(calls) == 3:
            raise OSError("the disk is full")
        return append(self, *args, **named)

    monkeypatch.setattr(Store, "append", failing)
    with pytest.raises(OSError, match="disk"):
        take(job, filled)
    monkeypatch.undo()
    assert log_of(job) == []
    assert len(take(job, filled).entries) == 4


def test_both_stores_take_an_import_or_nothing_of_it(
    settings: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "job"
    folder.mkdir()
    (folder / "auditcheck.toml").write_text(f'[engagement]\nkind = "audit"\n{settings}', "utf-8")
    out = engagement(folder, finding(1), finding(2))
    hands = Hands(exported(out, tmp_path / "a.xlsx"), LIST)
    hands.write("合同-001", state="已确认", reason="r", decided_by="甲")
    hands.write("合同-002", department="财务处", filled_by="甲")
    filled = hands.save(tmp_path / "b.xlsx")
    append = Store.append

    def failing(self: Store, actor: str, role: str, action: str, *rest: Any, **named: Any) -> Any:
        if action == "import":
            raise OSError("the disk is full")
        return append(self, actor, role, action, *rest, **named)

    monkeypatch.setattr(Store, "append", failing)
    with pytest.raises(OSError, match="disk"):
        take(out, filled)
    monkeypatch.undo()
    assert log_of(out) == []
    assert take(out, filled).left == 0
    assert [action for _actor, _role, action, _detail in log_of(out)] == ["decide", "assign", "import"]
    assert states(out)["合同-001"] == "confirmed"


def test_the_unit_changes_only_its_reply_columns(tmp_path: Path) -> None:
    lead = finding(3, visibility="internal", state="confirmed")
    mine = [finding(1, state="confirmed"), finding(2), lead, finding(4, state="confirmed")]
    for one in mine[:3]:
        one["department"] = "财务处"
    mine[3]["department"] = "办公室"
    out = engagement(tmp_path / "job", *mine)
    files, told = ExchangeJob.of(out, DAY).by_department(tmp_path / "out", (), signals=False)
    assert [path.name for path in files] == ["办公室.xlsx", "财务处.xlsx"]
    assert told == []
    hands = Hands(files[1], LIST)
    numbers = {hands.page.cell(row, 1).value for row in range(hands.header + 1, hands.page.max_row + 1)}
    assert numbers == {"合同-001"}  # no signal, no lead, no other department
    assert not {"decided_by", "reason", "adopted", "points"} & set(hands.columns)
    assert all(not sheet.protection.sheet for sheet in hands.book.worksheets)
    hands.write("合同-001", answer="无异议", answered_by="丁", state="不成立", department="别处")
    result = take(out, hands.save(tmp_path / "back.xlsx"))
    assert cells(result.changes) == {("合同-001", "单位反馈"): "无异议", ("合同-001", "反馈人"): "丁"}
    assert states(out)["合同-001"] == "confirmed"
    files, _told = ExchangeJob.of(out, DAY).by_department(tmp_path / "all", (), signals=True)
    signals = Hands(files[1], LIST)
    assert "未经核实" in "".join(str(cell.value) for row in signals.page.iter_rows(max_row=4) for cell in row)
    assert signals.page.cell(signals.header + 2, 1).value == "合同-002"


def test_what_was_filled_in_and_not_read_back_is_not_overwritten(tmp_path: Path) -> None:
    out = engagement(
        tmp_path / "job",
        finding(1, state="confirmed", department="一处/二处"),
        finding(2, state="confirmed", department="一处_二处"),
    )
    path = exported(out, tmp_path / "a.xlsx")
    exported(out, path)  # nobody wrote into it
    Hands(path, LIST).write("合同-001", comment="再看", filled_by="甲").save(path)
    with pytest.raises(AuditcheckError, match="not read back"):
        exported(out, path)
    assert take(out, path).left == 0
    exported(out, path)
    files, _told = ExchangeJob.of(out, DAY).by_department(tmp_path / "out", (), signals=False)
    assert [file.name for file in files] == ["一处_二处.xlsx", "一处_二处_.xlsx"]
    Hands(files[1], LIST).write("合同-002", answer="无异议", answered_by="丁").save(files[1])
    with pytest.raises(AuditcheckError, match="not read back"):
        ExchangeJob.of(out, DAY).by_department(tmp_path / "out", (), signals=False)


def test_rectification_is_told_by_the_unit_and_accepted_by_a_person(tmp_path: Path) -> None:
    out = engagement(
        tmp_path / "job", *(finding(number, state="confirmed", department="财务处") for number in (1, 2, 3))
    )
    files, _told = ExchangeJob.of(out, DAY).by_department(tmp_path / "out", (), signals=False)
    unit = Hands(files[0], REGISTER)
    unit.write(
        "合同-001", measure="补签", rectifying="立行立改", rectify_due="2024-08-01", progress="已补签", filled_by="丁"
    )
    assert take(out, unit.save(tmp_path / "unit.xlsx")).left == 0
    assert states(out)["合同-001"] == "confirmed"  # the unit says, the auditor decides
    mine = Hands(exported(out, tmp_path / "a.xlsx"), REGISTER)
    assert mine.page.cell(mine.row("合同-001"), mine.columns["measure"]).value == "补签"
    done = {"recovered": 98900, "recovered_as": "上缴财政", "proof": "缴款书", "accepted_by": "甲"}
    mine.write("合同-001", rectified="已完成整改", **done)
    mine.write("合同-002", rectified="长期整改", measure="修订制度", filled_by="甲")
    mine.write("合同-003", rectified="已完成整改", accepted_by="甲")  # an event without proof
    result = take(out, mine.save(tmp_path / "b.xlsx"))
    assert states(out) == {"合同-001": "rectified", "合同-002": "rectifying", "合同-003": "confirmed"}
    assert "proof" in result.problems[0]
    again = Hands(exported(out, tmp_path / "c.xlsx"), REGISTER)
    shown = {code: again.page.cell(again.row("合同-001"), at).value for code, at in again.columns.items()}
    assert (shown["rectified"], shown["recovered"], shown["accepted_by"]) == ("已完成整改", 98900, "甲")


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    out = engagement(tmp_path / "job", finding(1, message='=HYPERLINK("x")', title="@SUM(1)", remediation="＝1+1"))
    hands = Hands(exported(out, tmp_path / "a.xlsx"), LIST)
    hands.write("合同-001", state="已确认", decided_by="甲", reason="=1+1", comment="-2+3")
    take(out, hands.save(tmp_path / "b.xlsx"))
    book = load_workbook(exported(out, tmp_path / "c.xlsx"))
    assert not [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=12)
_FIELDS = {"department": LIST, "qualification": LIST, "pages": RECORD, "auditors": RECORD, "answer_reason": LIST}


@given(
    edits=st.dictionaries(st.tuples(st.integers(1, 6), st.sampled_from(sorted(_FIELDS))), _TEXT, max_size=8),
    deleted=st.sets(st.integers(1, 6), max_size=3),
    seed=st.integers(0, 2**16),
    moved=st.booleans(),
    renamed=st.booleans(),
    added=st.booleans(),
)
def test_what_comes_back_is_exactly_what_was_edited(
    tmp_path_factory: pytest.TempPathFactory,
    edits: dict[tuple[int, str], str],
    deleted: set[int],
    seed: int,
    moved: bool,
    renamed: bool,
    added: bool,
) -> None:
    """Rows sorted and deleted, columns moved, renamed and added, saved by another program."""
    folder = tmp_path_factory.mktemp("x")
    out = engagement(folder / "job", *(finding(number) for number in range(1, 7)))
    path = exported(out, folder / "a.xlsx")
    shuffle = random.Random(seed)

    def disorder(name: str, rows: list[list[Any]]) -> list[list[Any]]:
        if name not in (LIST, RECORD):
            return rows
        header = 1 + next(n for n, row in enumerate(rows) if "ac:no" in row)
        at = {str(code).removeprefix("ac:"): place for place, code in enumerate(rows[header - 1])}
        header += 1
        for (number, code), value in edits.items():
            if _FIELDS[code] == name:
                row = next(row for row in rows if row[0] == f"合同-{number:03d}")
                row[at[code]], row[at["filled_by"]] = value, "甲"
                if code == "answer_reason":
                    row[at["answer"]], row[at["answered_by"]] = "有异议", "丁"
        head, body = rows[:header], rows[header:]
        body = [row for row in body if int(str(row[0])[-3:]) not in deleted]
        shuffle.shuffle(body)
        order = list(range(len(head[0])))
        if moved:
            shuffle.shuffle(order)
        rows = [[row[at] for at in order] for row in [*head, *body]]
        if renamed:
            rows[header - 1] = [f"{title}（必填）" if title else title for title in rows[header - 1]]
        if added:
            rows = [[*row, None if n < header - 1 else "我的备注"] for n, row in enumerate(rows)]
        return rows

    result = take(out, rearranged(path, folder / "b.xlsx", disorder), dry_run=True)
    titles = {
        "department": "责任部门",
        "qualification": "定性（规范名称）",
        "auditors": "审计人员",
        "answer_reason": "反馈理由",
    }
    wanted = {
        (f"合同-{number:03d}", code): text(value)
        for (number, code), value in edits.items()
        if number not in deleted and text(value)
    }
    codes = {title: code for code, title in titles.items()} | {"附件清单及页数": "pages", "证据名称及附件页码": "pages"}
    found = {(no, codes[column]): new for (no, column), new in cells(result.changes).items() if column in codes}
    refused = {(f"合同-{n:03d}", c) for (n, c), value in edits.items() if c == "answer_reason" and not text(value)}
    assert found == wanted
    assert len(result.problems) == len({no for no, _code in refused if int(no[-3:]) not in deleted})
    assert not result.conflicts
