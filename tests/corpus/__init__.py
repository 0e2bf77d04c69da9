"""Made books: one unit's consistent year, with what truly belongs together, and ways to spoil its numbers.

year = make_year(seed=1)
books = books_from_rows(spoil(year, share=0.3, seed=1).rows)
"""

from __future__ import annotations

from tests.corpus.spoil import spoil
from tests.corpus.year import LEDGERS, Link, Year, make_year

__all__ = ["LEDGERS", "Link", "Year", "make_year", "spoil"]
