"""XML files: which kind they are, and a parser that takes no entity and no document type.

The text is decoded here, by what the declaration says and otherwise by trial: expat itself knows no GB18030.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

from auditcheck.errors import InputError
from auditcheck.i18n import _
from auditcheck.ledgers.formats.delimited import decoded
from auditcheck.ledgers.formats.errors import has_entities

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]+)["']""")
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_DEEPEST = 200
Start = Callable[[str, dict[str, str]], None]


def decode(name: str, data: bytes) -> str:
    """By the declared encoding where it fits, else as any text. Raises InputError."""
    declared = _DECLARED.match(data)
    if declared:
        encoding = declared[1].decode("ascii").lower()
        try:
            # What calls itself GB2312 or GBK is GB18030 as soon as a rare name stands in it.
            return data.decode("gb18030" if encoding in ("gb2312", "gbk") else encoding)
        except (LookupError, UnicodeError):
            pass
    return decoded(name, data)


def is_spreadsheet(text: str) -> bool:
    """Whether this is "XML Spreadsheet 2003", which Excel writes and many systems export as .xls."""
    return _SPREADSHEET in text[:4000]


def is_page(text: str) -> bool:
    """Whether what begins with ``<`` is HTML rather than XML."""
    head = text[:4000].lower()
    if "<?xml" in head[:200] and "<html" not in head:
        return False
    return bool(re.search(r"<(html|!doctype\s+html|head|body|table|meta|style|div|tr|script|center|font)[\s>]", head))


def parse(name: str, text: str, start: Start, end: Callable[[str], None], data: Callable[[str], None]) -> None:
    """Call ``start(local name, attributes by local name)``, ``data``, ``end(local name)``. Raises InputError."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    depth = 0

    def refuse(*_arguments: object) -> NoReturn:
        raise has_entities(name)

    def opened(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise InputError(_("{file}: its elements nest deeper than {most} levels").format(file=name, most=_DEEPEST))
        start(local(tag), {local(key): value for key, value in attributes.items()} if attributes else attributes)

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(local(tag))

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = opened, closed, data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise InputError(
            _("{file}: the XML is damaged at line {line}; export it again").format(file=name, line=error.lineno)
        ) from error


def local(tag: str) -> str:
    """``凭证`` of ``ns:凭证``."""
    return tag.rpartition(":")[2]
