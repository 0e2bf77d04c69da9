"""Packages to hand over: for each finding its rows, documents, legal basis and hashes; the same inputs give the same bytes."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from auditcheck import names
from auditcheck.report import facts, masks, words
from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, Cell, Column, Table
from auditcheck.report.page import OPTIONS

_CREATED = datetime(2000, 1, 1)  # fixed: a package is what was put in, not when
_STAMP = (1980, 1, 1, 0, 0, 0)
_PIECE = 1 << 20
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_ROW = {
    "role": Column("用途", 9, "centre"),
    "ledger": Column("台账", 12, "centre"),
    "file": Column("文件", 26),
    "sheet": Column("工作表", 14),
    "row": Column("行", 6, "count"),
    "cell": Column("单元格", 8, "centre"),
    "column": Column("栏目", 14),
    "value": Column("内容", 32),
    "origin": Column("来源", 9, "centre"),
    "sha256": Column("文件SHA-256", 34),
}


@dataclass(frozen=True)
class Attachment:
    """One document: where it is, and why it could not be put in (None: it is in)."""

    document: Mapping[str, Any]
    path: Path
    trouble: str | None = None


@dataclass(frozen=True)
class Part:
    """One finding with every piece of its evidence and the documents linked."""

    finding: Mapping[str, Any]
    items: Sequence[Mapping[str, Any]]
    attachments: Sequence[Attachment] = ()


@dataclass
class Packed:
    """What is in the package: its own hash, and the documents that are not in it, with reasons."""

    sha256: str = ""
    findings: int = 0
    documents: int = 0
    left_out: list[str] = field(default_factory=list)


def write_pack(path: Path, run: Mapping[str, Any], parts: Sequence[Part]) -> Packed:
    """Raises AuditcheckError where ``path`` cannot be written."""
    done = Packed(findings=len(parts))
    hashes: dict[str, str] = {}
    folders, parts = _folders(parts), [_masked(part) for part in parts]
    with replacing(path) as beside, zipfile.ZipFile(beside, "w") as archive:
        for folder, part in zip(folders, parts, strict=True):
            _put(archive, hashes, f"{folder}/取证明细.xlsx", _workbook(run, part))
            for attachment in part.attachments:
                if attachment.trouble is None:
                    _copy(archive, hashes, f"{folder}/附件/{_name(attachment)}", attachment.path)
                    done.documents += 1
                else:
                    done.left_out.append(f"{part.finding['no']}  {attachment.document['name']}：{attachment.trouble}")
        _put(archive, hashes, "索引.xlsx", _index(run, folders, parts))
        listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(hashes.items()))
        _put(archive, {}, "哈希清单.txt", listed.encode("utf-8"))
    done.sha256 = _digest(path)
    return done


def _masked(part: Part) -> Part:
    whole = masks.finding({**part.finding, "evidence": part.items})
    return replace(part, finding=whole, items=whole["evidence"])


def _folders(parts: Sequence[Part]) -> list[str]:
    return [fit_for_a_name(f"{part.finding['no']} {part.finding['title']}", 60) for part in parts]


def fit_for_a_name(text: str, most: int) -> str:
    """A file name that Windows takes too."""
    return _UNFIT.sub("_", text)[:most].rstrip(" .") or "_"


def _name(attachment: Attachment) -> str:
    document = attachment.document
    stem, dot, extension = str(document["name"]).rpartition("/")[2].rpartition(".")
    own = fit_for_a_name(stem if dot else extension, 80)
    return f"{document['id']} {own}" + (f".{fit_for_a_name(extension, 10)}" if dot else "")


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _STAMP)
    info.create_system, info.external_attr = 3, 0o644 << 16  # the same on every system
    return info


def _put(archive: zipfile.ZipFile, hashes: dict[str, str], name: str, data: bytes) -> None:
    archive.writestr(_info(name), data)
    hashes[name] = hashlib.sha256(data).hexdigest()


def _copy(archive: zipfile.ZipFile, hashes: dict[str, str], name: str, path: Path) -> None:
    digest = hashlib.sha256()
    large = path.stat().st_size >= zipfile.ZIP64_LIMIT
    with path.open("rb") as source, archive.open(_info(name), "w", force_zip64=large) as target:
        while piece := source.read(_PIECE):
            digest.update(piece)
            target.write(piece)
    hashes[name] = digest.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _book(stream: IO[bytes], tables: Iterable[Table], title: str) -> None:
    import xlsxwriter

    workbook = xlsxwriter.Workbook(stream, OPTIONS)
    workbook.set_properties({"title": title, "author": "auditcheck", "created": _CREATED})
    book = Book(workbook)
    for table in tables:
        book.add_table(table)
    workbook.close()


def _workbook(run: Mapping[str, Any], part: Part) -> bytes:
    """取证明细: the finding, each cell of its evidence, its basis, its documents."""
    finding, kind = part.finding, str(run["kind"])
    about = [
        ("编号", finding["no"]),
        ("名称", finding["title"]),
        ("状态", words.state(finding["state"], kind)),
        ("性质", words.finding_class(finding["class"])),
        (words.unit_label(kind), finding["scope"].get("unit")),
        ("金额（元）", finding["amount"]),
        ("日期", finding["date"]),
        ("情况", finding["message"]),
        ("认定", facts.decided([finding])),
        ("检查", f"{finding['check']}{' ' + finding['subrule'] if finding['subrule'] else ''}"),
        ("参数", "；".join(f"{name}={value}" for name, value in sorted((finding.get("params") or {}).items()))),
        ("识别码", finding["fingerprint"]),
        ("证据指纹", finding["evidence_hash"]),
        ("截止日", f"{run['asof']}（auditcheck {run['version']}）"),
    ]
    unconfirmed = finding["state"] not in words.CONFIRMED_STATES
    tables = [
        Table(
            "问题",
            f"{finding['no']} {finding['title']}",
            (Column("项目", 14, "centre"), Column("内容", 100)),
            [[name, None if value is None else str(value)] for name, value in about],
            disclaimer=unconfirmed,
        ),
        Table(
            "证据明细",
            "证据明细",
            tuple(_ROW.values()),
            list(_cells(part.items, {each["file"]: each["sha256"] for each in run["inputs"]})),
            notes=["个人证件、电话、账户号码已遮蔽；原文见所列文件的单元格。"] if masks.is_masking() else [],
        ),
        Table("依据", "依据", _BASIS, [_law(entry) for entry in finding["basis"]]),
        Table("附件", "附件", _DOCUMENTS, [_document(each) for each in part.attachments]),
    ]
    stream = io.BytesIO()
    _book(stream, tables, "取证明细")
    return stream.getvalue()


_BASIS = (Column("依据", 40), Column("条文", 70), Column("条文出处", 30), Column("出处SHA-256", 34))
_DOCUMENTS = (
    Column("证据编号", 11, "centre"),
    Column("单证类型", 10, "centre"),
    Column("文件名", 40),
    Column("载明日期", 12, "centre"),
    Column("收到日期", 12, "centre"),
    Column("SHA-256", 34),
    Column("说明", 24),
)


def _law(entry: Mapping[str, Any]) -> list[Cell]:
    source = entry.get("quoted_from") or {}
    text = entry.get("quote") or (f"（要点）{entry['gist']}" if entry.get("gist") else None)
    return [facts.basis(entry), text, source.get("file"), source.get("sha256")]


def _document(each: Attachment) -> list[Cell]:
    document = each.document
    told = [document[name] for name in ("id", "doc_type", "name", "doc_date", "received", "sha256")]
    return [*told, each.trouble]


def _cells(items: Iterable[Mapping[str, Any]], sha256: Mapping[str, str]) -> Iterable[list[Cell]]:
    """One row a cell, with its address; evidence without cells (a whole sheet, a hole) gives one row too."""
    for item in items:
        values, cells = item.get("values", {}), item.get("cells", {})
        head: list[Cell] = [words.role(item.get("role")), names.ledger_name(item.get("ledger")), item["file"]]
        head += [item.get("sheet"), item.get("row")]
        for column in list(dict.fromkeys([*cells, *values])) or [None]:
            value = None if column is None else values.get(column)
            yield [
                *head,
                cells.get(column) if column else None,
                names.column_name(column, item.get("ledger")) if column else None,
                None if value is None or column is None else str(value),
                words.evidence_origin(item.get("origin")),
                sha256.get(str(item["file"])),
            ]


def _index(run: Mapping[str, Any], folders: Sequence[str], parts: Sequence[Part]) -> bytes:
    kind = str(run["kind"])
    columns = (
        Column("编号", 11, "centre"),
        Column("名称", 28),
        Column("状态", 12, "centre"),
        Column("金额（元）", 15, "money"),
        Column("情况", 60),
        Column("依据", 34),
        Column("证据行数", 9, "count"),
        Column("附件", 7, "count"),
        Column("未装入", 7, "count"),
        Column("文件夹", 30),
    )
    rows: list[list[Cell]] = [
        [
            part.finding["no"],
            part.finding["title"],
            words.state(part.finding["state"], kind),
            facts.money(part.finding["amount"]),
            str(part.finding["message"]),
            facts.bases([part.finding]),
            len(part.items),
            sum(each.trouble is None for each in part.attachments),
            sum(each.trouble is not None for each in part.attachments),
            folder,
        ]
        for folder, part in zip(folders, parts, strict=True)
    ]
    read = {str(item["file"]) for part in parts for item in part.items}
    sources: list[list[Cell]] = [[each["file"], each["sha256"]] for each in run["inputs"] if each["file"] in read]
    subtitle = (
        f"{run.get('name') or ''}  {run.get('unit') or ''}  {run['period']}  评价（审计）截止日：{run['asof']}".strip()
    )
    unconfirmed = any(part.finding["state"] not in words.CONFIRMED_STATES for part in parts)
    note = "附件为原始文件，未作遮蔽，请按涉密和个人信息规定交接。各文件SHA-256见“哈希清单.txt”。"
    stream = io.BytesIO()
    tables = [
        Table("索引", "证据包索引", columns, rows, subtitle, unconfirmed, [note]),
        Table("来源文件", "来源文件", (Column("文件", 50), Column("SHA-256", 70)), sources),
    ]
    _book(stream, tables, "证据包索引")
    return stream.getvalue()
