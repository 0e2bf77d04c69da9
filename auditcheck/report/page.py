"""How a sheet that people fill in or mend looks on paper: A4 landscape, header on every page, page numbers."""

from __future__ import annotations

from math import ceil
from typing import Any

from auditcheck.report import words

# Signs that Excel takes for the start of a formula once a person edits the cell; full-width ones count in Chinese Excel.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
HEADING_FONT = {"font_name": "黑体", "valign": "vcenter"}
HEADER_FILL = "#D9E1F2"
# What XlsxWriter must not make of texts that came from elsewhere.
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_CHARACTERS_A_PAGE = 165  # below that, ten-point text becomes too small to read when fitted to one page


def set_up(sheet: Any, header_row: int, width: float) -> None:
    """``header_row``: 0-based, repeated with all above it; ``width``: of all columns, in characters."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(max(1, ceil(width / _CHARACTERS_A_PAGE)), 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L{words.FOOTER}&C第 &P 页 共 &N 页&R&A")
    sheet.repeat_rows(0, header_row)
    sheet.repeat_columns(0)
    sheet.freeze_panes(header_row + 1, 1)
