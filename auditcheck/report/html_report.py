"""report.html: the score, the findings and what could not be seen, in one file that asks nothing of any network.

Everything that a document says is escaped; no style and no script runs but our own two, let in by their hashes, so that
a ledger's text could do nothing even where it got through.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditcheck import wording
from auditcheck.report import facts, html_charts, html_findings, masks, words
from auditcheck.report.facts import Doc
from auditcheck.report.files import write_text
from auditcheck.report.html_charts import Picture
from auditcheck.report.html_score import score_view
from auditcheck.report.html_unseen import title, unseen
from auditcheck.report.issues import confirmed_issues
from auditcheck.report.overview import period

NAME = "report.html"
_HOME = Path(__file__).parent / "html"
# Control signs, and signs that turn the direction of a line: text must not look like another text.
_SIGN = chr(0xFFFD)  # what stands for them
_ODD = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


def write_report(path: Path, findings_doc: Doc, score_doc: Doc | None, load_doc: Doc | None) -> None:
    """Write report.html; without a score document (a self-check) there is no score in it. Raises AuditcheckError."""
    text = report(findings_doc, score_doc, load_doc)
    write_text(path, lambda stream: stream.writelines([text]))


def report(findings_doc: Doc, score_doc: Doc | None, load_doc: Doc | None) -> str:
    """The whole page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(_HOME), autoescape=True, undefined=StrictUndefined, finalize=_clean, trim_blocks=False
    )
    style, script = ((_HOME / name).read_text("utf-8") for name in ("report.css", "report.js"))
    page = _drawn(_page(findings_doc, score_doc, load_doc or {}), Markup)
    text = environment.get_template("report.html").render(
        page=page, policy=_policy(style, script), style=Markup(style), script=Markup(script)
    )
    return text.lstrip()


def _policy(style: str, script: str) -> str:
    return f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _clean(value: Any) -> Any:
    return _ODD.sub(_SIGN, value) if type(value) is str else value


def _drawn(part: Any, markup: type) -> Any:
    """Our own pictures are markup already; nothing else is."""
    if isinstance(part, Mapping):
        return {name: _drawn(each, markup) for name, each in part.items()}
    if isinstance(part, (list, tuple)):
        return [_drawn(each, markup) for each in part]
    return markup(part) if isinstance(part, Picture) else part


def _page(findings_doc: Doc, score_doc: Doc | None, load_doc: Doc) -> dict[str, Any]:
    run, kind = findings_doc.get("run", {}), facts.kind(findings_doc)
    findings = findings_doc.get("findings", [])
    units = sorted({unit for finding in findings if (unit := facts.unit_of(finding))})
    views = html_findings.views(findings, findings_doc, units)
    name = "、".join(facts.units(findings_doc)[:3]) or "数据筛查"
    heading = str(run.get("name") or f"{name}数据筛查情况")
    about = [
        f"{words.unit_label(kind)}：{name}",
        f"年度：{period(run)}",
        f"评价截止日：{run.get('asof') or words.DASH}",
    ]
    waiting = [view for view in views if view["warning"]]
    return {
        "title": f"{heading}　数据筛查报告",
        "heading": heading,
        "kind": words.kind_of_job(kind),
        "footer": words.FOOTER,
        "version": str(run.get("version") or ""),
        "subtitle": "　".join(about),
        "disclaimer": words.DISCLAIMER if waiting else "",
        "internal": sum(1 for view in views if view["internal"]),
        "score": score_view(score_doc, findings) if score_doc and score_doc.get("indicators") else None,
        "tiles": _tiles(findings_doc, views),
        "groups": Picture(html_charts.stacks(rows)) if (rows := html_findings.distribution(findings)) else "",
        "findings": views,
        "units": units,
        "facets": html_findings.facets(views),
        "sections": [
            {"value": value, "label": words.finding_class(value), "about": html_findings.ABOUT[value], "findings": chosen}
            for value in words.CLASSES
            if (chosen := [view for view in views if view["class"] == value])
        ],
        "rolled_up": [_line(line) for line in findings_doc.get("rolled_up") or []],
        "opinions": [_opinion(each) for each in findings_doc.get("opinions") or []],
        "unseen": [part for part in unseen(findings_doc, score_doc, load_doc) if part["rows"]],
        "checks": [_check(check) for check in findings_doc.get("checks", [])],
        "checks_told": _told(findings_doc),
        "environment": [
            ("程序版本", f"auditcheck {run.get('version') or ''}，{run.get('engine') or ''}"),
            ("运行编号", str(run.get("id") or "")),
            ("运行时间", str(run.get("started") or "")),
            ("评分体系", f"{words.rubric(score_doc)}（{score_doc.get('rubric')}）" if score_doc else ""),
        ],
        "inputs": [(str(each.get("file")), str(each.get("sha256"))) for each in run.get("inputs", [])],
        "privacy": "身份证件号码、电话号码、银行账号已遮蔽。" if masks.is_masking() else "本页未遮蔽个人证件、电话、账户号码，请按个人信息保护规定保管。",
    }  # fmt: skip


def _tiles(findings_doc: Doc, views: list[dict[str, Any]]) -> list[dict[str, Any]]:
    issues, money = confirmed_issues(findings_doc), html_findings.total_of(findings_doc.get("findings", []))
    waiting = {value: [v for v in views if v["class"] == value and v["warning"]] for value in words.CLASSES}
    confirmed = sum(1 for view in views if view["confirmed"])
    stopped = sum(1 for check in findings_doc.get("checks", []) if check.get("state") in ("skipped", "error"))
    internal = sum(1 for view in waiting["suspicion"] if view["internal"])
    about = f"{confirmed}条发现" + (f"，涉及{wording.amount(money)}（同一凭证、合同只计一次）" if money else "")
    ran = f"共{len(findings_doc.get('checks', []))}项检查；未执行不等于无问题"
    leads = f"其中仅限内部{internal}条" if internal else "只提示需要了解的情况"
    told = {"violation": _grave(waiting["violation"]), "suspicion": leads, "data": "台账登记、数据质量"}
    titles = {"violation": "违规疑点", "suspicion": "线索", "data": "数据事项"}
    return [
        _tile("problem", len(issues), "已确认问题（项）", "#filter=state=confirmed,rectifying,rectified", about),
        *(
            _tile(
                value,
                len(waiting[value]),
                f"{titles[value]}（待核实）",
                f"#filter=class={value}&state=open,pending",
                note,
            )
            for value, note in told.items()
        ),
        _tile("unseen", stopped, "未执行的检查", "#unseen", ran),
    ]


def _tile(kind: str, count: int, label: str, link: str, note: str) -> dict[str, Any]:
    return {"kind": kind, "count": count, "label": label, "link": link, "note": note}


def _grave(waiting: list[dict[str, Any]]) -> str:
    high = sum(1 for view in waiting if view["severity"] == "high")
    return f"其中高级别{high}条" if high else "未经核实" if waiting else "没有待核实的违规疑点"


def _opinion(each: Doc) -> list[str]:
    """意见采纳情况表: what the unit said to a place of the report, and what was made of it."""
    why = "\n".join(str(each[name]) for name in ("reason", "evidence") if each.get(name))
    weighed = [str(each.get("adopted") or "尚未处理"), str(each.get("adopted_reason") or "")]
    return [str(each.get("place") or ""), str(each.get("opinion") or ""), why, *weighed]


def _line(line: Doc) -> dict[str, str]:
    told = (
        f"{line.get('findings')}条，占{line.get('population')}条的比例较高，汇总为一条"
        if line.get("population")
        else f"{line.get('findings')}条"
    )
    return {"no": str(line.get("no") or ""), "title": str(line.get("title") or ""), "told": told}


def _check(check: Doc) -> list[str]:
    counts = (check.get(name) for name in ("population", "evaluated", "undecided", "not_supplied", "findings"))
    head = [
        str(check["id"]),
        title(check),
        words.finding_class(str(check.get("class") or "")),
        words.check_state(str(check.get("state") or "")),
    ]
    return [*head, *("" if count is None else f"{count:,}" for count in counts)]


def _told(findings_doc: Doc) -> str:
    states = [str(check.get("state")) for check in findings_doc.get("checks", [])]
    parts = [
        f"{words.check_state(state)}{states.count(state)}项"
        for state in ("clean", "findings", "not_applicable", "skipped", "error")
        if state in states
    ]
    return f"共{len(states)}项：{'，'.join(parts)}"
