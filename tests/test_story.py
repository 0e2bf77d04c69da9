"""A job from its first run to its papers, through the command line, as people would: each step's states and score."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from auditcheck.engagement.stores import open_store
from auditcheck.findings.log import verify
from tests.books import SEED, copy_books, edit, workbook

LATE, UNTAGGED = ("CON-002", "HT-2023-031"), ("AST-001", "TY2023000033")  # an event; a state that can be put right
SEAL, OTHER_SEAL = ("CON-004", "HT-2023-052"), ("CON-004", "HT-2023-078")
UNFINISHED = ("AST-011", "1613")


class Job:
    """The fixture's books without its 确认记录: nobody has decided anything yet."""

    def __init__(self, folder: Path) -> None:
        self.books, self.out, self.sheets = copy_books(SEED, folder / "books"), folder / "out", folder / "表格"
        workbook(self.books, "确认记录").unlink()

    def call(self, *arguments: object, today: str, code: int | None = 0) -> str:
        given = [*map(str, arguments), "-o", str(self.out), "--today", today, "-q"]
        result = CliRunner().invoke(cli, given, catch_exceptions=False)
        assert code is None or result.exit_code == code, result.output
        return result.output

    def run(self, today: str) -> None:
        self.call("run", self.books, "--format", "json", today=today, code=1)

    def findings(self, *arguments: object, today: str, code: int = 0) -> str:
        return self.call("findings", *arguments, today=today, code=code)

    def listed(self, today: str) -> dict[tuple[str, str], dict[str, Any]]:
        """The findings by check and what they are about."""
        output = self.findings("list", "--format", "json", today=today)
        listed = json.JSONDecoder().raw_decode(output[output.index("[") :])[0]
        return {name_of(each): each for each in listed}

    def no(self, name: tuple[str, str]) -> str:
        document = json.loads((self.out / "findings.json").read_text("utf-8"))
        return str(next(each["no"] for each in document["findings"] if name_of(each) == name))

    def states(self, today: str) -> dict[tuple[str, str], str]:
        """What is no longer an open signal."""
        return {name: each["state"] for name, each in self.listed(today).items() if each["state"] != "open"}

    def score(self, today: str) -> tuple[str, str]:
        """(total, total if all signals held); the file beside says the same."""
        output = self.call("score", "--format", "json", today=today)
        told = json.loads(output[output.index("{") :])
        written = json.loads((self.out / "score.json").read_text("utf-8"))
        assert written["total"] == told["total"]
        return told["total"], told["simulated"]["total"]


def name_of(finding: Mapping[str, Any]) -> tuple[str, str]:
    return finding["check"], next((value for value in finding["key"].values() if value), "")


def fill(path: Path, sheet: str, by_number: Mapping[str, Mapping[str, Any]]) -> None:
    """Write into an exported sheet as a person does: find the row by its number, the column by its header."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    rows = list(page.iter_rows(max_row=12))
    header = next(row for row in rows if any(str(cell.value).endswith("编号") for cell in row))
    columns = {str(cell.value): cell.column for cell in header if cell.value}
    wrote = set()
    for row in page.iter_rows(min_row=header[0].row + 1):
        for no, values in by_number.items():
            if any(cell.value == no for cell in row[:4]):
                wrote.add(no)
                for title, value in values.items():
                    page.cell(row[0].row, columns[title]).value = value
    assert wrote == set(by_number)
    book.save(path)


def test_from_the_first_signal_to_the_signed_papers(tmp_path: Path) -> None:
    job = Job(tmp_path)
    # The run: signals, of which none deducts.
    day = "2024-07-01"
    job.run(day)
    assert job.states(day) == {}
    assert job.score(day) == ("94.74", "92.24")
    # Two are confirmed, one waits for papers, one is waived for 90 days.
    say = ("--person", "审计甲")
    for name in (LATE, UNTAGGED):
        job.findings("set", job.no(name), "confirmed", *say, "--reason", "查看原件", today=day)
    asked = ("--what", "用印审批单", "--provider", "办公室", "--due", "2024-07-20")
    job.findings("set", job.no(SEAL), "待补资料", *say, *asked, today=day)
    waiver = (
        "--owner",
        "基建处处长",
        "--approver",
        "分管局领导",
        "--document",
        "会纪〔2024〕3号",
        "--until",
        "2024-09-29",
    )
    job.findings("set", job.no(UNFINISHED), "waived", *say, "--reason", "竣工决算正在审计", *waiver, today=day)
    decided = {LATE: "confirmed", UNTAGGED: "confirmed", SEAL: "pending", UNFINISHED: "waived"}
    assert job.states(day) == decided
    assert job.score(day) == ("93.24", "92.74")
    # One file a department, and the list for the auditors; both are filled in and come back.
    job.findings("assign", job.no(LATE), *say, "--department", "执法稽查局", today=day)
    job.findings("assign", job.no(UNTAGGED), *say, "--department", "办公室", today=day)
    job.findings("export", job.sheets / "全部.xlsx", "--by-department", job.sheets, today=day)
    files = sorted(path.name for path in job.sheets.iterdir())
    assert files == ["全部.xlsx", "办公室.xlsx", "执法稽查局.xlsx"]
    assert job.no(OTHER_SEAL) not in json.dumps(rows(job.sheets / "办公室.xlsx"), ensure_ascii=False)
    objection = {"单位反馈": "有异议", "反馈理由": "验收单日期系笔误", "反馈人": "单位丙"}
    fill(job.sheets / "执法稽查局.xlsx", "问题清单", {job.no(LATE): objection})
    fill(job.sheets / "办公室.xlsx", "问题清单", {job.no(UNTAGGED): {"单位反馈": "无异议", "反馈人": "单位丁"}})
    verdict = {"核实状态": "问题（已确认）", "认定人": "审计乙", "认定理由": "照录印文为办公室章"}
    fill(job.sheets / "全部.xlsx", "问题清单", {job.no(OTHER_SEAL): verdict})
    filled = sorted(job.sheets.iterdir())
    day = "2024-07-10"
    job.findings("import", *filled, "--dry-run", today=day)
    assert job.states(day) == decided
    job.findings("import", *filled, today=day)
    decided |= {OTHER_SEAL: "confirmed"}
    assert job.states(day) == decided
    assert job.score(day) == ("93.24", "92.74")
    # What the unit said is weighed.
    job.findings("adopt", job.no(LATE), *say, "--adopted", "不采纳", "--reason", "原件日期一致", today=day)
    life = job.listed(day)[LATE]["life"]
    assert (life["answer"]["person"], life["answer"]["opinion"]) == ("单位丙", "有异议")
    assert life["adopted"]["adopted"] == "不采纳"
    assert job.listed(day)[UNTAGGED]["life"]["answer"]["opinion"] == "无异议"
    # Later books: one asset has its tag, and the date of one contract is another one.
    edit(workbook(job.books, "资产抽盘表"), {"资产编号": UNTAGGED[1]}, {"标签": "√", "说明": "已补贴标签"})
    edit(workbook(job.books, "合同台账"), {"合同编号": LATE[1]}, {"签订时间": "2023-04-18"})
    day = "2024-08-15"
    job.run(day)
    decided |= {UNTAGGED: "rectified"}
    assert job.states(day) == decided
    listed = job.listed(day)
    assert (listed[UNTAGGED]["baseline"], listed[UNTAGGED]["life"]["rectification"]["by"]) == ("absent", "run")
    changed = listed[("EVI-009", LATE[1])]
    assert (changed["state"], changed["baseline"]) == ("open", "new")
    assert "2023年4月28日" in changed["message"] and "2023年4月18日" in changed["message"]
    assert listed[LATE]["state"] == "confirmed"  # another date in the ledger repairs nothing
    assert "overdue" in job.findings("list", today=day)
    told = job.findings("diff", "--format", "json", today=day)
    diff = json.loads(told[told.index("{") :])
    assert [each["no"] for each in diff["absent"]] == [job.no(UNTAGGED)]
    assert ("EVI-009", LATE[1]) in {(each["check"], each["key"].get("document_no")) for each in diff["new"]}
    assert job.score(day) == ("93.74", "92.74")
    # An event is put right by a person, with proof; it stays in the score of its year.
    day = "2024-09-01"
    refused = job.findings("set", job.no(LATE), "rectified", *say, "--reason", "已整改", today=day, code=2)
    assert "proof" in refused
    proof = ("--reason", "已追责并完善制度", "--proof", "处理决定〔2024〕8号", "--amount", "0", "--amount-kind", "其他")
    job.findings("set", job.no(LATE), "rectified", *say, *proof, today=day)
    decided |= {LATE: "rectified"}
    assert job.states(day) == decided
    assert job.score(day) == ("93.74", "92.74")
    # The waiver ends.
    assert job.states("2024-09-29") == decided
    day = "2024-09-30"
    del decided[UNFINISHED]
    assert job.states(day) == decided
    assert "ended on 2024-09-29" in job.findings("list", today=day)
    assert job.score(day) == ("93.74", "92.24")
    # The papers hold what was confirmed, with what became of it, and nothing else.
    job.call("report", today=day)
    confirmed = {job.no(name) for name in (LATE, UNTAGGED, OTHER_SEAL)}
    open_numbers = {each["no"] for each in job.listed(day).values()} - confirmed
    assert {path.stem.removeprefix("QZ-") for path in (job.out / "取证单").iterdir()} == confirmed
    for paper in ("问题清单", "整改台账"):
        written = {cell for row in rows(job.out / f"{paper}.xlsx") for cell in row}
        assert confirmed <= written and not open_numbers & written, paper
    assert "未复核" in json.dumps(rows(job.out / "工作底稿.xlsx"), ensure_ascii=False)
    assert job.no(LATE) in (job.out / "report.html").read_text("utf-8")
    with closing(open_store(job.out)) as store:
        entries = store.entries()
    assert verify(entries) is None
    who = Counter((entry.actor, entry.action) for entry in entries)
    assert who == {
        ("审计甲", "decide"): 5,
        ("审计乙", "decide"): 1,
        ("审计甲", "assign"): 2,
        ("单位丙", "answer"): 1,
        ("单位丁", "answer"): 1,
        ("auditcheck", "import"): 3,
        ("审计甲", "adopt"): 1,
        ("auditcheck", "clear"): 1,
    }


def rows(path: Path) -> list[list[Any]]:
    book = openpyxl.load_workbook(path)
    return [[str(cell) for cell in row] for sheet in book for row in sheet.iter_rows(values_only=True)]
