"""What the sheets and the terminal say about a finding, an issue or a check: grouping and wording, no judgement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from auditcheck import names
from auditcheck.report import words

Doc = Mapping[str, Any]

_CHECK_ID = re.compile(r"[A-Z]{3}-\d{3}")
_RANK = {severity: rank for rank, severity in enumerate(words.SEVERITIES)}
_STATE_RANK = {state: rank for rank, state in enumerate(words.STATES)}


def money(value: object) -> Decimal | None:
    """A decimal of a document (text with two decimals), None where it is absent or no number."""
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def day(value: object) -> date | str | None:
    """A date of a document; a text that is no ISO date stays text."""
    if not value:
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return str(value)


def simulated(score_doc: Doc) -> tuple[Decimal, Decimal] | None:
    """The least and the most the score could be if every signal held: points that nobody judged stay open then too."""
    held = score_doc.get("simulated") or {}
    low = money(held.get("total"))
    return None if low is None else (low, low + (money(held.get("open_points")) or Decimal(0)))


def kind(findings_doc: Doc) -> str:
    return str(findings_doc.get("run", {}).get("kind") or "audit")


def state(finding: Doc, kind: str) -> str:
    """疑点（待核实）; 缺陷（运行·一般） where the kind of deficiency was named.

    What lies outside the months of the job has （期外）: it is told and not counted.
    """
    word = words.state(str(finding.get("state") or ""), kind)
    defect = (finding.get("life") or {}).get("defect")
    if defect and kind == "selfcheck" and finding.get("state") == "confirmed":
        word = f"缺陷（{str(defect).replace('/', '·')}）"
    return word + ("" if finding.get("in_period", True) else "（期外）")


def is_confirmed(finding: Doc) -> bool:
    return finding.get("state") in words.CONFIRMED_STATES


def unconfirmed(findings_doc: Doc) -> list[Doc]:
    """Every finding that nobody confirmed: what waits for a decision first, then the gravest."""
    rest = [finding for finding in findings_doc.get("findings", []) if not is_confirmed(finding)]
    return sorted(rest, key=lambda finding: (_STATE_RANK.get(finding.get("state", ""), 9), by_severity(finding)))


def by_severity(finding: Doc) -> tuple[int, str, str]:
    return _RANK.get(finding.get("severity", ""), 9), str(finding.get("check", "")), str(finding.get("no", ""))


def titles(findings_doc: Doc) -> dict[str, str]:
    """The title of each check; a check without one is shown by its name."""
    return {check["id"]: str(check.get("title") or check.get("name") or "") for check in findings_doc.get("checks", [])}


def title(finding: Doc, by_check: Mapping[str, str]) -> str:
    return str(finding.get("title") or by_check.get(str(finding.get("check")), ""))


def units(findings_doc: Doc) -> list[str]:
    """The bodies the job is about: as the engagement names them, else those that findings name."""
    run = findings_doc.get("run", {})
    if run.get("unit"):
        return [str(run["unit"])]
    found = (unit_of(finding) for finding in findings_doc.get("findings", []))
    return list(dict.fromkeys(unit for unit in found if unit))


def unit_of(finding: Doc) -> str:
    return str(finding.get("scope", {}).get("unit") or "")


def key_text(finding: Doc) -> str:
    parts = [f"{names.column_name(column)} {value}" for column, value in finding.get("key", {}).items() if value]
    return "\n".join(parts)


def documents(finding: Doc) -> list[str]:
    """The documents a finding is about, as written: vouchers and contracts, else what else has a number."""
    found: dict[str, dict[str, None]] = {}
    rows = [finding.get("key", {}), *(item.get("values", {}) for item in finding.get("evidence", []))]
    for values in rows:
        for column in names.IDENTIFIERS:
            if values.get(column):
                found.setdefault(column, {})[str(values[column])] = None
    main = [number for column in ("voucher_no", "contract_no") for number in found.get(column, {})]
    return main or [number for column in names.IDENTIFIERS for number in found.get(column, {})]


def shorten(items: Sequence[str], most: int, counter: str, separator: str = "\n") -> str:
    """At most so many items, and how many there are in all: 等12处."""
    if len(items) <= most:
        return separator.join(items)
    return separator.join(items[:most]) + f"{separator}等{len(items)}{counter}"


def place(item: Doc, with_cells: bool = True) -> str:
    """Where a piece of evidence stands: 合同台账.xlsx〔2023〕第7行 B7、H7."""
    text = str(item.get("file") or "")
    if item.get("sheet"):
        text += f"〔{item['sheet']}〕"
    if item.get("row") is not None:
        text += f"第{item['row']}行"
    elif item.get("searched") is not None:
        text += f"（{searched(item)}）"
    cells = "、".join(str(cell) for cell in item.get("cells", {}).values() if cell)
    return f"{text} {cells}" if with_cells and cells else text


def searched(item: Doc) -> str:
    """Of a whole sheet: what was looked through. Figures of the sheet (its total) were found, a missing row was not."""
    if item.get("searched") is None:
        return ""
    return f"全表共{item['searched']}行" if item.get("values") else f"查{item['searched']}行未见"


def places(finding: Doc, most: int = 4) -> str:
    """The first places of a finding's evidence; the rest is counted and stands in 证据明细."""
    items = finding.get("evidence", [])
    total = max(int(finding.get("evidence_total") or 0), len(items))
    lines = [place(item) for item in items[:most]]
    if total > len(lines):
        lines.append(f"等{total}处，见证据明细")
    return "\n".join(lines)


def basis(item: Doc) -> str:
    """《名称》（文号）第四十一条; an unverified one says so."""
    name = str(item.get("name") or item.get("law") or "")
    text = name if name.startswith("《") else f"《{name}》"
    if item.get("doc_no"):
        text += f"（{item['doc_no']}）"
    text += str(item.get("article") or "")
    return text if item.get("verified") else f"{text}（待核）"


def bases(findings: Iterable[Doc], quoted: bool = False) -> str:
    """Each once; ``quoted``: with the words of the article, where its official text was imported."""
    every = (
        basis(item) + (quotation(item) if quoted else "") for finding in findings for item in finding.get("basis", [])
    )
    return "\n".join(dict.fromkeys(every))


def quotation(item: Doc) -> str:
    """：“……”（原文取自文件，SHA-256前12位）."""
    if not item.get("quote"):
        return ""
    source = item.get("quoted_from") or {}
    return f"：“{item['quote']}”（原文：{source.get('file')}，SHA-256 {str(source.get('sha256'))[:12]}…）"


def decided(findings: Iterable[Doc]) -> str:
    """Who decided, when and why, once each: 项目主评人（2024-05-20）：经核对原件."""
    decisions = (finding.get("decision") or {} for finding in findings)
    return "\n".join(dict.fromkeys(f"{d['person']}（{d['date']}）：{d['reason']}" for d in decisions if d))


def department(finding: Doc) -> str:
    return str(finding.get("department") or finding.get("scope", {}).get("dept") or "")


def checks_named(texts: Iterable[str]) -> set[str]:
    """Check ids in a list that may name sub-rules too (``AST-007 D``)."""
    return {found for text in texts for found in _CHECK_ID.findall(text)}


def indicators_of_check(findings_doc: Doc, score_doc: Doc | None) -> dict[str, list[str]]:
    """The indicators each check bears on: by the score's criteria, and by what its findings feed."""
    found: dict[str, dict[str, None]] = {}
    for indicator in (score_doc or {}).get("indicators", []):
        for criterion in indicator.get("criteria", []):
            for check in sorted(checks_named(criterion.get("checks") or [])):
                found.setdefault(check, {})[str(indicator["code"])] = None
    rubric = (score_doc or {}).get("rubric")
    for finding in findings_doc.get("findings", []):
        for feed in finding.get("feeds", []):
            if rubric in (None, feed.get("rubric")):
                found.setdefault(str(finding["check"]), {})[str(feed["indicator"])] = None
    return {check: sorted(codes) for check, codes in found.items()}
