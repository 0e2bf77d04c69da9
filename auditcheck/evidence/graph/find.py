"""Which document a number means, in whatever form it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from auditcheck.errors import AuditcheckError
from auditcheck.evidence.graph.kinds import BY_LEDGER, KINDS, Ref
from auditcheck.evidence.workspace import Workspace
from auditcheck.i18n import _
from auditcheck.ledgers.keys import contract_key, read_vouchers, strict
from auditcheck.names import ledger_name

# A voucher's lines are one document.
VOUCHER = "coalesce(s.voucher_no_key, concat_ws('|', s.voucher_date, s.voucher_no), CAST(s.row_id AS VARCHAR))"
_BARE = r"upper(regexp_replace({}, '[^\pL\pN]', '', 'g'))"
_NEAREST = 5
_TOLD = 12


@dataclass(frozen=True)
class Found:
    ref: Ref
    number: str
    day: Any
    year: int | None


def find_start(workspace: Workspace, text: str, unit: str | None = None, year: int | None = None) -> list[Ref]:
    """The documents that ``text`` names: several only if one body has the number twice in one ledger.

    ``text`` may begin with a kind (合同:HT-2023-015). Raises AuditcheckError where it is unknown, with the nearest
    numbers, or where several bodies, years or ledgers have it.
    """
    kind, number = _split(text)
    found = [
        each
        for ledger in ([kind] if kind else BY_LEDGER)
        for each in _in_ledger(workspace, ledger, number)
        if (unit is None or each.ref.unit in _bodies(workspace, unit)) and (year is None or each.year in (year, None))
    ]
    if not found:
        raise AuditcheckError(_unknown(workspace, text, number, kind))
    if len({(each.ref.ledger, each.ref.unit, each.year) for each in found}) > 1 or _vouchers(found) > 1:
        raise AuditcheckError(_several(text, found))
    return [each.ref for each in found]


def _vouchers(found: Sequence[Found]) -> int:
    return len({each.ref for each in found if each.ref.ledger == "vouchers"})


def _split(text: str) -> tuple[str | None, str]:
    head, sign, rest = text.replace("：", ":").partition(":")
    if sign and rest.strip():
        for ledger, kind in BY_LEDGER.items():
            if head.strip() in (ledger, kind.name, kind.zh, ledger_name(ledger)):
                return ledger, rest.strip()
    return None, text


def _bodies(workspace: Workspace, written: str) -> set[str]:
    rows = workspace.session.query("SELECT name FROM units WHERE alias = $u OR name = $u", {"u": written})
    return {row["name"] for row in rows} | {written}


def _in_ledger(workspace: Workspace, ledger: str, number: str) -> Iterable[Found]:
    kind = BY_LEDGER[ledger]
    condition, params = _condition(ledger, number)
    if condition is None:
        return
    identity = VOUCHER if ledger == "vouchers" else "CAST(s.row_id AS VARCHAR)"
    days = ", ".join(f"s.{column}" for column, _word in kind.dates)
    rows = workspace.session.query(
        f"SELECT s.unit, {identity} AS identity, min(s.{kind.number}) AS number, min(coalesce({days})) AS day"
        f" FROM seen.{ledger} s WHERE {condition} GROUP BY s.unit, identity ORDER BY 1, 4, 2",
        params,
    )
    for row in rows:
        year = row["day"].year if row["day"] else None
        if ledger == "vouchers" and re.match(r"\d{4}-", row["identity"]):
            year = int(row["identity"][:4])
        yield Found(Ref(ledger, row["unit"], row["identity"]), row["number"], row["day"], year)


def _condition(ledger: str, number: str) -> tuple[str | None, dict[str, Any]]:
    """SQL over the row ``s`` that holds where it is the document of that number."""
    bare = strict(number)
    if not bare:
        return None, {}
    if ledger == "vouchers":
        numbers = read_vouchers(number)
        if not numbers:
            return f"{_BARE.format('s.voucher_no')} = $bare", {"bare": bare}
        forms = [
            f"{each.year or '[0-9]{4}'}-{f'{each.month:02d}' if each.month else '[0-9]{2}'}-"
            f"{re.escape(each.kind) if each.kind else '[^-]+'}-{each.number:04d}"
            for each in numbers
        ]
        return "regexp_full_match(s.voucher_no_key, $form)", {"form": "|".join(forms)}
    if ledger in ("payments", "acceptances", "expense_claims", "evidence"):
        return f"{_BARE.format(f's.{BY_LEDGER[ledger].number}')} = $bare", {"bare": bare}
    view = f"{ledger}_{BY_LEDGER[ledger].number}"
    if ledger == "contracts":
        key = contract_key(number) or ""
        loose = key.partition("|")[2]
        told = "k.key = $key OR split_part(k.key, '|', 1) = $bare OR split_part(k.key, '|', 2) = $loose"
        return f"s.row_id IN (SELECT row_id FROM {view} k WHERE {told})", {"key": key, "bare": bare, "loose": loose}
    return f"s.row_id IN (SELECT row_id FROM {view} k WHERE k.key = $bare)", {"bare": bare}


def _unknown(workspace: Workspace, text: str, number: str, ledger: str | None) -> str:
    from rapidfuzz import fuzz, process

    known: list[str] = []
    for name in [ledger] if ledger else BY_LEDGER:
        column = BY_LEDGER[name].number
        rows = workspace.session.query(
            f"SELECT DISTINCT {column} AS number FROM seen.{name} WHERE {column} IS NOT NULL ORDER BY 1"
        )
        known += [row["number"] for row in rows]
    told = _("{text}: no document of these books has this number").format(text=text)
    best = process.extract(number, list(dict.fromkeys(known)), scorer=fuzz.ratio, limit=_NEAREST, score_cutoff=50)
    if not best:
        return told
    return told + "; " + _("the nearest: {numbers}").format(numbers=", ".join(match[0] for match in best))


def _several(text: str, found: Sequence[Found]) -> str:
    lines = [
        f"  {ledger_name(each.ref.ledger)}  {each.number}  {each.ref.unit}  {each.day or each.year or ''}"
        for each in found[:_TOLD]
    ]
    if len(found) > _TOLD:
        lines.append(f"  … {len(found) - _TOLD}")
    ledgers = dict.fromkeys(KINDS[BY_LEDGER[each.ref.ledger].name].zh for each in found)
    form = f"{next(iter(ledgers))}:{_split(text)[1]}"
    told = _("{text}: several documents have this number; say which, with --unit, --year, or as {form}:")
    return "\n".join([told.format(text=text, form=form), *lines])
