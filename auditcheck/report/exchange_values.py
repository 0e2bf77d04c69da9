"""One form for what stands in a cell, whichever program wrote it, and the marks by which a change is seen.

A value is text: money without trailing zeros, days as ISO, a drop-down's own value. Beside each row stand a mark of each
cell as exported and a checksum over them: so a change in the file and a change here are told apart, cell by cell, without
the file that was sent.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from auditcheck.i18n import _
from auditcheck.ledgers.amounts import amount_of, number_of
from auditcheck.ledgers.dates import Dating, Unreadable, parse_days
from auditcheck.ledgers.text import Cell, squeezed, with_dashes
from auditcheck.report import words
from auditcheck.report.exchange_fields import Field, choices, synonyms
from auditcheck.report.layout import fit

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|_x000[dD]_")
_MARK = re.compile(r"([a-z_]+)=([0-9a-f]{8})")
_ROW = re.compile(r"([0-9a-f]{12})((?: [a-z_]+=[0-9a-f]{8})+)")
_CENT = Decimal("0.01")


def text(value: str) -> str:
    """What a cell gives back of a text: without control characters, blanks at the ends, other kinds of line ends."""
    lines = _CONTROL.sub("", fit(value).replace("\r\n", "\n").replace("\r", "\n").replace(chr(0xA0), " ")).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def plain(field: Field, value: object) -> str:
    """The text of a value of a document: None is "", money loses its trailing zeros."""
    if value is None or value == "":
        return ""
    if field.kind == "money":
        return _money(Decimal(str(value)))
    if isinstance(value, date):
        return value.isoformat()[:10]
    return text(str(value))


def read(field: Field, cell: Cell, kind: str) -> str:
    """The value of a cell that a person may have written. Raises Unreadable with what was expected."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return ""
    match field.kind:
        case "money":
            written = cell if not isinstance(cell, str) else with_dashes(squeezed(cell))
            amount = amount_of(written, Decimal(1)) if isinstance(written, str) else number_of(written)
            return _money(amount)
        case "count":
            number = (
                number_of(cell) if not isinstance(cell, str) else amount_of(squeezed(cell).rstrip("人"), Decimal(1))
            )
            if number != number.to_integral_value():
                raise Unreadable(_("not a whole number"))
            return str(int(number))
        case "date":
            first, last = parse_days(cell, Dating(serial_texts=True))
            if first != last:
                raise Unreadable(_("not a full date"))
            return first.isoformat()
        case "choice":
            return _chosen(field, str(cell), kind)
    return text(_written(cell))


def _chosen(field: Field, written: str, kind: str) -> str:
    words_of = choices(field.code, kind)
    wanted = squeezed(written)
    for value, word in words_of.items():
        if wanted in (squeezed(word), squeezed(value)):
            return value
    for word, value in synonyms(field.code).items():
        if wanted == squeezed(word):
            return value
    if field.code in ("state", "found_state"):
        from auditcheck.evidence.confirmations import state_of

        state = state_of(written)
        if state is not None and state in words_of:
            return state
    raise Unreadable(_("expected one of {words}").format(words="、".join(words_of.values())))


def word(field: Field, value: str, kind: str) -> str:
    """A value as people read it."""
    if field.kind == "choice" and value:
        return choices(field.code, kind).get(value) or (words.state(value, kind) if field.code == "state" else value)
    return value


def mark(identity: str, code: str, value: str) -> str:
    return hashlib.sha256(f"{identity}\n{code}\n{value}".encode()).hexdigest()[:8]


def seal(identity: str, values: Mapping[str, str]) -> str:
    """What the hidden column beside the id holds: the row's checksum and the mark of each cell."""
    marks = "".join(f" {code}={mark(identity, code, value)}" for code, value in sorted(values.items()))
    return _checksum(identity, marks) + marks


def unseal(identity: str, sealed: str) -> dict[str, str] | None:
    """The marks by column, or None where the id or the marks were damaged."""
    match = _ROW.fullmatch(sealed.strip())
    if not match or _checksum(identity, match[2]) != match[1]:
        return None
    return dict(_MARK.findall(match[2]))


def changed(identity: str, values: Mapping[str, str], marks: Mapping[str, str], codes: Iterable[str]) -> set[str]:
    """Which of the columns no longer hold what was exported; what was not exported then is not compared."""
    return {
        code for code in codes if code in values and code in marks and mark(identity, code, values[code]) != marks[code]
    }


def _checksum(identity: str, marks: str) -> str:
    return hashlib.sha256(f"{identity}{marks}".encode()).hexdigest()[:12]


def _money(amount: Decimal) -> str:
    amount = amount.quantize(_CENT) if amount == amount.quantize(_CENT) else amount
    return f"{amount.normalize():f}" if amount else "0"


def _written(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else cell.isoformat(" ")
    return str(cell)
