"""The same ledger as a file of each format, and bytes that only the wicked write."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

ROWS: list[list[Any]] = [
    ["合同编号", "合同名称", "乙方", "签订日期", "合同金额"],
    ["001001", "采购", "甲公司", "2023-10-17", 298000.5],
    ["HT-2", "维修", "乙公司", "2023-10-18", 5],
    ["HT-3", "服务", "丙公司", "2023年11月2日", 70],
]
AMOUNTS = ["298000.50", "5.00", "70.00"]
DATES = ["2023-10-17", "2023-10-18", "2023-11-02"]
VOUCHERS = [
    ["2023", "1", "20230105", "记", "0001", "1", "付办公费", "5001", "100.00", "0.00", "2", "张三", "李四"],
    ["2023", "1", "20230105", "记", "0001", "2", "付办公费", "1002", "0.00", "100.00", "2", "张三", "李四"],
]
ELEMENTS = [
    *("会计年度", "会计期间号", "记账凭证日期", "记账凭证类型编号", "记账凭证编号", "记账凭证行号", "记账凭证摘要"),
    *("科目编号", "借方本币金额", "贷方本币金额", "附件数", "制单人", "审核人"),
]


def xlsx(rows: Sequence[Sequence[Any]] = ROWS, sheet: str = "合同台账") -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    return _saved(book.save)


def xlsm() -> bytes:
    return with_parts(xlsx(), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0macro"})


def xls(rows: Sequence[Sequence[Any]] = ROWS) -> bytes:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("合同台账")
    for index, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(index, column, cell)
    return _saved(book.save)


def xlsb(rows: Sequence[Sequence[Any]] = ROWS) -> bytes:
    """By hand, after MS-XLSB: no library writes it."""
    body = [_record(129), _record(148, struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1)), _record(145)]
    for index, row in enumerate(rows):
        body.append(_record(0, struct.pack("<IIHBBBI", index, 0, 300, 0, 0, 0, 0)))
        for column, cell in enumerate(row):
            place = struct.pack("<II", column, 0)
            body.append(
                _record(6, place + _wide(cell))
                if isinstance(cell, str)
                else _record(5, place + struct.pack("<d", cell))
            )
    body += [_record(146), _record(130)]
    bundle = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("合同台账")
    book = b"".join([_record(131), _record(143), _record(156, bundle), _record(144), _record(132)])
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = '<Relationships xmlns="{0}"><Relationship Id="rId1" Type="{1}/{2}" Target="{3}"/></Relationships>'
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": link.format(relations, office, "officeDocument", "xl/workbook.bin"),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": link.format(relations, office, "worksheet", "worksheets/sheet1.bin"),
            "xl/worksheets/sheet1.bin": b"".join(body),
        }
    )


def ods(rows: Sequence[Sequence[Any]] = ROWS, extra: str = "") -> bytes:
    cells = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="合同台账">{cells}{extra}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_cell(cell: Any, repeated: str = "") -> str:
    if isinstance(cell, str):
        return (
            f'<table:table-cell office:value-type="string"{repeated}><text:p>{escape(cell)}</text:p></table:table-cell>'
        )
    return (
        f'<table:table-cell office:value-type="float" office:value="{cell}"{repeated}>'
        f"<text:p>{cell}</text:p></table:table-cell>"
    )


def text(delimiter: str = ",", encoding: str = "utf-8", rows: Sequence[Sequence[Any]] = ROWS) -> bytes:
    return "".join(delimiter.join(map(str, row)) + "\r\n" for row in rows).encode(encoding)


def html(encoding: str = "utf-8", rows: Sequence[Sequence[Any]] = ROWS) -> bytes:
    lines = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>\n" for row in rows)
    named = "gb2312" if encoding == "gb18030" else encoding
    return (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={named}"><style>td {{ x: 1 }}</style>'
        f"</head><body><table border=1>{lines}</table></body></html>"
    ).encode(encoding)


def parquet(rows: Sequence[Sequence[Any]] = ROWS) -> bytes:
    import pyarrow
    import pyarrow.parquet

    columns = {name: [row[index] for row in rows[1:]] for index, name in enumerate(rows[0])}
    columns[rows[0][4]] = list(map(float, columns[rows[0][4]]))
    stream = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), stream)
    return stream.getvalue()


def gbt24589(prefix: str = "", encoding: str = "utf-8", declared: str | None = None) -> bytes:
    """Accounts and vouchers as GB/T 24589.2 lists them."""
    p = f"{prefix}:" if prefix else ""
    named = f' xmlns:{prefix}="urn:example:audit"' if prefix else ""
    accounts = "".join(
        f"<{p}会计科目><{p}科目编号 locID='020301'>{code}</{p}科目编号><{p}科目名称>{name}</{p}科目名称></{p}会计科目>"
        for code, name in (("1002", "银行存款"), ("5001", "业务活动费用"))
    )
    vouchers = "".join(
        f"<{p}记账凭证>" + "".join(f'<{p}{name} locID="0206">{value}</{p}{name}>' for name, value in zip(ELEMENTS, row, strict=True))
        + f"</{p}记账凭证>\n"
        for row in VOUCHERS
    )  # fmt: skip
    head = f'<?xml version="1.0" encoding="{declared or encoding}"?>\n'
    return f"{head}<{p}总账类{named}>{accounts}{vouchers}</{p}总账类>".encode(encoding)


def spreadsheet2003(rows: Sequence[Sequence[Any]] = ROWS) -> bytes:
    def cell(value: Any) -> str:
        return f'<Cell><Data ss:Type="{"String" if isinstance(value, str) else "Number"}">{value}</Data></Cell>'

    lines = "".join(f"<Row>{''.join(map(cell, row))}</Row>" for row in rows)
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{name}" xmlns:ss="{name}">'
        f'<Worksheet ss:Name="合同台账"><Table>{lines}</Table></Worksheet></Workbook>'
    ).encode()


MAKERS: dict[str, Callable[[], bytes]] = {
    "xlsx": xlsx, "xlsm": xlsm, "xlsb": xlsb, "xls": xls, "et": xls, "ods": ods,
    "csv": text, "tsv": lambda: text("\t", "gb18030"), "txt": lambda: text("|", "utf-16"),
    "html": html, "xml": spreadsheet2003, "parquet": parquet,
}  # fmt: skip


def zipped(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def parts_of(data: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(data: bytes, changed: dict[str, str | bytes]) -> bytes:
    """The zip ``data`` with parts added or put in the place of its own."""
    return zipped({**parts_of(data), **changed})


def with_sheet(content: str) -> bytes:
    """An xlsx whose only sheet holds the given rows as XML."""
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{name}"><sheetData>{content}</sheetData></worksheet>'
    )
    return with_parts(xlsx(), {"xl/worksheets/sheet1.xml": sheet})


def sheet_rows(rows: Sequence[Sequence[Any]] = ROWS, first: int = 1) -> str:
    """Rows as XML with inline texts, the first being number ``first``."""
    found = []
    for number, row in enumerate(rows, first):
        cells = "".join(
            f'<c r="{chr(65 + column)}{number}" t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'
            for column, cell in enumerate(row)
        )
        found.append(f'<row r="{number}">{cells}</row>')
    return "".join(found)


def _saved(save: Callable[[Any], Any]) -> bytes:
    stream = io.BytesIO()
    save(stream)
    return stream.getvalue()


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(body), b""
    while True:
        size, low = size >> 7, size & 0x7F
        length += bytes([low | (0x80 if size else 0)])
        if not size:
            return head + length + body


def _wide(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")
