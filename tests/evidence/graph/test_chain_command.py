"""``auditcheck chain`` as its users type it: on the seed's books, on made years, on books with odd references."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from auditcheck.engagement.service import Request, look_into
from auditcheck.evidence.documents.numbers import named_in
from auditcheck.evidence.graph import chain_of
from auditcheck.evidence.graph import named as of_names
from auditcheck.evidence.workspace import build_workspace
from auditcheck.ledgers.inline import books_from_rows
from auditcheck.report.chain_html import html
from auditcheck.report.chain_svg import svg
from tests.books import SEED
from tests.corpus import make_year, spoil
from tests.corpus.workbooks import write_workbooks

pytestmark = pytest.mark.xdist_group("chain")  # the books of the seed are read once for all of them


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["chain", *(str(argument) for argument in arguments), "-q"])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def chain(number: str, *paths: Path, options: tuple[str, ...] = ("--no-findings",)) -> dict[str, Any]:
    code, out, err = run(number, *paths, "--format", "json", *options)
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def of_kind(document: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [node for node in document["nodes"] if node["kind"] == kind]


def fact(node: dict[str, Any], column: str) -> dict[str, Any]:
    return next(each for each in node["facts"] if each["column"] == column)


def chains(folder: Path, numbers: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The chains of several numbers; the books are read once."""
    found: dict[str, dict[str, Any]] = {}
    look_into(Request((folder,)), None, lambda books: found.update({each: chain_of(books, each) for each in numbers}))
    return found


FORMS = ("记-05-0066", "5月记66号", "2023-05-记-0066", "记－05－66", "凭证:记-5-66")
DOCUMENTS = {
    "ht2023-31": "contract",
    "23650000000000023757": "invoice",
    "ZF2023-00227": "payment",
    "TY2023000155": "asset",
}


@pytest.fixture(scope="module")
def of_seed() -> dict[str, dict[str, Any]]:
    return chains(SEED, (*FORMS, *DOCUMENTS, "记-08-0106"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbooks(make_year(seed=5, cases=40), tmp_path_factory.mktemp("made"))


def books(folder: Path, **ledgers: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in ledgers.items():
        (folder / f"{name}.csv").write_text(text.strip() + "\n", encoding="utf-8")
    return folder


VOUCHERS = "核算单位,会计年度,日期,凭证号,摘要,科目编码,科目名称,借方金额,贷方金额,冲销原凭证号\n"


def voucher(number: str, day: str, amount: str, reversed_number: str = "", unit: str = "某局") -> str:
    return (
        f"{unit},{day[:4]},{day},{number},办公费,5001,业务活动费用,{amount},,{reversed_number}\n"
        f"{unit},{day[:4]},{day},{number},办公费,1011,零余额账户用款额度,,{amount},{reversed_number}\n"
    )


def test_the_contract_signed_after_acceptance_is_said_on_the_contract_with_the_cells_of_the_paper() -> None:
    document = chain("记-05-0066", SEED)
    (contract,) = of_kind(document, "contract")
    assert [each["text"] for each in contract["problems"]] == ["合同签订（2023-04-28）晚于验收（2023-04-20）8天"]
    signed = fact(contract, "sign_date")
    assert (signed["origin"], signed["cell"]["file"], signed["cell"]["cell"]) == ("paper", "抽凭检查表.xlsx", "N7")
    days = [node["date"] for node in document["nodes"] if node["date"]]
    assert days == sorted(days)


def test_the_office_seal_stands_on_the_contract_as_read_off_paper(of_seed: dict[str, dict[str, Any]]) -> None:
    (contract,) = of_kind(of_seed["记-08-0106"], "contract")
    seal = fact(contract, "seal_name")
    assert (seal["value"], seal["origin"]) == ("局办公室", "paper")
    assert "局办公室" in run("记-10-0037", SEED, "--no-findings")[1]


@pytest.mark.slow
def test_findings_stand_on_the_documents_that_they_mean() -> None:
    document = chain("记-10-0037", SEED, options=())
    found = {node["kind"]: {each["check"] for each in node["findings"]} for node in document["nodes"]}
    assert {"CON-001", "CON-004"} <= found["contract"]
    assert "CON-004" not in found["payment"] | found["voucher"]


@pytest.mark.parametrize("form", FORMS)
def test_a_voucher_is_found_however_it_is_written(of_seed: dict[str, dict[str, Any]], form: str) -> None:
    assert of_seed[form]["start"] == ["voucher:2023-05-记-0066"]


@pytest.mark.parametrize("number", DOCUMENTS)
def test_every_document_of_a_business_leads_to_the_same_contract(
    of_seed: dict[str, dict[str, Any]], number: str
) -> None:
    document = of_seed[number]
    assert document["start"][0].startswith(DOCUMENTS[number])
    assert [node["number"] for node in of_kind(document, "contract")] == ["HT-2023-031"]
    assert of_kind(document, "voucher")[0]["number"] == "记-05-0066"


def test_a_number_that_nobody_knows_names_the_nearest_and_ends_with_2() -> None:
    code, out, err = run("HT-2023-931", SEED)
    assert (code, out) == (2, "")
    assert "HT-2023-031" in err


def test_a_number_of_two_bodies_is_asked_about(tmp_path: Path) -> None:
    two = books(
        tmp_path / "b",
        序时账=VOUCHERS
        + voucher("记-03-1", "2023-03-02", "10")
        + voucher("记-03-1", "2023-03-02", "20", unit="某中心"),
    )
    code, _, err = run("记-03-1", two)
    assert code == 2
    assert "某局" in err and "某中心" in err and "--unit" in err
    assert chain("记-03-1", two, options=("--no-findings", "--unit", "某中心"))["nodes"][0]["amount"] == "20.00"


def test_a_number_of_two_years_is_asked_about(tmp_path: Path) -> None:
    two = books(
        tmp_path / "b",
        序时账=VOUCHERS + voucher("记-03-1", "2022-03-02", "10") + voucher("记-03-1", "2023-03-02", "20"),
    )
    assert run("记-03-1", two)[0] == 2
    assert chain("记-03-1", two, options=("--no-findings", "--year", "2022"))["nodes"][0]["date"] == "2022-03-02"
    assert chain("2023-03-记-1", two)["nodes"][0]["date"] == "2023-03-02"


def test_a_circle_of_reversals_ends_and_is_said(tmp_path: Path) -> None:
    lines = "".join(
        voucher(f"记-03-{n}", f"2023-03-0{n}", "10", f"2023-03-记-000{other}") for n, other in ((1, 2), (2, 3), (3, 1))
    )
    document = chain("记-03-1", books(tmp_path / "b", 序时账=VOUCHERS + lines))
    assert len(document["nodes"]) == 3
    for node in document["nodes"]:
        assert any("成环：记-03-1 → 记-03-2 → 记-03-3 → 记-03-1" in each["text"] for each in node["problems"])
    for form in ("tree", "svg", "html", "mermaid"):
        assert run("记-03-1", tmp_path / "b", "--no-findings", "--format", form)[0] == 0


def test_a_reversal_of_itself_and_of_a_voucher_that_is_not_there_are_said(tmp_path: Path) -> None:
    lines = voucher("记-03-1", "2023-03-01", "10", "2023-03-记-0001") + voucher(
        "记-03-2", "2023-03-02", "10", "2023-03-记-0099"
    )
    folder = books(tmp_path / "b", 序时账=VOUCHERS + lines)
    assert "自身" in run("记-03-1", folder, "--no-findings")[1]
    (node,) = chain("记-03-2", folder)["nodes"]
    assert [each["state"] for each in node["missing"]] == ["缺"]


def test_every_true_link_of_a_made_contract_is_in_its_chain(made: Path) -> None:
    year = make_year(seed=5, cases=40)
    contracts = list(enumerate(year.rows["contracts"]))[:6]
    found = chains(made, [row["contract_no"] for _position, row in contracts])
    for position, row in contracts:
        document = found[row["contract_no"]]
        payments = {
            year.rows["payments"][number]["payment_no"]
            for source, number, target, at in year.truth
            if (source, target, at) == ("payments", "contracts", position)
        }
        assert payments <= {node["number"] for node in of_kind(document, "payment")}


def test_a_candidate_is_dashed_and_not_followed(tmp_path: Path) -> None:
    spoiled = write_workbooks(spoil(make_year(seed=2, cases=30), 1.0, 2, rewritten=0), tmp_path)
    year = make_year(seed=2, cases=30)
    for row in year.rows["payments"]:
        document = chain(row["payment_no"], spoiled)
        candidates = [edge for edge in document["edges"] if edge["state"] == "candidate"]
        if candidates:
            break
    else:
        pytest.fail("no candidate")
    assert "待确认关联" in run(row["payment_no"], spoiled, "--no-findings")[1]
    assert "stroke-dasharray" in run(row["payment_no"], spoiled, "--no-findings", "--format", "svg")[1]
    firm = {end for edge in document["edges"] if edge["state"] != "candidate" for end in (edge["from"], edge["to"])}
    for edge in candidates:
        assert {edge["from"], edge["to"]} & (firm | set(document["start"]))


def test_a_ledger_that_was_not_given_is_no_missing_document(tmp_path: Path) -> None:
    register = "单位,合同编号,合同名称,乙方,签订日期,合同金额\n某局,HT-1,采购,甲公司,2023-05-01,100\n"
    (node,) = chain("HT-1", books(tmp_path / "a", 合同台账=register))["nodes"]
    assert {each["kind"]: each["state"] for each in node["missing"]}["acceptance"] == "未提供"
    other = "单位,验收单号,合同编号,验收日期,验收金额\n某局,YS-9,HT-9,2020-05-09,7\n"
    (node,) = chain("HT-1", books(tmp_path / "b", 合同台账=register, 验收登记=other))["nodes"]
    assert {each["kind"]: each["state"] for each in node["missing"]}["acceptance"] == "缺"


def test_amounts_and_names_that_differ_are_said_on_the_document(tmp_path: Path) -> None:
    folder = books(
        tmp_path / "b",
        合同台账="单位,合同编号,合同名称,乙方,签订日期,合同金额\n某局,HT-1,采购,甲公司,2023-05-01,100\n",
        支付明细="单位,支付单号,支付日期,支付金额,收款人,用途,合同编号\n某局,ZF1,2023-05-09,80,甲公司,货款,HT-1\n某局,ZF2,2023-06-09,30,乙公司,货款,HT-1\n",
    )
    document = chain("HT-1", folder)
    told = {node["number"]: [each["text"] for each in node["problems"]] for node in document["nodes"]}
    assert told["HT-1"] == ["付款合计110.00超过合同金额100.00，多10.00"]
    assert told["ZF1"] == []
    assert told["ZF2"] == ["收款人“乙公司”与合同乙方“甲公司”不一致"]


def test_pictures_need_nothing_but_themselves_and_take_hostile_text(tmp_path: Path) -> None:
    name = '<script>alert("1")</script>&\x0b公司'
    register = f'单位,合同编号,合同名称,乙方,签订日期,合同金额\n某局,HT-1,"{name.replace(chr(34), chr(34) * 2)}",甲公司,2023-05-01,100\n'
    folder = books(tmp_path / "b", 合同台账=register)
    page, picture = tmp_path / "x.html", tmp_path / "x.svg"
    assert run("HT-1", folder, "--no-findings", "-o", page)[0] == 0
    assert run("HT-1", folder, "--no-findings", "-o", picture)[0] == 0
    ElementTree.parse(picture)
    text = page.read_text("utf-8")
    assert "<script" not in text
    assert not re.search(r"(?:src|href)=|url\(|@import", text)


def test_the_same_books_give_the_same_picture(made: Path, tmp_path: Path) -> None:
    number = make_year(seed=5, cases=40).rows["contracts"][0]["contract_no"]
    pictures = []
    for attempt in ("a.svg", "b.svg"):
        assert run(number, made, "--no-findings", "-o", tmp_path / attempt)[0] == 0
        pictures.append((tmp_path / attempt).read_bytes())
    assert pictures[0] == pictures[1]


def test_a_year_of_monthly_payments_is_drawn_as_one_and_told_one_by_one(made: Path) -> None:
    document = chain("HT-2023-010", made)
    assert len(of_kind(document, "payment")) == 12
    assert run("HT-2023-010", made, "--no-findings")[1].count("付款 ZF") == 12
    assert run("HT-2023-010", made, "--no-findings", "--format", "svg")[1].count("付款 ZF") == 1


def test_the_unit_that_a_run_is_told_finds_the_same_books(tmp_path: Path) -> None:
    folder = books(
        tmp_path / "one", 合同台账="合同编号,合同名称,乙方,合同金额,签订日期\nHT-1,某采购,甲公司,100.00,2023-05-20\n"
    )
    assert run("HT-1", folder, "--no-findings", "--unit", "某县文旅局")[0] == 0


CONTRACTS = "核算单位,合同编号,合同名称,合同金额,签订日期,乙方\n"
DOCUMENT_LIST = "单位,证据编号,单证类型,文件名,关联台账,关联主键,对应凭证号,对应合同编号,单证载明日期,文件哈希\n"


def line(number: str, summary: str, other: str = "") -> str:
    return f"某局,2023,2023-05-18,{number},{summary},5001,业务活动费用,100,,,{other}\n"


def test_scans_stand_on_what_they_belong_to_with_their_own_day_kind_and_hash(tmp_path: Path) -> None:
    folder = books(
        tmp_path / "b",
        序时账=VOUCHERS + voucher("记-03-1", "2023-03-02", "10"),
        合同台账=CONTRACTS + "某局,HT-2023-031,设备采购合同,10,2023-02-01,甲公司\n",
        证据清单=DOCUMENT_LIST
        + f"某局,ZJ-00001,发票,发票.pdf,凭证,2023-03-记-1,2023-03-记-1,,2023-03-01,{'ab' * 32}\n"
        + f"某局,ZJ-00002,合同,合同.pdf,合同,HT-2023-031,,HT-2023-031,2023-02-02,{'cd' * 32}\n"
        + f"某局,ZJ-00004,验收单,验收.pdf,合同,HT-2023-031,,HT-2023-031,2023-02-20,{'ba' * 32}\n"
        + f"某局,ZJ-00003,,别的.pdf,凭证,2023-09-记-9,2023-09-记-9,,,{'ef' * 32}\n",
    )
    found = chains(folder, ("记-03-1", "合同:HT-2023-031", "ZJ-00002"))
    (scan,) = of_kind(found["记-03-1"], "document")
    assert (scan["number"], scan["date"], scan["title"]) == ("ZJ-00001", "2023-03-01", "发票 发票.pdf")
    assert fact(scan, "sha256")["value"] == "abababababababab…" and fact(scan, "doc_type")["value"] == "发票"
    assert [each["number"] for each in of_kind(found["合同:HT-2023-031"], "document")] == ["ZJ-00002", "ZJ-00004"]
    lacking = {each["kind"]: each for each in of_kind(found["合同:HT-2023-031"], "contract")[0]["missing"]}
    assert lacking["acceptance"]["text"] == "台账中未找到验收单，附件中有ZJ-00004 验收.pdf"
    assert lacking["payment"]["state"] == "未提供"
    assert all("SHA-256 abababababababab…" in drawn(found["记-03-1"]) for drawn in (svg, html))
    assert of_kind(found["ZJ-00002"], "contract") and not of_kind(found["ZJ-00002"], "voucher")


def test_a_voucher_that_names_a_contract_leads_to_it_and_back(tmp_path: Path) -> None:
    head = VOUCHERS.replace("\n", ",对方单位\n")
    folder = books(
        tmp_path / "b",
        序时账=head
        + line("记-05-1", "付合同HT-2023-031设备款", "甲公司")
        + line("记-05-2", "付HT-2023-0312号款")
        + line("记-05-3", "付合同HT-2023-031设备款", "乙公司")
        + line("记-05-4", "抽查的一笔"),
        合同台账=CONTRACTS
        + "某局,HT-2023-031,设备采购合同,100,2023-05-01,甲公司\n某局,HT-2023-032,另一合同,100,2023-05-01,丙公司\n",
        抽凭检查表="单位,凭证号,凭证日期,摘要,金额,合同编号,检查人\n某局,记-05-4,2023-05-18,抽查的一笔,100,HT-2023-032,检查员甲\n",
    )
    found = chains(folder, ("记-05-1", "合同:HT-2023-031", "记-05-2", "记-05-4"))
    (edge,) = [each for each in found["记-05-1"]["edges"] if each["from"] == found["记-05-1"]["start"][0]]
    assert (edge["kind"], edge["method"], edge["state"]) == ("contract_no", "text", "automatic")
    down = {each["number"]: each["id"] for each in of_kind(found["合同:HT-2023-031"], "voucher")}
    states = {each["from"]: each["state"] for each in found["合同:HT-2023-031"]["edges"]}
    assert {number: states[each] for number, each in down.items()} == {"记-05-1": "automatic", "记-05-3": "candidate"}
    assert not of_kind(found["记-05-2"], "contract")
    assert [each["number"] for each in of_kind(found["记-05-4"], "contract")] == ["HT-2023-032"]


def test_summaries_are_read_once_however_many_contracts_they_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """HT-2023-1 does not make every 摘要 with a 1 a candidate, nor every number be looked for anew in each line."""
    lines = [
        {"voucher_no": f"记-05-{n}", "voucher_date": "2023-05-18", "summary": f"付HT-2023-{n}款第1期", "account_code": "1601",
         "debit": "1"}
        for n in range(1, 201)
    ]  # fmt: skip
    contracts = [{"contract_no": f"HT-2023-{n}", "amount": "1"} for n in range(1, 201)]
    workspace = build_workspace(books_from_rows({"vouchers": lines, "contracts": contracts}))
    (start,) = workspace.session.query("SELECT row_id FROM contracts WHERE contract_no = 'HT-2023-7'")
    seen: list[str] = []
    monkeypatch.setattr(of_names, "named_in", lambda text, *rest: seen.append(text) or named_in(text, *rest))
    found = of_names.named(workspace, [start["row_id"]])
    assert len(found) == 1
    assert len(seen) == 11  # HT-2023-7, and what begins so: 70 to 79


def test_a_file_of_no_kind_stands_for_nothing_that_lacks() -> None:
    rows = {
        "contracts": [{"contract_no": "HT-2023-1", "amount": "1"}],
        "evidence": [{"evidence_id": "ZJ-1", "file_name": "一页.jpg", "contract_no": "HT-2023-1"}],
    }
    found = chain_of(build_workspace(books_from_rows(rows)), "合同:HT-2023-1")
    assert of_kind(found, "document")
    assert "仅附件" not in {lack["state"] for node in found["nodes"] for lack in node["missing"]}
