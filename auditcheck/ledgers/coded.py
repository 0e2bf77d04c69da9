"""Columns in which each distinct value stands once and rows hold its number: work on a column is work on its values.

A ledger of ten million lines repeats itself; what it says fits into memory, an object for each cell does not. Numbers
are Arrow arrays that DuckDB takes as they are; many distinct texts are Arrow's too, fewer are a list.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

_PIECE = 1 << 16  # values that are objects at a time
_FEW = 1000  # cells that are a column sooner than Arrow is asked
_MANY = 1 << 18  # distinct texts from which a list of objects would be too large


class Stored(Sequence[Any]):
    """Texts in an Arrow array."""

    def __init__(self, texts: Any) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, index: Any) -> Any:
        found = self.texts[index]
        return Stored(found) if isinstance(index, slice) else found.as_py()

    def __iter__(self) -> Iterator[str | None]:
        for piece in pieces_of(self):
            yield from piece


class Numbers(Sequence[int]):
    """Whole numbers in an Arrow array (64 bits)."""

    def __init__(self, numbers: Any) -> None:
        import pyarrow as pa

        self.numbers = numbers if isinstance(numbers, pa.Array) else _arrow(array("q", numbers))

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, index: Any) -> Any:
        found = self.numbers[index]
        return Numbers(found) if isinstance(index, slice) else found.as_py()

    def __iter__(self) -> Iterator[int]:
        return _each(self.numbers, "q")

    def __eq__(self, other: object) -> bool:
        return _same(self, other)

    __hash__ = None  # type: ignore[assignment]

    def plus(self, number: int) -> Numbers:
        import pyarrow.compute as pc

        return Numbers(pc.add(self.numbers, number)) if number else self


class Coded(Sequence[Any]):
    """``values[codes[i]]`` stands in row ``i``; a value may stand in ``values`` twice."""

    def __init__(self, codes: Any, values: Sequence[Any]) -> None:
        self.codes, self.values = codes, values

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return Coded(self.codes[index], self.values)
        return self.values[self.codes[index].as_py()]

    def __iter__(self) -> Iterator[Any]:
        if not isinstance(self.values, Stored):
            return map(self.values.__getitem__, _each(self.codes, "i"))
        pieces = (self.codes[start : start + _PIECE] for start in range(0, len(self), _PIECE))
        return (text for piece in pieces for text in self.values.texts.take(piece).to_pylist())

    def __eq__(self, other: object) -> bool:
        return _same(self, other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(list(self))

    def tally(self) -> Iterator[tuple[Any, int]]:
        """Each value that stands anywhere, with the number of its rows; a value may come twice."""
        counts = self.codes.value_counts()
        numbers = _each(counts.field("counts"), "q")
        return zip(Coded(counts.field("values"), self.values), numbers, strict=True)

    def strings(self) -> Any:
        """``values``, all texts or None, as an Arrow array."""
        import pyarrow as pa

        return self.values.texts if isinstance(self.values, Stored) else pa.array(self.values, pa.string())

    def total(self) -> Decimal:
        """The sum of texts that are amounts with two decimals."""
        import pyarrow as pa
        import pyarrow.compute as pc

        amounts = self.strings().cast(pa.decimal128(38, 2))
        pieces = (self.codes[start : start + _MANY] for start in range(0, len(self), _MANY))
        return sum((pc.sum(amounts.take(piece)).as_py() or Decimal(0) for piece in pieces), Decimal("0.00"))

    def count(self, value: Any) -> int:
        return self.count_of((value,))

    def count_of(self, wanted: Collection[Any]) -> int:
        import pyarrow.compute as pc

        codes = self.codes_of(wanted)
        return 0 if codes is None else int(pc.sum(pc.is_in(self.codes, value_set=codes)).as_py() or 0)

    def positions_of(self, wanted: Collection[Any]) -> list[int]:
        """Where any of ``wanted`` stands, ascending."""
        import pyarrow.compute as pc

        codes = self.codes_of(wanted)
        return [] if codes is None else pc.indices_nonzero(pc.is_in(self.codes, value_set=codes)).to_pylist()

    def codes_of(self, wanted: Collection[Any]) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        if isinstance(self.values, Stored):
            # What is no text stands nowhere among texts; None is found by itself.
            texts = pa.array([each for each in wanted if isinstance(each, str) or each is None], pa.string())
            codes = pc.indices_nonzero(pc.is_in(self.values.texts, value_set=texts)).cast(pa.int32())
            return codes if len(codes) else None
        found = [code for code, value in enumerate(self.values) if value in wanted]
        return pa.array(found, pa.int32()) if found else None

    def take(self, positions: Sequence[int]) -> Coded:
        """Only these rows, and of the values only those that stand in them, in the order in which they first do."""
        if isinstance(positions, range) and positions == range(len(self)):
            return self
        import pyarrow as pa

        if isinstance(positions, range) and positions.step == 1:
            codes = self.codes[positions.start : positions.stop]
        else:
            codes = self.codes.take(_arrow(array("q", positions)) if not isinstance(positions, pa.Array) else positions)
        return Coded(codes, self.values).trimmed()

    def after(self, start: int) -> Coded:
        """Without the first rows, and without copying the others: a value that only the first have gives way to one
        that stands below."""
        codes = self.codes[start:]
        if not start or not len(codes):
            return Coded(codes, self.values).trimmed() if start else self
        import pyarrow as pa
        import pyarrow.compute as pc

        head = pa.array(sorted(set(_each(self.codes[:start], "i"))), pa.int32())
        gone = set(head.to_pylist()) - set(pc.unique(codes.filter(pc.is_in(codes, value_set=head))).to_pylist())
        if not gone:
            return Coded(codes, self.values)
        stands = self.values[codes[0].as_py()]
        if not isinstance(self.values, Stored):
            return Coded(codes, [stands if code in gone else value for code, value in enumerate(self.values)])
        parts, before = [], 0
        for code in sorted(gone):
            parts += [self.values.texts[before:code], pa.array([stands], pa.string())]
            before = code + 1
        return Coded(codes, Stored(pa.concat_arrays([*parts, self.values.texts[before:]])))

    def trimmed(self) -> Coded:
        """Without values that stand in no row."""
        again = self.codes.dictionary_encode()
        return Coded(again.indices, _chosen(self.values, again.dictionary))

    def merged(self) -> Coded:
        """Each value once."""
        if isinstance(self.values, Stored):
            again = self.values.texts.dictionary_encode(null_encoding="encode")
            return Coded(again.indices.take(self.codes), Stored(again.dictionary))
        known = encode(self.values)
        return self if len(known.values) == len(self.values) else Coded(known.codes.take(self.codes), known.values)


class Columns(Sequence[list[Any]]):
    """Rows that are held column by column; a row is made when it is asked for, and changing it changes nothing."""

    def __init__(self, columns: list[Coded]) -> None:
        self.columns = columns

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if stop == len(self) and step == 1:
                return Columns([column.after(start) for column in self.columns])
            return Columns([column.take(range(start, stop, step)) for column in self.columns])
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return [column[index] for column in self.columns]

    def __iter__(self) -> Iterator[list[Any]]:
        return map(list, zip(*self.columns, strict=True))


def encode(cells: Iterable[Any]) -> Coded:
    """``cells`` as a column; values that are equal (1 and 1.0, never 1 and True) become the first of them."""
    import pyarrow as pa

    cells = cells if isinstance(cells, (list, tuple)) else list(cells)
    kinds = set(map(type, cells))
    if kinds in ({str}, {float}) and len(cells) > _FEW:
        try:
            return from_arrow(pa.array(cells).dictionary_encode())
        except UnicodeEncodeError:  # half a character, of a damaged file
            pass
    index: defaultdict[Any, int] = defaultdict()
    index.default_factory = index.__len__
    if bool not in kinds:
        codes = array("i", map(index.__getitem__, cells))
        return Coded(_arrow(codes), list(index))
    codes = array("i", [index[isinstance(cell, bool), cell] for cell in cells])
    return Coded(_arrow(codes), [cell for _is_bool, cell in index])


def from_arrow(texts: Any) -> Coded:
    """Of a dictionary array without nulls in its indices."""
    import pyarrow as pa

    found = texts.dictionary
    many = len(found) >= _MANY and pa.types.is_string(found.type)
    return Coded(texts.indices, Stored(found) if many else found.to_pylist())


def pieces_of(values: Sequence[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), _PIECE):
        piece = values[start : start + _PIECE]
        yield piece.texts.to_pylist() if isinstance(piece, Stored) else list(piece)


def coded(cells: Sequence[Any]) -> Coded:
    return cells if isinstance(cells, Coded) else encode(cells)


class Links(Sequence[tuple[int, str]]):
    """(row, key) of each document that a column names, by row."""

    def __init__(self, rows: Numbers, keys: Coded) -> None:
        self.rows, self.keys = rows, keys

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Any) -> Any:
        return list(self)[index] if isinstance(index, slice) else (self.rows[index], self.keys[index])

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return zip(self.rows, self.keys, strict=True)

    def __eq__(self, other: object) -> bool:
        return _same(self, other)

    __hash__ = None  # type: ignore[assignment]

    def moved(self, places: Mapping[int, int]) -> Links:
        """Rows at their new places; those that have none are gone."""
        pairs = [(places[row], key) for row, key in self if row in places]
        return Links(Numbers([row for row, _key in pairs]), encode([key for _row, key in pairs]))


def linked(found: Coded) -> Links:
    """``found``: for each row a key, a tuple of several, or None."""
    import pyarrow.compute as pc

    if any(isinstance(keys, tuple) for keys in found.values):
        pairs = [
            (position, key)
            for position, keys in enumerate(found)
            if keys is not None
            for key in (keys if isinstance(keys, tuple) else (keys,))
        ]
        return Links(Numbers([position for position, _key in pairs]), encode([key for _position, key in pairs]))
    nothing = found.codes_of((None,))
    if nothing is None:
        return Links(Numbers(range(len(found))), found)
    named = pc.indices_nonzero(pc.invert(pc.is_in(found.codes, value_set=nothing)))
    return Links(Numbers(named.cast("int64")), Coded(found.codes.take(named), found.values).trimmed())


def columns_of(rows: Sequence[Sequence[Any]], width: int) -> list[Coded]:
    """The columns of rows that are equally wide."""
    if isinstance(rows, Columns):
        return rows.columns
    return [encode(cells) for cells in zip(*rows, strict=True)] if rows else [encode(()) for _ in range(width)]


def filled_at_most(columns: Sequence[Coded], most: int, nothing: Collection[Any]) -> list[int]:
    """Rows in which at most so many of ``columns`` have another value than ``nothing``."""
    import pyarrow as pa
    import pyarrow.compute as pc

    filled = pa.repeat(pa.scalar(len(columns), pa.int16()), len(columns[0]) if columns else 0)
    for column in columns:
        codes = column.codes_of(nothing)
        if codes is not None:
            filled = pc.subtract(filled, pc.is_in(column.codes, value_set=codes).cast(pa.int16()))
    found: list[int] = pc.indices_nonzero(pc.less_equal(filled, most)).to_pylist()
    return found


def constant(value: Any, count: int) -> Coded:
    import pyarrow as pa

    return Coded(pa.repeat(pa.scalar(0, pa.int32()), count), [value])


def distinct(cells: Sequence[Any]) -> Sequence[Any]:
    """Every value that ``cells`` have, in the order in which they first stand there."""
    return cells.merged().values if isinstance(cells, Coded) else list(dict.fromkeys(cells))


def mapped(function: Callable[..., Any], *columns: Sequence[Any]) -> Coded:
    """``function`` of the values of each row, asked once for each combination that there is."""
    each = [coded(column) for column in columns]
    codes, parts = _combined(each)
    values = [each[n].values for n in range(len(each))]
    count = len(parts[0]) if parts else len(values[0])
    return Coded(codes, gathered(_results(function, values, parts, count), count))


def _results(
    function: Callable[..., Any], values: Sequence[Sequence[Any]], parts: Sequence[Any], count: int
) -> Iterator[list[Any]]:
    if not parts:
        for piece in pieces_of(values[0]):
            yield list(map(function, piece))
        return
    for start in range(0, count, _PIECE):
        yield list(
            map(function, *(Coded(p[start : start + _PIECE], own) for p, own in zip(parts, values, strict=True)))
        )


def gathered(pieces: Iterable[list[Any]], count: int) -> Sequence[Any]:
    """``count`` values that come in pieces; many texts become Arrow's."""
    import pyarrow as pa

    if count < _MANY:
        return [value for piece in pieces for value in piece]
    texts: list[Any] = []
    objects: list[Any] | None = None
    for piece in pieces:
        if objects is None and all(value is None or type(value) is str for value in piece):
            texts.append(pa.array(piece, pa.string()))
            continue
        if objects is None:
            objects = [value for text in texts for value in text.to_pylist()]
        objects += piece
    return Stored(pa.concat_arrays(texts)) if objects is None else objects


def _combined(columns: Sequence[Coded]) -> tuple[Any, list[Any]]:
    """(number of its combination for each row, for each column the codes of the combinations)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(columns) == 1:
        return columns[0].codes, []
    codes, parts = columns[0].codes, [pa.array(range(len(columns[0].values)), pa.int32())]
    for column in columns[1:]:
        size = max(len(column.values), 1)
        both = pc.add(pc.multiply(codes.cast(pa.int64()), size), column.codes.cast(pa.int64())).dictionary_encode()
        before = pc.divide(both.dictionary, size)
        codes = both.indices
        parts = [part.take(before) for part in parts]
        parts.append(pc.subtract(both.dictionary, pc.multiply(before, size)).cast(pa.int32()))
    return codes, parts


def stacked(parts: Sequence[Sequence[int]]) -> Numbers:
    """Numbers one below the other."""
    import pyarrow as pa

    return Numbers(
        pa.concat_arrays([Numbers(part).numbers if not isinstance(part, Numbers) else part.numbers for part in parts])
    )


def joined(columns: Sequence[Sequence[Any]]) -> Coded:
    """One column below the other."""
    import pyarrow as pa
    import pyarrow.compute as pc

    each = [coded(column) for column in columns]
    if len(each) == 1:
        return each[0]
    codes, start = [], 0
    for column in each:
        codes.append(pc.add(column.codes, pa.scalar(start, pa.int32())))
        start += len(column.values)
    values = gathered((piece for column in each for piece in pieces_of(column.values)), start)
    return Coded(pa.concat_arrays(codes), values).merged()


def _chosen(values: Sequence[Any], codes: Any) -> Sequence[Any]:
    if isinstance(values, Stored):
        return Stored(values.texts.take(codes))
    return list(map(values.__getitem__, codes.to_pylist()))


def _arrow(numbers: array[int]) -> Any:
    import pyarrow as pa

    kind = pa.int32() if numbers.typecode == "i" else pa.int64()
    return pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(numbers)])


def _each(numbers: Any, form: Literal["i", "q"]) -> Iterator[int]:
    if not len(numbers):
        return iter(())
    view = memoryview(numbers.buffers()[1]).cast("B").cast(form)[numbers.offset : numbers.offset + len(numbers)]
    pieces = (view[start : start + _PIECE].tolist() for start in range(0, len(view), _PIECE))
    return (number for piece in pieces for number in piece)


def _same(own: Sequence[Any], other: object) -> bool:
    if not isinstance(other, Sequence) or isinstance(other, str):
        return False
    return len(own) == len(other) and all(bool(a == b) for a, b in zip(own, other, strict=True))
