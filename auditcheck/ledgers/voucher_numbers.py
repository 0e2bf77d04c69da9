"""Numbers of many vouchers: 记-10-0037 and 记-10-0038 differ in their last figures only, so what stands before them is
read once and the figures are put behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from auditcheck.ledgers.coded import Coded, coded, from_arrow, mapped
from auditcheck.ledgers.keys import Period, VoucherNumber, read_voucher, voucher_keys, voucher_stem

_PARTS = r"^(?P<before>(?s:.*)[^0-9\p{Nd}])(?P<figures>[0-9]{1,6})$"
Keys = str | tuple[str, ...] | None
Months = tuple[int | None, int | None]


class VoucherNumbers:
    """The numbers of one column. Each is read as ``read_voucher`` and ``voucher_keys`` read it alone."""

    def __init__(self, texts: Sequence[str | None]) -> None:
        import pyarrow.compute as pc

        self._texts = coded(texts)
        array = self._texts.strings()
        parts = pc.extract_regex(array, _PARTS)
        before, figures = (self._column(pc.struct_field(parts, name)) for name in ("before", "figures"))
        self._before, self._figures = before, figures
        self._models: dict[str, VoucherNumber | None] = {
            head: read_voucher(f"{head}1") for head in before.values if head is not None
        }
        self._is_uniform = parts.null_count == array.null_count

    def _column(self, array: Any) -> Coded:
        each = from_arrow(array.dictionary_encode(null_encoding="encode"))
        return Coded(each.codes.take(self._texts.codes), each.values)

    def sequence(self) -> Coded:
        """The number proper, as text."""
        if self._is_uniform and all(model and model.number == 1 for model in self._models.values()):
            return mapped(lambda figures: None if figures is None else str(int(figures)), self._figures)

        def number(text: str | None) -> str | None:  # of no form; or the figures begin further left
            found = None if text is None else read_voucher(text)
            return None if found is None else str(found.number)

        return mapped(number, self._texts)

    def months(self) -> Coded:
        """The month that the number itself names."""

        def month(text: str | None) -> int | None:
            found = None if text is None else read_voucher(text)
            return None if found is None else found.month

        if not self._is_uniform:
            return mapped(month, self._texts).merged()
        return mapped(lambda head: model.month if (model := self._models.get(head)) else None, self._before).merged()

    def keys(self, periods: Coded, kinds: Sequence[str | None], unsure: Callable[[str], None]) -> Coded:
        """A key, several, or None for each row; ``unsure`` is told each text that names no certain voucher."""
        stems: dict[tuple[str, Months, str | None], str | None] = {}

        def stem(head: str | None, period: Months, kind: str | None) -> str | None:
            found = None if head is None else voucher_stem(head, Period(*period, kind))
            if head is not None:
                stems[head, period, kind] = found
            return found

        of_rows = mapped(stem, self._before, periods, kinds).merged()
        if self._is_uniform and None not in stems.values():
            figures = mapped(lambda text: None if text is None else f"{int(text):04d}", self._figures).merged()
            return mapped(lambda head, number: None if head is None else head + number, of_rows, figures)

        def keys(text: str | None, head: str | None, figures: str | None, period: Months, kind: str | None) -> Keys:
            if text is None:
                return None
            if head is not None and figures is not None and (known := stems[head, period, kind]) is not None:
                return f"{known}{int(figures):04d}"
            found = voucher_keys(text, Period(*period, kind))
            if found is None:
                unsure(text)
            return one_or_more(found or [])

        return mapped(keys, self._texts, self._before, self._figures, periods, kinds)


def one_or_more(keys: Sequence[str]) -> Keys:
    return None if not keys else keys[0] if len(keys) == 1 else tuple(keys)
