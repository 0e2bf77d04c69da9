"""Rules on names: what an indicator is called, where it stands, what it repeats."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from auditcheck.targets.levels import dimension
from auditcheck.targets.quantities import tidy
from auditcheck.targets.reading import Row, Table
from auditcheck.targets.rulebook import Hit, rule
from auditcheck.targets.view import View, close, topic

_COUNT_UNITS = re.compile(r"[个次人名家套台件份项篇条期种册户场批]")
_SEPARATOR = re.compile(r"[、，,；;]|[和及与]|以及")
_MEASURED = re.compile(r"率|度|数|量|时间|面积|成本|费用?|比例|次数|人数")
_PAIRS = (("《", "》"), ("“", "”"), ("（", "）"), ("(", ")"), ("「", "」"))
_WEAK = re.compile(r"数量|总数|计划|批次|完成|情况|任务|每年|的|(?<![人次天户])数$")
_GROUP = re.compile(r"(?:者|人员|职工|群众|公众|民众|单位|企业|机关|结果)$")
_VERB = re.compile(
    r"(?:进一步|全面|有效|净化|营造|促进|保障|推动|推进|提高|提升|完成|加强|创造|维护|增强|改善|实现|落实|打击|扩大|覆盖|保证|组织|开展)"
)


@rule("T11")
def name_and_value_disagree(view: View) -> Iterator[Hit]:
    for row in view.rows:
        if found := _disagreement(row, tidy(row.level3)):
            why, confidence = found
            reason = "" if confidence == 1 else "名称与指标值口径由字面推断"
            yield Hit(row, quote=row.raw, facts={"why": why}, confidence=confidence, reason=reason)


def _disagreement(row: Row, name: str) -> tuple[str, float] | None:
    value = row.value
    unit, words = value.unit or "", value.words
    units = [part.unit or "" for part in value.parts]
    percent = value.kind == "percent"
    counts = value.kind in ("number", "multi", "range", "money") and any(
        unit and unit[:1] not in "%‰" for unit in units
    )
    complaint = "投诉" in words or ("投诉" not in name and "投诉" in row.raw)
    if "满意" in name and not re.search(r"问卷|样本", name) and complaint:
        return "满意度指标的值是投诉情况", 1
    if re.search(r"满意(?:度|率|程度)$", name) and counts:
        return f"满意度的单位应为%，不是{unit or '、'.join(units)}", 1
    if re.search(r"(?:率|比例|占比|比重)$", name) and counts:
        return f"“率”类指标的单位应为%，不是{unit or '、'.join(units)}", 1
    if re.search(r"次数$", name) and unit == "人次":
        return "指标为次数，值的单位为人次", 1
    if re.search(r"人数$", name) and unit == "人次":
        return "指标为人数，值的单位为人次", 1
    if (
        re.search(r"(?:次数|人数|数量|天数|户数|份数|个数|总数)", name)
        and percent
        and not re.search(r"[率度]$|比例$", name)
    ):
        return "数量类指标的值为百分比", 1
    if re.search(r"次数$", name) and "率" in words:
        return "指标为次数，值为比率", 1
    if re.search(r"(?:费|费用|经费|工资|成本)$", name) and (percent or (counts and value.kind != "money")):
        return "费用、成本类指标的值不是金额", 1
    if percent and re.search(r"(?:数|数量|次数|人数)$", words):
        return f"值中“{words}”是计数，单位为%", 0.9
    if re.search(r"满意(?:度|率)", words) and "满意" not in name:
        return f"指标名称不是满意度，值为“{words}”", 0.8
    return None


@rule("T12")
def wrong_type(view: View) -> Iterator[Hit]:
    management = view.words.pattern("budget_management")
    for row in view.rows:
        kin = dimension(row.level2)
        if kin is None or management.search(row.level3):
            continue
        for entry in view.words.types:
            if _fits(entry, row):
                if kin in entry["under"]:
                    yield Hit(
                        row,
                        quote=row.level3,
                        facts={"level2": row.level2, "to": str(entry["to"]), "why": str(entry["why"])},
                        confidence=float(entry["confidence"]),
                        reason=str(entry["why"]),
                    )
                    break
                if entry["to"] == kin:
                    break


def _fits(entry: dict[str, object], row: Row) -> bool:
    name = re.sub(r"[（(][^（()）]*[)）]$", "", tidy(row.level3))
    unit = row.value.unit or (row.value.parts[0].unit if row.value.parts else "") or ""
    for key, text in (("name", name), ("unit", unit), ("value", tidy(row.raw))):
        if key in entry and not re.search(str(entry[key]), text):
            return False
    return not ("unless" in entry and re.search(str(entry["unless"]), name))


@rule("T13")
def budget_management_as_output(view: View) -> Iterator[Hit]:
    words = view.words.pattern("budget_management")
    for row in view.under("数量", "质量", "时效"):
        if match := words.search(row.level3):
            yield Hit(row, quote=row.level3, facts={"word": match[0], "level2": row.level2})


@rule("T22")
def several_in_one_name(view: View) -> Iterator[Hit]:
    keep = view.words.pattern("one_word")
    for row in view.rows:
        name = keep.sub(lambda match: "□" * len(match[0]), tidy(row.level3))
        name = re.sub(r"[（(][^（()）]*[)）]", "", name)
        # 通过…，按照…， say how, and a topic before a measured noun says where: neither is an indicator.
        name = re.sub(r"^(?:通过|按照|根据|按|依据)[^，,]*[，,]", "", name)
        if re.fullmatch(r"[^，,、]+[，,]\s*[^，,、]+(?:率|度)", name) and not _VERB.match(
            re.split(r"[，,]", name)[1].strip()
        ):
            continue
        parts = [part.strip() for part in _SEPARATOR.split(name) if len(part.strip()) > 1]
        if len(parts) < 2:
            continue
        measured = [part for part in parts if _MEASURED.search(part[-2:])]
        if len(measured) > 1 or (row.value.kind == "multi" and len(row.value.parts) > 1):
            confidence, reason = 0.9, "两个以上部分各有计量名词"
        elif row.value.kind == "number" and len(parts) > 2:
            confidence, reason = 0.6, "一个计数值对应几项内容"
        elif len(parts) > 1 and re.search(r"[，,；;]", name):
            confidence, reason = 0.6, "名称由几个分句组成"
        elif _GROUP.search(parts[0]) and "满意" in name:
            confidence, reason = 0.5, "名称并列几类对象"
        elif _VERB.match(parts[-1]) and row.value.kind in ("percent", "qualitative"):
            confidence, reason = 0.5, "名称并列几项任务"
        elif "、" in name and (row.value.kind == "date" or (not measured and row.value.kind != "percent")):
            confidence, reason = 0.5, "名称并列几项内容"
        else:
            confidence, reason = 0.4, "名称并列几个修饰语，可能仍是一个指标"
        yield Hit(
            row,
            quote=row.level3,
            facts={"parts": "；".join(_original(row, parts))},
            confidence=confidence,
            reason=reason,
        )


def _original(row: Row, parts: list[str]) -> list[str]:
    """The parts as written, where masked words stood in them."""
    text, found, at = tidy(row.level3), [], 0
    for part in parts:
        pattern = re.escape(part).replace("□", ".")
        match = re.compile(pattern).search(text, at)
        found.append(match[0] if match else part)
        at = match.end() if match else at
    return found


@rule("T23")
def cut_or_misspelt(view: View) -> Iterator[Hit]:
    table = view.table
    for row in view.rows:
        for quote, what in ((row.level1, "一级指标"), (row.level3, "三级指标"), (row.raw, "指标值")):
            if found := _fault(quote, view, what == "三级指标"):
                why, confidence = found
                yield Hit(row, quote=quote, facts={"where": what, "why": why}, confidence=confidence, reason=why)
        for why in row.why:
            match = re.match(r"“(.+)”不是一级指标名称", why)
            if match and (slip := _slip(match[1], view)):
                yield Hit(row, quote=match[1], facts={"where": "一级指标", "why": slip}, confidence=0.9, reason=slip)
    for place, text in (("project", table.project or ""), ("goal", view.goal)):
        where = "项目名称" if place == "project" else "总体目标"
        if found := _fault(text, view, False) or (_goal_cut(text) if place == "goal" else None):
            why, confidence = found
            yield Hit(
                place=place, quote=text[-30:], facts={"where": where, "why": why}, confidence=confidence, reason=why
            )


def _fault(text: str, view: View, name: bool) -> tuple[str, float] | None:
    for left, right in _PAIRS:
        if text.count(left) != text.count(right):
            return f"“{left}{right}”不配对", 0.9
    if slip := _slip(text, view):
        return slip, 0.9
    if "�" in text or re.search(r"[\ue000-\uf8ff]|\?{2,}", text):
        return "有乱码", 1.0
    if name and re.search(r"[、，,；;]\s*$", text):
        return "以顿号或逗号结尾，疑被截断", 0.8
    return None


def _slip(text: str, view: View) -> str | None:
    for slip, meant in view.words.maps.get("slips", {}).items():
        if slip in text:
            return f"“{slip}”疑为“{meant}”之误"
    return None


def _goal_cut(goal: str) -> tuple[str, float] | None:
    text = goal.strip()
    if not text or text.endswith(("。", "！", "？", "；", ".", ";", "”", "）", ")")):
        return None
    if any(re.search(end, text) for end in (r"[、，,]\s*.{0,2}$",)):
        return "结尾不成句，疑被截断", 0.9
    # One clause alone is a headline; a text with several clauses ends with a mark.
    return ("结尾没有句末标点，疑被截断", 0.6) if len(text) > 40 and re.search(r"[，,；;。]", text) else None


@rule("T24")
def repeated_in_the_table(view: View) -> Iterator[Hit]:
    rows = view.rows
    for number, row in enumerate(rows):
        for other in rows[:number]:
            if dimension(row.level2) != dimension(other.level2):
                continue
            confidence, reason = _same(other.level3, row.level3)
            if confidence:
                differ = (row.value.number, row.value.unit) != (other.value.number, other.value.unit)
                told = "，两处指标值不一致" if differ else ""
                yield Hit(
                    row,
                    quote=row.level3,
                    facts={"other": other.level3, "line": str(other.line), "values": told},
                    confidence=confidence,
                    reason=reason,
                )
                break


def _same(one: str, other: str) -> tuple[float, str]:
    """How sure it is that two names of one table mean the same, and why."""
    one, other = (re.sub(r"[\W_]+", "", tidy(name)) for name in (one, other))
    if one == other:
        return 1.0, "名称相同"
    stems = [_WEAK.sub("", name) for name in (one, other)]
    if stems[0] == stems[1] and len(stems[0]) > 3:
        return 0.85, "去掉“数量、批次、计划”等词后名称相同"
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and short in long and not long.startswith(("非", "不")):
        return 0.6, "一个名称包含另一个名称"
    if close(one, other) < (0.5 if one[-3:] == other[-3:] == "满意度" and one[:2] == other[:2] else 0.6):
        return 0.0, ""
    # Only what is added: 社会满意度, 社会对市场监管服务满意度. What is exchanged (柴油, 汽油) names another object.
    changes = [code[0] for code in SequenceMatcher(None, one, other, autojunk=False).get_opcodes()]
    longer = abs(len(one) - len(other)) > 2
    if longer and "replace" not in changes and ("insert" in changes) != ("delete" in changes):
        return 0.6, "一个名称只比另一个多几个字"
    return 0.35, "名称相似，但对象可能不同"


@rule("T25")
def copied_from_another_project(view: View) -> Iterator[Hit]:
    common = view.words.pattern("common_names")
    found = _sources(view, common, _COPIED)
    origins = Counter(id(table) for _likeness_, _other, table in found.values())
    # Where several rows come from one table, those that were adapted more belong to them.
    many = [table for table in view.tables if origins[id(table)] >= _SEVERAL]
    if many:
        found = {**_sources(View(view.table, [*many, view.table], view.words, view.year), common, _ADAPTED), **found}
    for row in view.rows:
        if id(row) not in found:
            continue
        likeness, other, table = found[id(row)]
        same = likeness == 1.0
        copied = same and other.raw == row.raw
        yield Hit(
            row,
            quote=row.level3,
            facts={"other": table.project or "", "line": str(other.line), "name2": other.level3},
            confidence=0.85 if copied else 0.7 if same or likeness >= 0.85 else 0.55,
            reason="名称和指标值都相同" if copied else "名称相同" if same else f"名称相似度{likeness:.2f}",
        )


_COPIED, _ADAPTED, _SEVERAL = 0.75, 0.65, 3


def _sources(view: View, common: re.Pattern[str], least: float) -> dict[int, tuple[float, Row, Table]]:
    """id of a row -> likeness, row and table of another project that it seems copied from."""
    from rapidfuzz.fuzz import ratio

    found: dict[int, tuple[float, Row, Table]] = {}
    rows = [(row, tidy(row.level3)) for row in view.rows]
    rows = [(row, name) for row, name in rows if len(name) >= 6 and not common.search(name)]
    later = True  # tables that stand before this one
    for table in view.tables:
        if table is view.table:
            later = False
            continue
        if table.project == view.table.project:
            continue
        for other in table.rows:
            theirs = tidy(other.level3)
            for row, name in rows:
                # Never below difflib's ratio, and a hundred times faster.
                if ratio(name, theirs) < least * 100 or abs(len(name) - len(theirs)) > max(len(name), len(theirs)) / 3:
                    continue
                likeness = 1.0 if theirs == name else close(name, theirs)
                if likeness < least or (id(row) in found and likeness <= found[id(row)][0]):
                    continue
                if (_less_fit(name, view.table, table) if likeness == 1.0 else 0) + later > 0:
                    found[id(row)] = (likeness, other, table)
    return found


def _less_fit(name: str, mine: Table, theirs: Table) -> int:
    """The same words in two projects: who they fit less copied. 2 this one, -2 the other, 0 both alike."""
    here, there = _nearness(name, mine), _nearness(name, theirs)
    return 2 if there > here else -2 if here > there else 0


def _nearness(name: str, table: Table) -> tuple[int, int]:
    """How many words a name shares with a project's name, and with its goal: who shares fewer copied."""
    return len(topic(name) & topic(table.project or "")), len(topic(name) & topic(table.goal or ""))


@rule("T28")
def task_instead_of_indicator(view: View) -> Iterator[Hit]:
    verbs, nouns = view.words.pattern("task_verbs"), view.words.pattern("measures")
    for row in view.rows:
        name = tidy(row.level3)
        if verbs.match(name) and not nouns.search(name):
            counted = row.value.kind in ("number", "money", "range")
            known = counted and _COUNT_UNITS.match(row.value.unit or "") is not None
            known = known or (row.value.kind == "date" and dimension(row.level2) == "时效")
            yield Hit(
                row,
                quote=row.level3,
                confidence=0.4 if known else 0.8,
                reason="以动词开头、没有计量名词" + ("，口径只能从单位推断" if known else ""),
            )


@rule("T37")
def abolished_body(view: View) -> Iterator[Hit]:
    regional = "自治区" in (view.table.unit or "") or re.search(r"省(?!会)", view.table.unit or "")
    words = {name: new for name, new in view.words.maps.get("abolished", {}).items() if new}
    texts = [("project", None, view.table.project or ""), ("goal", None, view.goal)]
    texts += [("", row, f"{row.level3} {row.raw}") for row in view.rows]  # type: ignore[misc]
    for place, row, text in texts:
        for old, new in words.items():
            if re.search(rf"(?<!原){re.escape(old)}", text):
                yield Hit(row, place or "title", old, {"word": old, "new": new}, 0.85, "在已撤销机构名称表中")
        if regional:
            for word, new in view.words.maps.get("city_text", {}).items():
                if word in text:
                    yield Hit(
                        row, place or "title", word, {"word": word, "new": new}, 0.7, "自治区、省级单位使用了市级用语"
                    )
