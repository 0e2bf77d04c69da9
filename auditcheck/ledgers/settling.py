"""What a sheet's columns mean where their headers alone do not say it: settled by the values, or asked about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from auditcheck.i18n import _, ngettext
from auditcheck.ledgers import assets, identities, remarks
from auditcheck.ledgers.bodies import Names, are_bodies
from auditcheck.ledgers.books import Sheet
from auditcheck.ledgers.coded import Coded, distinct
from auditcheck.ledgers.coded import mapped as mapped_to
from auditcheck.ledgers.columns import ReadColumn, context_for, read_column
from auditcheck.ledgers.dates import Dating
from auditcheck.ledgers.layout import Header, Titles
from auditcheck.ledgers.mapping import BODY_OR_THING, Match, unit_in_header
from auditcheck.ledgers.profile import Use
from auditcheck.ledgers.reading import RawSheet
from auditcheck.ledgers.schema import Column, Ledger
from auditcheck.ledgers.text import Cell, plain, squeezed, written
from auditcheck.ledgers.values import Context

_AUXILIARY = frozenset(["辅助核算", "辅助项", "辅助核算项", "辅助核算项目", "辅助核算信息", "核算项目", "核算维度"])
# 【客商：0012 某公司】, 供应商:某公司; a department or a project beside it says nothing of the other side.
_OTHER_SIDE = re.compile(
    r"(?:客商|供应商|往来单位|往来户|收款单位|客户)(?:档案|辅助核算|名称)?\s*[:：]\s*(?:\d+[-_\s]+)?([^\d\s】\]；;，,、/|][^】\]；;，,、/|]*)"
)
_CODED_ACCOUNT = re.compile(r"[(\[]?(?P<code>\d{3,}(?:[.-]\d+)*)[)\]]?[\s_:/\\-]*(?P<name>[^\d\s_:/\\-].*)")


def _part(account: str | None, name: str) -> str | None:
    match = _CODED_ACCOUNT.fullmatch(account) if account else None
    return match[name] if match else None


def _other_side(cell: Cell) -> str | None:
    """None where a line names nobody, or two."""
    names = {name.strip() for name in _OTHER_SIDE.findall(plain(written(cell)))} if cell not in ("", None) else set()
    return names.pop() if len(names) == 1 else None


def _amount(text: str | None) -> Decimal:
    return Decimal(text or "0.00")


class Settling:
    """One recognised sheet and what is known of its columns; ``mapped``: header position -> column."""

    def __init__(
        self,
        sheet: Sheet,
        raw: RawSheet,
        header: Header,
        titles: Titles,
        match: Match,
        names: Names,
        year: int | None,
        use: Use | None = None,
    ) -> None:
        self.sheet, self.raw, self.header, self.titles = sheet, raw, header, titles
        self.ledger: Ledger = match.ledger
        self.mapped = dict(match.columns)
        self.names, self.year, self.use = names, year, use
        self.doubtful: dict[int, str] = {}
        self.cells: Sequence[Coded] = ()  # the rows below the header, by position
        self.composed: int | None = None  # position of the dates made of 月 and 日

    def _settle_unit(self, cells: Sequence[Sequence[Cell]]) -> None:
        """单位 is a body only where its values are; what several rows call differently may be the counterparty."""
        for position, column in list(self.mapped.items()):
            header = squeezed(self.header.texts[position])
            if header not in BODY_OR_THING or column not in ("unit", "counterparty"):
                continue
            if self.use and self.use.how(position):
                continue
            values = [cell for cell in distinct(cells[position]) if cell not in ("", None)]
            if column == "unit" and not are_bodies(values) and not all(self.names.knows(written(v)) for v in values):
                del self.mapped[position]
            elif column == "counterparty" and self._one_body(values):
                self._rename(position, "unit")
            elif (
                column == "unit"
                and self.ledger.name == "vouchers"
                and header == "单位名称"
                and not self._one_body(values)
            ):
                self._rename(position, "counterparty")

    def _settle_accounts(self, cells: Sequence[Sequence[Cell]]) -> None:
        """A column 科目 of nothing but numbers holds codes, no names."""
        for position, column in list(self.mapped.items()):
            if (
                column != "account_name"
                or "account_code" in self.mapped.values()
                or (self.use and self.use.how(position))
            ):
                continue
            words = [squeezed(written(cell)) for cell in distinct(cells[position]) if cell not in ("", None)]
            if words and all(re.fullmatch(r"\d{3,}([.-]?\d+)*", word) for word in words):
                self.mapped[position] = "account_code"

    def _settle_lives(self, cells: Sequence[Sequence[Cell]], read: Mapping[int, ReadColumn]) -> None:
        position = next((p for p, name in self.mapped.items() if name == "useful_life_months"), None)
        text = squeezed(self.header.texts[position]) if position is not None else ""
        if position is None or "月" in text or "年)" in text or self._context_times(position, cells) != 1:
            return
        groups = next((cells[p] for p, name in self.mapped.items() if name == "category_code"), None)
        if groups is None:
            groups = [None] * len(cells[position])
        texts = list(read[position].texts)
        unsettled = assets.settle_lives(list(cells[position]), texts, list(groups))
        read[position].texts = texts
        if unsettled:
            self.sheet.warnings.append(
                _("{column}: {count} cells may be years or months and were left empty (header {header})").format(
                    column=read[position].column.zh, count=len(unsettled), header=self.header.texts[position]
                )
            )

    def _context_times(self, position: int, cells: Sequence[Sequence[Cell]]) -> int:
        return self._context(position, self.ledger.column(self.mapped[position]), cells[position]).times

    def _redden(self, cells: Sequence[Sequence[Cell]], read: Mapping[int, ReadColumn]) -> None:
        """Rows that a column 红字 marks are below zero."""
        if rows := remarks.red_rows(self.header, cells):
            for column in read.values():
                if column.column.type == "money":
                    column.texts = remarks.negative(column.texts, rows)
            self.sheet.warnings.append(
                ngettext(
                    "{count} row is marked 红字; its amounts are negative",
                    "{count} rows are marked 红字; their amounts are negative",
                    len(rows),
                ).format(count=len(rows))
            )

    def _settle_ambiguous(
        self, cells: Sequence[Sequence[Cell]], read: Mapping[int, ReadColumn]
    ) -> dict[str, tuple[Sequence[str | None], str]]:
        """Headers that may mean two things: column -> (texts, why), where the amounts tell."""
        amounts: dict[str, list[Decimal | None]] | None = None
        found: dict[str, tuple[Sequence[str | None], str]] = {}
        for position, names in enumerate(self.header.names):
            options = identities.candidates(self.ledger.name, names)
            if options is None or position in self.mapped or (self.use and self.use.how(position)):
                continue
            if amounts is None:
                amounts = {
                    column.column.name: [None if text is None else Decimal(text) for text in column.texts]
                    for column in read.values()
                    if column.column.type == "money"
                }
            like = self.ledger.column("original_value" if self.ledger.name == "assets" else "budget_initial")
            values = read_column(like, cells[position], self._context(position, like, cells[position]))
            numbers = [None if text is None else Decimal(text) for text in values.texts]
            settled = identities.Settled({}, "") if values.bad else identities.settle(options, numbers, amounts)
            if not settled.reason:
                self.sheet.warnings.append(identities.question(self.header.texts[position], options))
            for name, each in settled.columns.items():
                if name in self.ledger.by_name and name not in self.mapped.values():
                    texts = [None if number is None else str(number) for number in each]
                    found[name] = (texts, f"{self.header.texts[position]} ({settled.reason})")
        return found

    def _settle_coded_accounts(self, read: Mapping[int, ReadColumn]) -> dict[str, tuple[Sequence[str | None], str]]:
        """会计科目 “5001 业务活动费用” is a code and a name: (the codes, why); the column keeps the names."""
        names = {column.column.name: position for position, column in read.items()}
        position = names.get("account_name")
        if position is None or "account_code" in names or "account_code" not in self.ledger.by_name:
            return {}
        column = read[position]
        said = [text for text in distinct(column.texts) if text is not None]
        if not said or not all(_part(text, "name") for text in said):
            return {}
        codes = mapped_to(lambda text: _part(text, "code"), column.texts)
        column.texts = mapped_to(lambda text: _part(text, "name"), column.texts)
        return {"account_code": (codes, self.header.texts[position])}

    def _settle_sides(
        self, cells: Sequence[Sequence[Cell]], read: dict[int, ReadColumn]
    ) -> dict[str, tuple[Sequence[str | None], str]]:
        """期初余额 and 期末余额 in two columns, 借方 and 贷方: one amount each, on the side where it stands at the end."""
        if self.ledger.name != "gl_balances" or "normal_side" in self.mapped.values():
            return {}
        sides: dict[str, tuple[Sequence[str | None], Sequence[str | None], str]] = {}
        for position, column in list(read.items()):
            text = squeezed(self.header.texts[position])
            other = text[: text.rfind("借方")] + "贷方" + text[text.rfind("借方") + 2 :]
            if column.column.name not in ("opening", "closing") or "借方" not in text:
                continue
            beside = next((p for p, each in enumerate(self.header.texts) if squeezed(each) == other), None)
            if beside is None or beside in self.mapped:
                continue
            other_side = read_column(column.column, cells[beside], self._context(beside, column.column, cells[beside]))
            if not other_side.bad and not column.bad:
                sides[column.column.name] = column.texts, other_side.texts, f"{text}、{other}"
                del read[position], self.mapped[position]
        if not sides:
            return {}
        last_debits, last_credits, headers = sides.get("closing") or sides["opening"]
        ends = ["贷" if _amount(d) < _amount(c) else "借" for d, c in zip(last_debits, last_credits, strict=True)]
        found: dict[str, tuple[Sequence[str | None], str]] = {"normal_side": (ends, headers)}
        for name, (debits, owed, why) in sides.items():
            amounts = [_amount(d) - _amount(c) for d, c in zip(debits, owed, strict=True)]
            signed = [str(-each if end == "贷" else each) for each, end in zip(amounts, ends, strict=True)]
            found[name] = (signed, why)
        return found

    def _settle_auxiliary(self, cells: Sequence[Coded]) -> dict[str, tuple[Sequence[str | None], str]]:
        """With whom a line deals, out of a column 辅助核算 that calls each of its items by name."""
        if self.ledger.name != "vouchers" or "counterparty" in self.mapped.values():
            return {}
        for position, text in enumerate(self.header.texts):
            if position in self.mapped or squeezed(text) not in _AUXILIARY or (self.use and self.use.how(position)):
                continue
            names = mapped_to(_other_side, cells[position])
            if any(name is not None for name in distinct(names)):
                return {"counterparty": (names, text)}
        return {}

    def _remarks(self, cells: Sequence[Sequence[Cell]], read: Mapping[int, ReadColumn], data: Sequence[int]) -> None:
        money = {p: column for p, column in read.items() if column.column.type == "money"}
        texts = {column.column.name: column.texts for column in money.values()}
        told = [
            remarks.of_red_ink(self.raw, list(money), data),
            *remarks.of_words(self.raw, self.header, self.mapped, texts, cells, data),
            remarks.of_exemptions(self.raw, self.header, self.mapped, cells, data),
            remarks.of_unposted(self.header, cells, self.mapped, self.raw, data),
        ]
        by_name = {column.column.name: column.texts for column in read.values()}
        if self.ledger.name == "staff" and "name" in by_name and "staff_id" in by_name:
            told.append(remarks.of_namesakes(by_name["name"], by_name["staff_id"]))
        self.sheet.warnings += [each for each in told if each]

    def _one_body(self, values: Sequence[Cell]) -> bool:
        """The same body on each row, or bodies that are known: whose books these are, not with whom they deal."""
        return len(values) == 1 or (bool(values) and all(self.names.knows(written(value)) for value in values))

    def _rename(self, position: int, column: str) -> None:
        if column in self.mapped.values():
            del self.mapped[position]
        else:
            self.mapped[position] = column

    def _context(self, position: int, column: Column, cells: Sequence[Cell]) -> Context:
        text = self.header.texts[position]
        if column.type == "money":
            return context_for(column, f"({self._money_unit(text)})", cells, None)
        dated = column.is_date or column.type == "datetime"
        return context_for(column, text, cells, self.titles.money_unit, self._dating if dated else None)

    def _money_unit(self, header: str) -> str:
        return self._money_unit_from(header)[0]

    def _money_unit_from(self, header: str) -> tuple[str, str]:
        """(unit, where it was found): what a person settled, else what the header says, else the lines above it."""
        if self.use and self.use.unit_of_money:
            return self.use.unit_of_money, "profile"
        if unit := unit_in_header(header):
            return unit, "header"
        if self.titles.money_unit:
            return self.titles.money_unit, self.titles.money_unit_from
        return "元", "default"

    @cached_property
    def _dating(self) -> Dating:
        """The years of these books: of the title, else of their column 年度, else the one that was given."""
        years = {self.titles.year} if self.titles.year else set()
        if (
            not years
            and (at := next((p for p, name in self.mapped.items() if name == "fiscal_year"), None)) is not None
        ):
            column = self.cells[at].values
            years = {int(text[:4]) for cell in column if re.match(r"20\d{2}(年|$)", text := squeezed(written(cell)))}
        if not years and self.year:
            years = {self.year}
        return Dating(frozenset(years), self.raw.date_1904, serial_texts=True)
