"""The page of a check and the index of all: what an auditor reads before believing a finding. In Chinese, as findings are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from auditcheck import names
from auditcheck.checks.cases import cases_of
from auditcheck.checks.catalogue import Check, SubRule
from auditcheck.checks.law import UNIT, Law
from auditcheck.checks.parameters import written
from auditcheck.errors import ConfigError

CLASSES = {"violation": "违规", "suspicion": "线索", "data": "数据"}
SEVERITIES = {"high": "高", "medium": "中", "low": "低", "info": "提示"}
STATUS = {"draft": "草稿", "stable": "正式", "retired": "停用"}
REPAIR = {"event": "事件（已发生，整改须经认定）", "state": "状态（改正后下次不再出现）"}
MODES = {
    "criterion_fail": "失分",
    "per_occurrence": "按处扣分",
    "veto": "否决",
    "formula": "公式取数",
    "risk_only": "仅提示",
}
GROUPS = {
    "CON": "合同", "PUR": "政府采购", "DIS": "信息公开", "AST": "资产", "VOU": "凭证与支付", "BUD": "预算", "PER": "绩效",
    "EXP": "三公、差旅、会议、培训", "ADV": "往来款", "SOD": "内部控制与不相容岗位", "EVI": "数据与证据", "SUP": "供应商关系",
    "STA": "统计分析", "INC": "收入",
}  # fmt: skip


def page(check: Check, laws: Mapping[str, Law]) -> str:
    """Markdown: what, why, law with versions, rules with what they need, example, false positives, parameters, SQL."""
    header = check.header
    facts = [
        f"类别：{CLASSES[header['class']] if not check.is_measure else '指标取数'}",
        f"级别：{SEVERITIES[header['severity']]}",
        f"状态：{STATUS[header['status']]}",
    ]
    if not check.is_measure:
        facts.append(f"性质：{REPAIR[header.get('repair', 'event')]}")
    if header.get("visibility") == "internal":
        facts.append("仅限内部使用")
    parts = [
        f"# {check.id} {check.title}",
        f"`{check.name}`　{header['summary']}",
        "　".join(facts),
        *_feeds(check),
        *_section("为什么重要", header.get("why")),
        "## 依据",
        _list(_basis(check, laws)) or "无。",
        "## 规则",
        *(_rule(check, rule) for rule in check.subrules),
        *_example(check),
        *_section("误报与排除", header.get("false_positives")),
        *_parameters(check),
        *_section("如何整改", header.get("remediation")),
        *_section("未能自动化", header.get("not_automated")),
        "## SQL",
        f"```sql\n{check.body.strip()}\n```",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def index(checks: Mapping[str, Check], link: Callable[[Check], str]) -> str:
    """Every check by group, by indicator that it feeds, and by ledger that it reads."""
    by_indicator: dict[str, list[Check]] = {}
    by_ledger: dict[str, list[Check]] = {}
    for check in checks.values():
        for code in sorted({f"{feed.get('rubric')} {feed.get('indicator')}" for feed in feeds(check)}):
            by_indicator.setdefault(code, []).append(check)
        for ledger in sorted({column.split(".")[0] for rule in check.subrules for column in _columns(rule)}):
            by_ledger.setdefault(ledger, []).append(check)
    parts = ["# 检查目录", f"共{len(checks)}项。", "## 按类别"]
    for group in dict.fromkeys(check.group for check in checks.values()):
        parts.append(f"### {group} {GROUPS.get(group, '其他')}")
        lines = [
            f"{link(check)} {check.title}（{'指标取数' if check.is_measure else CLASSES[check.header['class']]}）"
            for check in checks.values()
            if check.group == group
        ]
        parts.append(_list(lines))
    parts += [
        "## 按指标",
        _list(f"{code}：{'、'.join(map(link, found))}" for code, found in sorted(by_indicator.items())),
    ]
    titled = sorted((names.ledger_name(ledger), ledger, found) for ledger, found in by_ledger.items())
    parts += ["## 按台账", _list(f"{zh}（{ledger}）：{'、'.join(map(link, found))}" for zh, ledger, found in titled)]
    return "\n\n".join(parts) + "\n"


def feeds(check: Check) -> list[dict[str, Any]]:
    """What any of its rules feeds, each once."""
    found: list[dict[str, Any]] = []
    for feed in [*(check.header.get("feeds") or []), *(feed for rule in check.subrules for feed in rule.feeds)]:
        if feed not in found:
            found.append(feed)
    return found


def _feeds(check: Check) -> list[str]:
    lines = []
    for feed in feeds(check):
        where = f"第{feed['criterion']}条" if feed.get("criterion") else ""
        group = f"（{feed['group']}）" if feed.get("group") else ""
        mode = MODES.get(str(feed.get("mode")), str(feed.get("mode")))
        lines.append(f"{feed.get('rubric')} {feed.get('indicator')}{where}：{mode}{group}")
    return [f"影响指标：{'；'.join(lines)}"] if lines else []


def _basis(check: Check, laws: Mapping[str, Law]) -> list[str]:
    lines: dict[str, None] = {}
    entries = [*(check.header.get("basis") or []), *(entry for rule in check.subrules for entry in rule.basis)]
    for entry in entries:
        if entry["law"] == UNIT:
            lines["本单位制度（`auditcheck.toml` 的 `[[rules]]`）"] = None
        elif entry["law"] in laws:
            lines[_cited(laws[entry["law"]], str(entry.get("article") or ""))] = None
        else:
            lines[f"{entry['law']}（没有这部法规的文件）"] = None
    return list(lines)


def _cited(law: Law, article: str) -> str:
    """With the versions in which it stands, and the number that the article has in each."""
    known = law.articles.get(article, {})
    versions = []
    for version in law.versions:
        cited = law.in_version(article, version)
        if cited is None and article:
            continue
        number = f"，当时为{cited}" if cited and cited != article else ""
        versions.append(f"{version.doc_no}，{_day(version.begins) or '起始日待核'}起{_until(version.ends)}{number}")
    mark = "" if known.get("verified") else "（待核）"
    gist = f"：{known['gist']}" if known.get("gist") else ""
    return f"《{law.name}》{article}{mark}{gist}〔{'；'.join(versions)}〕"


def _until(day: date | None) -> str:
    return f"至{_day(day)}" if day else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _rule(check: Check, rule: SubRule) -> str:
    lines = [f"### {rule.key} {rule.title}"] if rule.key else []
    needs = [names.dotted_name(column) for column in rule.requires]
    needs += [names.dotted_name(" | ".join(group)) for group in rule.any_of]
    needs += [names.dotted_name(f"${name}") for name in rule.needs_params]
    told = [f"需要：{'、'.join(needs)}"]
    if rule.optional:
        told.append(f"有则用于排除：{'、'.join(map(names.dotted_name, rule.optional))}")
    if rule.key and rule.header["class"] != check.header["class"]:
        told.append(f"类别：{CLASSES[rule.header['class']]}")
    if rule.absence:
        told.append("以空缺为据：须核查表写明“未见”或单位声明登记完整才是违规，登记率达80%为疑点，否则资料不足")
    if rule.analysis:
        told.append(f"分析：`{rule.analysis}`")
    if message := rule.header.get("message"):
        told.append(f"疑点表述：{message}")
    if message := rule.header.get("message_confirmed"):
        told.append(f"确认后表述：{message}")
    return "\n\n".join([*lines, _list(told)])


def _example(check: Check) -> list[str]:
    """The first case that hits, as tables of what was written and of what is found."""
    try:
        case = next((case for case in cases_of(check) if case.kind == "hit"), None)
    except ConfigError:
        return []
    if case is None:
        return []
    parts = ["## 示例", case.title]
    if params := case.data.get("params"):
        parts.append(f"参数：{'、'.join(f'{name} = {value}' for name, value in params.items())}")
    for ledger, rows in (case.data["rows"] or {}).items():
        parts += [f"{names.ledger_name(ledger)}：", _table(rows or [], ledger)]
    expect = case.data["expect"]
    if findings := expect.get("findings"):
        parts += ["发现：", _table([dict(finding) for finding in findings], None)]
    if measure := expect.get("measure"):
        parts += ["结果：", _table([measure], None)]
    return parts


def _table(rows: Sequence[Mapping[str, Any]], ledger: str | None) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    heads = [_column(name, ledger) for name in columns]
    lines = [heads, ["---"] * len(columns), *([_cell(name, row.get(name)) for name in columns] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _column(name: str, ledger: str | None) -> str:
    own = {"subrule": "子规则", "class": "类别", "severity": "级别", "in_period": "期内"}
    return own.get(name) or names.column_name(name, ledger)


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    words = {"class": CLASSES, "severity": SEVERITIES}.get(name, {})
    text = "、".join(map(str, value)) if isinstance(value, list) else words.get(str(value), str(value))
    return text.replace("|", "\\|").replace("\n", " ")


def _parameters(check: Check) -> list[str]:
    if not check.parameters:
        return []
    lines = [
        f"`{each.name}`（{each.type}）= {written(each.default) or '未设置'}：{each.doc}"
        for each in check.parameters.values()
    ]
    return ["## 参数", _list(lines)]


def _section(title: str, text: object) -> list[str]:
    if not text:
        return []
    return [f"## {title}", _list(map(str, text)) if isinstance(text, list) else str(text)]


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _columns(rule: SubRule) -> Iterable[str]:
    return (*rule.requires, *rule.optional, *(column for group in rule.any_of for column in group))
