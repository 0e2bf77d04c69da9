"""指标评分底稿: one sheet an indicator (数据来源, 取数, 计算, 证据索引, 得分说明, 编制/复核)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from auditcheck import names
from auditcheck.report import words
from auditcheck.report.facts import Doc
from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, Column, row_height
from auditcheck.report.page import OPTIONS

_COLUMNS = (Column("项目", 18, "centre"), Column("内容", 110))
_SOURCES = {"ledger": "台账", "metric": "指标数据表", "judgement": "评价判断", "survey": "问卷统计表"}


def write_workpapers(path: Path, score_doc: Doc, findings_doc: Doc, unit: str, levels: Sequence[str] = ()) -> None:
    """``levels``: the reviews of ``[review] levels``; without any the paper prints 未复核."""
    import xlsxwriter

    numbers = {str(one["fingerprint"]): one for one in findings_doc.get("findings", ())}
    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        workbook.set_properties({"title": "指标评分底稿", "author": "auditcheck"})
        book = Book(workbook)
        for number, one in enumerate(score_doc["indicators"], 1):
            about = f"被评价单位：{unit}　年度：{score_doc.get('year') or words.DASH}　索引号：PF-{number:03d}"
            sheet = book.add_sheet(one["code"], f"指标评分底稿：{one['code']} {one['name']}", 1, about)
            for index, column in enumerate(_COLUMNS):
                sheet.set_column(index, index, column.width)
            for row, (label, text) in enumerate(_lines(one, numbers, levels), 2):
                book.write(sheet, row, 0, "centre", label, True)
                book.write(sheet, row, 1, "text", text)
                sheet.set_row(row, row_height(_COLUMNS, [label, text]))
        workbook.close()


def _lines(one: Doc, findings: Mapping[str, Doc], levels: Sequence[str]) -> list[tuple[str, str]]:
    settings = "；".join(f"{key}={value}" for key, value in one["conventions"].items())
    return [
        ("指标解释", one["definition"]),
        ("评价依据", one["basis"]),
        ("评分标准", one["standard"]),
        ("标杆值", one["benchmark"]),
        ("评分口径", settings or words.DASH),
        ("数据来源", _source(one)),
        ("取数", _figures(one["measure"]) or words.DASH),
        ("评分项", "\n".join(_criterion(part) for part in one["criteria"]) or words.DASH),
        ("计算与得分说明", one["explanation"]),
        ("扣分", "\n".join(_loss(loss) for loss in one["deductions"]) or "无"),
        ("证据索引", "\n".join(_evidence(one, findings)) or words.DASH),
        ("完成值", str(one["value"] or words.DASH)),
        ("得分", _points(one)),
        ("编制人、日期", ""),
        *((f"{level}、日期", "") for level in levels),
        *([] if levels else [("复核", "未复核")]),
    ]


def _points(one: Doc) -> str:
    if one["state"] == "scored":
        return f"{one['score']}（满分{one['max']}，得分率{one['rate'] or words.DASH}）"
    return f"区间{one['range'][0]}—{one['range'][1]}，{words.indicator_state(one['state'])}"


def _source(one: Doc) -> str:
    measure = one["measure"] or {}
    place = _place(measure.get("place") or {})
    told = [
        _SOURCES.get(one["source"], one["source"]),
        str(measure.get("source") or ""),
        str(measure.get("check") or ""),
        place,
    ]
    return "，".join(part for part in told if part)


def _place(place: Mapping[str, Any]) -> str:
    if not place.get("file"):
        return ""
    row = f"第{place['row']}行" if place.get("row") else ""
    return f"{place['file']}〔{place.get('sheet') or ''}〕{row}"


def _figures(measure: Doc | None) -> str:
    if not measure:
        return ""
    if "values" in measure:
        return "\n".join(f"{names.ledger_name(key)}＝{value}" for key, value in measure["values"].items())
    told = [f"填报值＝{measure.get('value')}"]
    if measure.get("numerator") is not None and measure.get("from") != "survey":
        told.append(f"分子＝{measure['numerator']}，分母＝{measure.get('denominator')}")
    for one in measure.get("questions") or ():
        told.append(f"第{one['number']}题 {one['text']}：作答{one['answered']}人，满意率{one['rate']}")
    if measure.get("scale"):
        told.append(f"赋值＝{measure['scale']['name']}")
    person = [str(measure[name]) for name in ("person", "date") if measure.get(name)]
    return "\n".join([*told, *([f"填报：{'，'.join(person)}"] if person else [])])


def _criterion(part: Doc) -> str:
    by = part["person"] or "、".join(part["checks"])
    return f"{part['no']}．{part['text']}（{part['points']}分）{words.criterion_state(part['state'])}{f'：{by}' if by else ''}"


def _loss(loss: Doc) -> str:
    numbers = "、".join(filter(None, loss["numbers"]))
    return f"扣{loss['points']}分：{loss['reason']}{f'（{numbers}）' if numbers else ''}"


def _evidence(one: Doc, findings: Mapping[str, Doc]) -> list[str]:
    told = []
    for part in one["criteria"]:
        judged = part["judgement"]
        if judged:
            told.append(
                f"评分项{part['no']}：{judged['evidence'] or '未注明佐证'}　{_place(judged['source'] or {})}".rstrip()
            )
    measure = one["measure"] or {}
    if measure.get("evidence"):
        told.append(str(measure["evidence"]))
    for fingerprint in dict.fromkeys(mark for loss in one["deductions"] for mark in loss["findings"]):
        finding = findings.get(fingerprint) or {}
        places = list(dict.fromkeys(_place(item) for item in finding.get("evidence") or ()))
        told.append(f"{finding.get('no') or fingerprint}：{'；'.join(filter(None, places[:6]))}")
    return told
