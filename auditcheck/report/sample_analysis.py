"""抽样前分析: tables with charts, as a workbook and as one page of html without anything from outside."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

from auditcheck.report.files import replacing, write_text
from auditcheck.report.layout import Book, Cell, Column, Table
from auditcheck.report.page import OPTIONS
from auditcheck.report.sample_notes import restricted

_TITLE = "抽样前分析"
_SHARES = [Column("笔数占比", 12, "centre"), Column("金额占比", 12, "centre")]
_DIGITS = [
    Column("数字", 10, "centre"),
    Column("笔数", 10, "count"),
    Column("实际", 12, "percent"),
    Column("应为", 12, "percent"),
]
_STYLE = """body{font:14px/1.5 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}th,td{border:1px solid #bbb;padding:.2rem .5rem;text-align:left}th{background:#d9e1f2}
td.n{text-align:right;font-variant-numeric:tabular-nums}
td.c,th{text-align:center}.note{background:#fff3d6;padding:.2rem .6rem}svg{width:100%;height:auto}
.figure{font-size:10px;fill:#444;stroke:#fff;stroke-width:3px;paint-order:stroke}
@media print{h2{break-after:avoid}}"""


def tables(document: Mapping[str, Any]) -> list[Table]:
    about = f"{document['ledger_name']}·{document['amount_name']}　{restricted(document['only'])}　{document['rows']:,}笔，{Decimal(document['total']):,}元"
    found = [
        Table(
            "金额分层",
            "金额分层",
            [
                Column("层", 24),
                Column("笔数", 12, "count"),
                Column("金额（元）", 20, "money"),
                *_SHARES,
            ],
            [
                [b["name"], b["rows"], Decimal(b["amount"]), b["share_rows"], b["share_amount"]]
                for b in document["bands"]
            ],
            about,
        ),
        _amounts("按月", document["months"], about),
    ]
    for test in document["digits"]:
        rows: list[list[Cell]] = [
            [d["digit"], d["count"], Decimal(d["share"]), Decimal(d["expected"]), d["z"]] for d in test["digits"]
        ]
        told = f"n={test['entries']:,}，平均绝对偏差（MAD）{test['mad']}" + (
            f"，{test['band']}" if test["band"] else ""
        )
        columns = [*_DIGITS, Column("Z值", 10, "centre")]
        notes = [test["note"]] if test["note"] else []
        found.append(Table(f"{test['name']}数字", f"{test['name']}数字分布", columns, rows, told, notes=notes))
    found.append(
        Table(
            "整数金额",
            "整数金额",
            [
                Column("整数倍", 18),
                Column("笔数", 12, "count"),
                Column("不低于该数的笔数", 18, "count"),
                Column("占比", 12, "centre"),
            ],
            [[f"{r['step']:,}元", r["rows"], r["of"], r["share"]] for r in document["round"]],
            about,
        )
    )
    found.append(
        Table(
            "同额同方",
            "同一往来单位、同一金额多次",
            [
                Column("单位", 28),
                Column("往来单位", 28),
                Column("金额（元）", 16, "money"),
                Column("次数", 8, "count"),
                Column("凭证", 50),
            ],
            [[d["unit"], d["party"], Decimal(d["amount"]), d["times"], d["numbers"]] for d in document["duplicates"]],
            about,
        )
    )
    if document["by"] == "voucher":
        columns = [Column("账簿", 50), Column("缺号数", 10, "count"), Column("缺号", 60)]
        rows = [[g["book"], g["missing"], g["numbers"]] for g in document["gaps"]]
        found.append(Table("凭证缺号", "凭证缺号（最小号至最大号之间）", columns, rows, about))
    if document["ages"]:
        found.append(_amounts("账龄", document["ages"], about))
    return found


def _amounts(name: str, lines: Sequence[Mapping[str, Any]], about: str) -> Table:
    columns = [Column(name, 18), Column("笔数", 12, "count"), Column("金额（元）", 20, "money")]
    return Table(name, name, columns, [[line["name"], line["rows"], Decimal(line["amount"])] for line in lines], about)


def write_analysis(folder: Path, document: Mapping[str, Any]) -> list[str]:
    """analysis.xlsx and analysis.html in ``folder``. Raises AuditcheckError where they cannot be written."""
    import xlsxwriter

    made = tables(document)
    with replacing(folder / "analysis.xlsx") as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        book = Book(workbook)
        for table in made:
            book.add_table(table)
            _chart(workbook, table)
        workbook.close()
    write_text(folder / "analysis.html", lambda stream: print(_page(document, made), file=stream))
    return ["analysis.xlsx", "analysis.html"]


def _series(table: Table) -> tuple[list[int], str] | None:
    """Columns that are drawn over the first one, and how; None for lists."""
    if table.name.endswith("数字"):
        return [2, 3], "share"
    return ([2], "amount") if table.name in ("金额分层", "按月", "账龄") and table.rows else None


def _chart(workbook: Any, table: Table) -> None:
    drawn = _series(table)
    if drawn is None:
        return
    first, last = table.header_row + 1, table.header_row + len(table.rows)
    chart = workbook.add_chart({"type": "column"})
    line = workbook.add_chart({"type": "line"}) if len(drawn[0]) > 1 else None
    for number, column in enumerate(drawn[0]):
        (line if number and line else chart).add_series(
            {
                "name": [table.name, table.header_row, column],
                "categories": [table.name, first, 0, last, 0],
                "values": [table.name, first, column, last, column],
            }
        )
    if line:
        chart.combine(line)
        chart.set_y_axis({"num_format": "0%", "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}})
    else:
        # Thousands with a point before the last digit are 万: no display unit, which LibreOffice and WPS do not show.
        chart.set_y_axis(
            {"num_format": '0\\.0,"万元"', "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}}
        )
    chart.set_title({"name": table.title, "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 640, "height": 320})
    workbook.get_worksheet_by_name(table.name).insert_chart(table.header_row + 1, len(table.columns) + 1, chart)


def _page(document: Mapping[str, Any], made: Sequence[Table]) -> str:
    parts = [
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{_TITLE}</title><style>{_STYLE}</style><h1>{_TITLE}</h1>'
    ]
    for table in made:
        parts.append(f"<h2>{escape(table.title)}</h2><p>{escape(table.subtitle)}</p>")
        parts += [f"<p class=note>{escape(note)}</p>" for note in table.notes]
        if drawn := _series(table):
            parts.append(_svg(table, drawn[0]))
        parts.append(_html(table) if table.rows else "<p>（无）</p>")
    return "".join(parts) + "</html>"


def _html(table: Table) -> str:
    head = "".join(f"<th>{escape(column.title)}</th>" for column in table.columns)
    rows = []
    for row in table.rows:
        cells = (
            f"<td class=n>{_shown(column, value)}</td>"
            if column.kind not in ("text", "centre")
            else f"<td{' class=c' if column.kind == 'centre' else ''}>{escape('' if value is None else str(value))}</td>"
            for column, value in zip(table.columns, row, strict=True)
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _shown(column: Column, value: Cell) -> str:
    if value is None:
        return ""
    return f"{value:.2%}" if column.kind == "percent" else f"{value:,}"


_FEW_BARS = 15  # with so many at most, each bar has its figure above it
_STRANGE = Decimal("1.96")  # a Z value beyond which one digit stands out (5%, two-sided)


def _svg(table: Table, columns: Sequence[int]) -> str:
    """Bars of the first column with an axis, a line of the second (what was to be expected); digits that stand out in orange."""
    width, height, left, top_edge, bottom = 900, 300, 70, 34, 34
    floor = height - bottom
    values = [[float(row[column] or 0) for row in table.rows] for column in columns]  # type: ignore[arg-type]
    is_share = len(values) > 1
    unit, most = _scale(max(0.0, *map(max, values)), is_share)
    step = (width - left - 10) / len(table.rows)

    def top(value: float) -> float:
        return floor - max(0.0, value) / unit / most * (floor - top_edge)

    def short(value: float) -> str:
        if value == 0:
            return "0"
        return f"{value:.1%}" if is_share else f"{value / unit:,.{0 if value / unit >= 100 else 1}f}"

    parts, figures = [], []
    for number in range(5):
        value = most * unit * number / 4
        y = top(value)
        parts.append(f'<line x1="{left}" x2="{width - 10}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end" font-size="11">{short(value)}</text>')
    every = max(1, -(-len(table.rows) // 30))
    for i, (row, value) in enumerate(zip(table.rows, values[0], strict=True)):
        centre = left + (i + 0.5) * step
        strange = is_share and abs(Decimal(str(row[-1]))) > _STRANGE
        shown = _shown(table.columns[columns[0]], row[columns[0]])
        parts.append(
            f'<rect x="{left + (i + 0.1) * step:.1f}" y="{top(value):.1f}" width="{step * 0.8:.1f}" height="{floor - top(value):.1f}"'
            f' fill="{"#d98032" if strange else "#5b7db1"}"><title>{escape(str(row[0]))}：{escape(shown)}</title></rect>'
        )
        if len(table.rows) <= _FEW_BARS:
            figures.append(
                f'<text class=figure x="{centre:.1f}" y="{top(value) - 4:.1f}" text-anchor="middle">{short(value)}</text>'
            )
        if i % every == 0:
            parts.append(
                f'<text x="{centre:.1f}" y="{floor + 16}" text-anchor="middle" font-size="11">{escape(str(row[0]))}</text>'
            )
    if is_share:
        points = " ".join(f"{left + (i + 0.5) * step:.1f},{top(value):.1f}" for i, value in enumerate(values[1]))
        parts.append(f'<polyline points="{points}" fill="none" stroke="#c0392b" stroke-width="2"/>')
        legend = (
            '柱：实际占比　<tspan fill="#b5651d">橙色柱：|Z|＞1.96，偏离明显</tspan>　'
            '<tspan fill="#c0392b">线：本福特定律（末两位为均匀分布）应有占比</tspan>'
        )
    else:
        legend = f"单位：{'亿元' if unit == 10**8 else '万元' if unit == 10**4 else '元'}"
    parts.append(f'<text x="{left}" y="16" font-size="12">{legend}</text>')
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(table.title)}">{"".join(parts + figures)}</svg>'


def _scale(most: float, is_share: bool) -> tuple[int, float]:
    """(yuan in the axis's unit, its end in that unit): the next of 1, 2, 4, 8 times a power of ten, which has round quarters."""
    unit = 1 if is_share or most < 10**5 else 10**4 if most < 10**9 else 10**8
    size = (most or 1) / unit
    power = 10.0 ** math.floor(math.log10(size))
    return unit, next(power * times for times in (1, 2, 4, 8, 10) if power * times >= size * 0.999999)
