"""report.html: one file that asks nothing of a network, in which a ledger's text is nothing but text."""

from __future__ import annotations

import base64
import hashlib
import re
from copy import deepcopy
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import browser
import pytest
from documents import documents as sample
from hypothesis import given, settings
from hypothesis import strategies as st

from auditcheck.report import masks
from auditcheck.report.html_report import report, write_report

Doc = dict[str, Any]
Documents = tuple[Doc, Doc, Doc]
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"' onclick='alert(3)' {{7*7}} \u202e反\u2066x\x00\ud800"
_LOADS = {"src", "href", "srcset", "data", "action", "formaction", "poster", "background", "xlink:href", "style"}


class _Page(HTMLParser):
    """Elements, and of each finding the text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.pieces: list[str] = []
        self.inside = ""
        self.own: dict[str, str] = {}
        self.feed(text)
        self.text = "".join(self.pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = tag
        if dict(attrs).get("id"):
            self.ids.append(str(dict(attrs)["id"]))

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in ("style", "script"):
            self.own[self.inside] = data
        else:
            self.pieces.append(data)


def _findings(page: _Page) -> list[dict[str, str | None]]:
    return [
        attributes
        for tag, attributes in page.elements
        if tag == "details" and attributes.get("class", "").startswith("f ")
    ]  # type: ignore[union-attr]


def test_every_finding_stands_in_it_once_with_its_evidence_and_law(documents: Documents) -> None:
    findings = documents[0]["findings"]
    page = _Page(report(*documents))
    assert sorted(str(each["id"]) for each in _findings(page)) == sorted(f"f-{each['no']}" for each in findings)
    for finding in findings:
        assert finding["message"] in page.text
        for item in finding["evidence"][:20]:  # the rest stands in evidence.csv, and it is said
            where = f"〔{item['sheet']}〕" + (f"第{item['row']}行" if item["row"] else "")
            assert where in page.text
            assert all(str(cell) in page.text for cell in item["cells"].values())
        assert all(law["name"] in page.text for law in finding["basis"])
    assert documents[1]["total"] in page.text


def test_leads_data_and_violations_stand_apart_and_internal_ones_are_marked(documents: Documents) -> None:
    documents[0]["findings"][0] |= {"class": "suspicion", "visibility": "internal", "state": "open"}
    internal = sum(finding["visibility"] == "internal" for finding in documents[0]["findings"])
    text = report(*documents)
    sections = re.findall(r'<section class="class \w+" data-class="(\w+)">(.*?)</section>', text, re.S)
    assert [name for name, _body in sections] == [
        name for name in ("violation", "suspicion", "data") if any(f["class"] == name for f in documents[0]["findings"])
    ]
    for name, body in sections:
        assert set(re.findall(r'class="f [^>]*data-class="(\w+)"', body)) == {name}
    assert "内部</span>" in text and f"仅限内部使用的线索{internal}条" in text


def test_what_is_unconfirmed_says_so_and_what_is_confirmed_does_not(documents: Documents) -> None:
    assert "数据筛查疑点，未经核实，不得作为定性问责依据" in report(*documents)
    for finding in documents[0]["findings"]:
        finding["state"] = "confirmed"
    assert "不得作为定性问责依据" not in _Page(report(*documents)).text


def test_what_could_not_be_checked_is_said(documents: Documents) -> None:
    page = _Page(report(*documents))
    for check in documents[0]["checks"]:
        assert check["id"] in page.text
    assert "未执行的检查" in page.text and "不等于无问题" in page.text
    for item in documents[0]["run"]["inputs"]:
        assert item["file"] in page.text and item["sha256"] in page.text


def test_nothing_is_loaded_and_only_our_own_style_and_script_may_run(documents: Documents) -> None:
    page = _Page(report(*documents))
    for tag, attributes in page.elements:
        assert tag not in ("link", "iframe", "object", "embed", "img", "base", "video", "audio", "source")
        for name, value in attributes.items():
            assert not name.startswith("on") and name != "style"
            assert name not in _LOADS or (name == "href" and str(value).startswith("#"))
    assert [tag for tag, _ in page.elements].count("script") == [tag for tag, _ in page.elements].count("style") == 1
    policy = next(a["content"] for t, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and policy.startswith("default-src 'none'") and "unsafe" not in policy
    for name in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.own[name].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
        assert not re.search(r"https?://|url\(|@import|fetch|XMLHttp|import\(|eval", page.own[name])


def _with_hostile_texts(documents: Documents) -> Documents:
    findings, score, load = deepcopy(documents)
    for finding in findings["findings"][:3]:
        finding |= dict.fromkeys(("message", "title", "date", "remediation", "department"), HOSTILE)
        finding |= {"no": f"{finding['no']}{HOSTILE}", "scope": {"unit": HOSTILE}, "key": {"contract_no": HOSTILE}}
        finding["decision"] = {"person": HOSTILE, "date": HOSTILE, "reason": HOSTILE, "state": "confirmed"}
        finding["basis"] = [{"name": HOSTILE, "gist": HOSTILE, "article": HOSTILE}]
        for item in finding["evidence"]:
            item |= dict.fromkeys(("file", "sheet", "role", "ledger"), HOSTILE)
            item["values"] = {HOSTILE: HOSTILE}
    score["indicators"][0] |= {"name": HOSTILE, "explanation": HOSTILE, "value": HOSTILE}
    findings["run"]["name"] = HOSTILE
    findings["checks"][0] |= {"title": HOSTILE, "state": "skipped", "missing": [HOSTILE], "reason": HOSTILE}
    return findings, score, load


def test_a_ledgers_text_is_text(documents: Documents, tmp_path: Path) -> None:
    findings, score, load = _with_hostile_texts(documents)
    plain, hostile = _Page(report(*documents)), report(findings, score, load)
    page = _Page(hostile)
    ours = {tag for tag, _ in plain.elements} | {"p", "ul", "ol", "li", "small", "time", "select", "option"}
    assert {tag for tag, _ in page.elements} <= ours
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert not any(name.startswith("on") for _tag, attributes in page.elements for name in attributes)
    assert "{{7*7}}" in page.text  # no template within the template
    assert not set(hostile) & set("\u202e\u2066\x00\ud800")
    write_report(tmp_path / "report.html", findings, score, load)
    assert (tmp_path / "report.html").read_text("utf-8") == hostile


def test_the_same_documents_give_the_same_page(documents: Documents) -> None:
    assert report(*documents) == report(*deepcopy(documents))


def test_a_self_check_without_a_score_has_no_score_in_it(documents: Documents) -> None:
    documents[0]["run"]["kind"] = "selfcheck"
    page = _Page(report(documents[0], None, None))
    assert "score" not in page.ids and "自查任务" in page.text and "缺陷（已确认）" in page.text


def test_nothing_found_is_not_all_well(documents: Documents) -> None:
    findings, score, load = documents
    page = _Page(report({**findings, "findings": [], "issues": []}, score, load))
    assert "未发现事项" in page.text and "未执行的检查" in page.text


def test_history_answer_and_waiver_are_told(documents: Documents) -> None:
    finding = documents[0]["findings"][0]
    waived = {"action": "decide", "from": "open", "to": "waived", "reason": "限期整改"}
    reopened = {"action": "reopen", "from": "waived", "to": "open", "why": "expired"}
    waiver = {"owner": "乙", "approver": "丙", "document_no": "〔2024〕3号", "until": "2024-08-18", "expired": True}
    finding["life"] = {
        "history": [
            {"seq": 1, "time": "2024-05-20T08:00:00Z", "actor": "甲", "role": "auditor", **waived},
            {"seq": 2, "time": "2024-05-21T08:00:00Z", "actor": "auditcheck", "role": "tool", **reopened},
            {
                "seq": 3,
                "time": "2024-05-24T08:00:00Z",
                "actor": "甲",
                "action": "severity",
                "from": "high",
                "to": "low",
            },
            {
                "seq": 4,
                "time": "2024-05-25T08:00:00Z",
                "actor": "甲",
                "action": "comment",
                "text": "误记",
                "undone": True,
            },
        ],
        "waiver": waiver,
        "progress": {"progress": "已退回三笔", "recovered": "9800.00", "person": "己", "date": "2024-06-01"},
        "answer": {"opinion": "部分异议", "reason": "金额有误", "evidence": "发票复印件"},
        "reviews": [{"level": "项目经理", "person": "丁", "date": "2024-05-22", "agrees": False, "opinion": "补证据"}],
        "comments": [{"person": "戊", "date": "2024-05-23", "text": "已约谈"}],
    }
    text = _Page(report(*documents)).text
    for told in (
        "疑点（待核实） → 不作问题反映",
        "批准的期限已过",
        "已过期",
        "部分异议",
        "金额有误",
        "复核（项目经理）",
        "不同意",
        "已约谈",
        "高 → 低",
        "（已撤回）",
        "已退回三笔",
    ):
        assert told in text.replace("不扣分事项", "不作问题反映")


def test_it_says_whether_numbers_of_persons_are_masked(documents: Documents) -> None:
    assert "已遮蔽" in report(*documents)
    with masks.unmasked():
        assert "未遮蔽" in report(*documents)


@pytest.mark.slow
def test_in_a_browser_it_filters_and_neither_complains_nor_asks_a_network(documents: Documents, tmp_path: Path) -> None:
    findings, score, load = _with_hostile_texts(documents)
    findings["findings"] += [
        {**finding, "no": f"{finding['no'][:2]}-9{number:03d}", "fingerprint": f"v1:{number}"}
        for number in range(600)
        for finding in documents[0]["findings"][3:5]
    ]
    write_report(tmp_path / "report.html", findings, score, load)
    with browser.opened() as page:
        page.open(tmp_path / "report.html")
        total = len(findings["findings"])
        shown = "return [...document.querySelectorAll('.f')].filter(row => row.offsetParent !== null).length"
        assert page.run("return document.querySelector('[data-shown]').textContent") == f"共{total}条"
        assert page.run(shown) == total
        leads = sum(finding["class"] == "suspicion" for finding in findings["findings"])
        page.run("document.querySelector('input[name=class][value=suspicion]').click()")
        assert page.run(shown) == leads
        assert f"列出{leads}条" in page.run("return document.querySelector('[data-shown]').textContent")
        page.run("document.querySelector('form').reset()")
        page.run("document.body.focus()")
        page.press("/9599")  # the slash leads to the search box
        number = "return document.querySelector('input[type=search]').value"
        assert page.run(number) == "9599"
        assert (
            page.run(
                "return new Promise(done => setTimeout(() => done([...document.querySelectorAll('.f')].filter(row => !row.hidden).length), 400))"
            )
            == 2
        )
        page.run("window.dispatchEvent(new Event('beforeprint'))")
        assert page.run("return document.querySelectorAll('.f[open]').length") == 2
        page.run("window.dispatchEvent(new Event('afterprint'))")
        assert page.run("return document.querySelectorAll('.f[open]').length") == 0
        page.picture(tmp_path / "page.png")
        assert (tmp_path / "page.png").stat().st_size > 10_000
        assert page.complaints() == []
        assert page.requests() == [(tmp_path / "report.html").as_uri()]


def test_what_nobody_scored_is_no_nought(documents: Documents) -> None:
    findings, score, load = documents
    for item in score["indicators"]:
        item |= {"score": "0.00", "state": "unscored", "range": ["0.00", item["max"]], "value": None}
    for tier in score["tiers"]:
        tier |= {"score": "0.00", "open_points": tier["max"]}
    score |= {"total": "0.00", "open_points": score["max"], "grade": None}
    text = report(findings, score, load)
    assert re.search(r'<figure class="gauge">.*?>未评</text>.*?</figure>', text, re.S)
    assert 'class="radar"' not in text
    assert set(re.findall(r'<span class="points">(.*?)</span>', text)) == {"未评"}
    score["open_points"] = str(float(score["max"]) - 10)
    score["total"] = "10.00"
    assert f"可能10.00—{score['max']}" in report(findings, score, load)


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=40), number=st.text("<>&\"'-合同01 \u202e", max_size=8))
def test_whatever_a_text_is_the_page_keeps_its_elements(text: str, number: str) -> None:
    findings, score, load = sample()
    plain = [tag for tag, _attributes in _Page(report(findings, score, load)).elements]
    finding = findings["findings"][0]
    finding |= {"message": f"x{text}", "title": f"x{text}", "check": "", "no": f"{number}1", "source": "person"}
    page = report(findings, score, load)
    assert len([tag for tag, _attributes in _Page(page).elements if tag in ("script", "details", "section")]) == len(
        [tag for tag in plain if tag in ("script", "details", "section")]
    )
    assert "\u202e" not in page


def test_the_units_opinions_stand_with_what_was_made_of_them(documents: Documents) -> None:
    assert "opinions" not in _Page(report(*documents)).ids
    said = {"id": "v1:1", "place": "五（二）1", "opinion": "金额有误", "reason": "见发票", "evidence": "", "by": "某局"}
    documents[0]["opinions"] = [{**said, "adopted": "部分采纳", "adopted_reason": "已更正"}, {**said, "adopted": ""}]
    text = _Page(report(*documents)).text
    assert "五（二）1" in text and "部分采纳" in text and "已更正" in text and "尚未处理" in text
