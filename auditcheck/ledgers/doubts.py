"""What should be asked about a sheet as it was understood, with the likely answers; nothing is decided here."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from auditcheck.ledgers.books import Sheet
from auditcheck.ledgers.columns import context_for, read_column
from auditcheck.ledgers.mapping import claims_of, columns_for, header_forms
from auditcheck.ledgers.profile import SheetProfile, header_keys
from auditcheck.ledgers.schema import Column, Ledger, load_schema
from auditcheck.ledgers.text import squeezed

SURE = 0.6  # confidence from which nobody is asked which ledger a sheet is
_MOST = 6  # candidates
_LIKE = 0.7
MONEY, BODY = "\x00money", "\x00body"  # names of settled questions, unlike any header
_FEW = 3  # rows from which an average says something
_SMALL_AMOUNT = 1000  # 元, on average: less than any contract, budget line or asset, and usual in 万元
_SMALL = frozenset(["vouchers", "expense_claims", "staff", "self_evals"])  # small amounts are nothing odd there
# The lower of two headers that means nothing without the upper one.
_GENERIC = re.compile("编码|代码|编号|单号|名称|全称|类型|金额|日期|借方|贷方|数量")
_NEUTRAL = re.compile(
    r"(序号|行次|备注|说明|编号|附件|其他|项目|年|月|日|计量单位|来源系统|(?:支出)?功能分类(?:科目)?)\d*"
)


@dataclass(frozen=True)
class Heading:
    """A header of a sheet; ``key`` names it in a profile, ``column`` is what it is taken for."""

    key: str
    letter: str
    samples: tuple[str, ...]
    column: str | None
    how: str
    filled: bool


@dataclass(frozen=True)
class Question:
    """``about``: ``ledger`` (candidates are ledgers), ``header`` (columns), ``column`` (keys of headers that may hold
    ``column``), ``money`` (units) or ``body`` (names). ``why``: unknown, unsure, twice, similar, missing, small (amounts),
    several (bodies). ``keep``: what stands unless it is answered."""

    about: str
    why: str
    candidates: tuple[str, ...]
    keep: str | None = None
    heading: Heading | None = None
    column: str | None = None
    rival: str | None = None  # twice: the header that has the column now


@dataclass(frozen=True)
class View:
    """A sheet as far as questions go; ``settled`` and ``dropped`` hold what was answered."""

    sheet: Sheet
    ledger: Ledger | None
    headings: tuple[Heading, ...]
    derived: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()  # keys of headers, and names of columns, that are not asked about again
    changed: bool = False
    money: str | None = None  # the unit that was answered
    body: str | None = None  # the body that was answered

    @property
    def supplied(self) -> set[str]:
        return {each.column for each in self.headings if each.column} | self.derived

    def heading(self, key: str) -> Heading:
        return next(each for each in self.headings if each.key == key)

    def settle(self, name: str) -> View:
        return replace(self, settled=self.settled | {name})

    def touched(self) -> View:
        return replace(self, changed=True)

    def with_ledger(self, name: str | None) -> View:
        """The headers read as those of another ledger."""
        if name is None:
            headings = tuple(replace(each, column=None, how="unmapped") for each in self.headings)
            return replace(self, ledger=None, headings=headings, derived=frozenset())
        ledger = load_schema().ledgers[name]
        columns = columns_for(ledger, [names_of(each.key) for each in self.headings])
        headings = tuple(
            replace(each, column=columns.get(i), how="alias" if i in columns else "unmapped")
            for i, each in enumerate(self.headings)
        )
        return replace(self, ledger=ledger, headings=headings, derived=frozenset())

    def with_money(self, unit: str) -> View:
        return replace(self, money=unit, changed=True).settle(MONEY)

    def with_body(self, name: str) -> View:
        return replace(self, body=name, changed=True).settle(BODY)

    def with_column(self, key: str, column: str | None) -> View:
        """The header is the column (or not used); another header that had the column is not used any more."""
        headings = []
        for each in self.headings:
            if each.key == key:
                each = replace(each, column=column, how="manual")
            elif column and each.column == column:
                each = replace(each, column=None, how="manual")
            headings.append(each)
        return replace(self, headings=tuple(headings), settled=self.settled | {key}, changed=True)


def view_of(sheet: Sheet) -> View:
    here = [each for each in sheet.columns if each.letter]
    keys = header_keys(each.header for each in here)
    headings = tuple(
        Heading(key, each.letter or "", tuple(each.samples), each.column, each.how, bool(each.fill))
        for key, each in zip(keys, here, strict=True)
        if key
    )
    ledger = load_schema().ledgers[sheet.ledger] if sheet.ledger else None
    derived = frozenset(each.column for each in sheet.columns if each.column and not each.letter)
    return View(sheet, ledger, headings, derived)


def questions(view: View) -> list[Question]:
    """Everything doubtful about the sheet, the ledger first; where the ledger is unsure nothing else makes sense yet."""
    if question := _about_ledger(view):
        return [question]
    if view.ledger is None:
        return []
    found = [question for each in view.headings if (question := _about_header(view, view.ledger, each))]
    found += _about_missing(view, view.ledger, {each.heading.key for each in found if each.heading})
    return found + _about_money(view, view.ledger) + _about_body(view)


def all_questions(view: View) -> list[Question]:
    """Every question at once, for those who answer in a file: where the ledger is unsure also those that follow if it
    is the right one."""
    found = questions(view)
    if view.ledger and found and found[0].about == "ledger":
        found += questions(view.settle(""))
    return found


def doubt_of(ledger: Ledger, heading: Heading) -> str | None:
    """``similar`` where a header only resembles the column's name, or was recognised without what is in its brackets."""
    if heading.how == "similar":
        return "similar"
    if heading.how != "alias" or heading.column is None:
        return None
    for name in names_of(heading.key):
        for form in header_forms(name)[:3]:
            if any((c.ledger, c.column) == (ledger.name, heading.column) for _d, c in claims_of([form])):
                return None
    return "similar"


def _about_ledger(view: View) -> Question | None:
    sheet = view.sheet
    if "" in view.settled or sheet.profile or len(view.headings) < 3:
        return None
    if not any(each.filled for each in view.headings) or (view.ledger and sheet.confidence >= SURE):
        return None
    why = "unsure" if view.ledger else "unknown"
    return Question("ledger", why, tuple(_ledgers(view)), view.ledger.name if view.ledger else None)


def _ledgers(view: View) -> list[str]:
    names = [names_of(each.key) for each in view.headings]
    titles = squeezed(f"{view.sheet.name} {view.sheet.file}")
    ranked = []
    for order, ledger in enumerate(load_schema().ledgers.values()):
        hits: float = len(columns_for(ledger, names)) + 2 * any(hint in titles for hint in ledger.hints)
        hits += sum(0.5 for each in view.headings if _similar(ledger, each, frozenset()))
        if hits:
            ranked.append((-hits, order, ledger.name))
    return [name for _hits, _order, name in sorted(ranked)[:_MOST]]


def _about_header(view: View, ledger: Ledger, heading: Heading) -> Question | None:
    if heading.key in view.settled or heading.how in ("profile", "manual") or not heading.filled:
        return None
    free = frozenset(view.supplied)
    if heading.column:
        if doubt_of(ledger, heading) is None:
            return None
        others = [name for name in _similar(ledger, heading, free) if name != heading.column]
        return Question("header", "similar", (heading.column, *others)[:_MOST], heading.column, heading)
    claimed = [claim.column for _depth, claim in claims_of(names_of(heading.key)) if claim.ledger == ledger.name]
    claimed = [name for name in dict.fromkeys(claimed) if fits(ledger.column(name), heading)]
    for name in claimed:
        rival = next((each for each in view.headings if each.column == name), None)
        if rival and rival.how in ("alias", "similar"):
            return Question("header", "twice", tuple(claimed[:_MOST]), None, heading, rival=rival.key)
    similar = _similar(ledger, heading, free)
    return Question("header", "similar", tuple(similar), None, heading) if similar else None


def _about_missing(view: View, ledger: Ledger, asked: set[str]) -> list[Question]:
    unused = [each for each in view.headings if each.column is None and each.how == "unmapped" and each.filled]
    unused = [each for each in unused if each.key not in view.settled | asked and not _NEUTRAL.fullmatch(each.key)]
    found = []
    for column in ledger.columns:
        if column.required != "R" or column.name in view.supplied | view.settled or column.name == "unit":
            continue
        fitting = [each.key for each in unused if fits(column, each)]
        if fitting:
            found.append(Question("column", "missing", tuple(fitting[:9]), None, column=column.name))
    return found


def _about_money(view: View, ledger: Ledger) -> list[Question]:
    """Nothing names a unit, and taken for 元 the amounts are so small that 万元 may have been meant."""
    sheet = view.sheet
    if MONEY in view.settled or sheet.unit_of_money_from != "default" or sheet.profile or ledger.name in _SMALL:
        return []
    totals = [abs(total) / sheet.loaded for total in sheet.control_totals.values() if total and sheet.loaded]
    if sheet.loaded < _FEW or not totals or max(totals) >= _SMALL_AMOUNT:
        return []
    return [Question("money", "small", ("万元", "千元", "百万元", "元"), "元")]


def _about_body(view: View) -> list[Question]:
    if BODY in view.settled or not view.sheet.bodies:
        return []
    return [Question("body", "several", tuple(view.sheet.bodies[:_MOST]), view.sheet.unit)]


def _similar(ledger: Ledger, heading: Heading, taken: Iterable[str]) -> list[str]:
    """Columns that nobody has and whose names resemble the header, the likest first."""
    if _NEUTRAL.fullmatch(heading.key):
        return []
    last = names_of(heading.key)[-1]
    forms = header_forms(names_of(heading.key)[0] if _GENERIC.fullmatch(last) else last)
    ranked = []
    for order, column in enumerate(ledger.columns):
        if column.name in taken:
            continue
        like = max(_likeness(form, alias) for form in forms for alias in (column.zh, *column.aliases))
        if like >= _LIKE and fits(column, heading):
            ranked.append((-like, order, column.name))
    return [name for _like, _order, name in sorted(ranked)[:_MOST]]


def _likeness(form: str, alias: str) -> float:
    name = squeezed(alias)
    short, long = sorted((form, name), key=len)
    if len(short) >= 2 and short in long and len(short) >= len(long) / 2:
        return 0.75 + 0.25 * len(short) / len(long)
    if not set(short) & set(long) or len(short) < 3:
        return 0.0
    return difflib.SequenceMatcher(None, form, name, autojunk=False).ratio()


def fits(column: Column, heading: Heading) -> bool:
    """Whether the samples can be read as the column's kind of value."""
    if column.type in ("string", "list", "enum") or not heading.samples:
        return True
    read = read_column(column, heading.samples, context_for(column, heading.key, heading.samples, None))
    return not read.bad


def names_of(key: str) -> list[str]:
    """The names under which a header is looked up; 借方/金额 stood in two rows, one above the other."""
    text = re.sub(r"#\d+$", "", key)
    upper, slash, lower = text.partition("/")
    return [text, upper + lower, lower] if slash and upper and lower else [text]


def profile_of(view: View, before: SheetProfile | None = None) -> SheetProfile:
    """What ``view`` says as a profile: the headers answered now, and those that the profile ``before`` settled."""
    answered = {each.key: each.column for each in view.headings if each.how == "manual"}
    known = {each.key: each.column for each in view.headings if each.how == "profile"}
    return SheetProfile(
        tuple(each.key for each in view.headings),
        view.ledger.name if view.ledger else None,
        {**known, **answered},
        view.money or (before.unit_of_money if before else None),
        view.body or (before.unit if before else None),
        before.header_row if before else None,
        how="manual",
    )
