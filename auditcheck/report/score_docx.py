"""Pages as Chinese offices print them: A4, 方正小标宋, 黑体, 楷体, 仿宋, tables with merged cells. Made with python-docx."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from auditcheck.report import words
from auditcheck.report.files import replacing

TITLE, HEADING, SECOND, BODY = "方正小标宋_GBK", "黑体", "楷体_GB2312", "仿宋_GB2312"
_LATIN = "Times New Roman"


class Paper:
    """A docx with the fonts and margins of GB/T 9704; sizes in points."""

    def __init__(self, title: str, landscape: bool = False) -> None:
        import docx
        from docx.enum.section import WD_ORIENT
        from docx.shared import Cm, Pt

        self.document: Any = docx.Document()
        self.document.core_properties.title = title
        self.document.core_properties.author = "auditcheck"
        section = self.document.sections[0]
        width, height = Cm(21), Cm(29.7)
        section.page_width, section.page_height = (height, width) if landscape else (width, height)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        sides = (2, 2, 1.5, 1.5) if landscape else (3.7, 3.5, 2.8, 2.6)
        section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Cm, sides)
        self.width = section.page_width - section.left_margin - section.right_margin
        normal = self.document.styles["Normal"]
        _font(normal.font, normal.element.get_or_add_rPr(), BODY)
        normal.font.size = Pt(16)
        self._footer(section)

    def title(self, text: str, size: float = 22) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(paragraph, text, TITLE, size)

    def heading(self, text: str, level: int = 1, size: float = 16) -> None:
        """``level`` 1 (一、) in 黑体, 2 (（一）) in 楷体, 3 in 仿宋 bold; an outline that the navigation pane shows."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        paragraph = self._paragraph(text, {1: HEADING, 2: SECOND}.get(level, BODY), size, bold=level == 3)
        paragraph.paragraph_format.keep_with_next = True
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level - 1))
        paragraph._p.get_or_add_pPr().append(outline)

    def text(self, text: str, size: float = 16) -> None:
        self._paragraph(text, BODY, size)

    def caption(self, text: str) -> None:
        """The line above a table."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        self._run(paragraph, text, HEADING, 14)

    def table(
        self,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        merges: Sequence[tuple[int, int, int, int]] = (),
        strong: Sequence[int] = (),
        left: Sequence[int] = (),
        size: float = 10.5,
    ) -> None:
        """``merges``: (first row, column, last row, last column) among the rows; ``left``: columns aligned left."""
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Emu

        table = self.document.add_table(rows=len(rows) + 1, cols=len(header))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        total = sum(widths)
        sizes = [Emu(int(self.width * width / total)) for width in widths]
        for column, width in zip(table.columns, sizes, strict=True):
            column.width = width
        covered = {
            (row, column)
            for top, first, bottom, last in merges
            for row in range(top, bottom + 1)
            for column in range(first, last + 1)
            if (row, column) != (top, first)
        }
        for number, (line, texts) in enumerate(zip(table.rows, [header, *rows], strict=True), -1):
            properties = line._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if number < 0:
                repeated = OxmlElement("w:tblHeader")
                repeated.set(qn("w:val"), "true")
                properties.append(repeated)
            for column, (cell, text) in enumerate(zip(line.cells, texts, strict=True)):
                cell.width = sizes[column]
                bold = number < 0 or number in strong
                if (number, column) not in covered:
                    self._cell(cell, text, HEADING if number < 0 else BODY, size, bold, number >= 0 and column in left)
        for top, first, bottom, last in merges:
            merged = table.cell(top + 1, first).merge(table.cell(bottom + 1, last))
            for paragraph in merged.paragraphs[1:]:
                paragraph._p.getparent().remove(paragraph._p)

    def fill(self, cell: Any, text: str, size: float = 10.5) -> None:
        """Lines of text into a cell of a table, aligned left."""
        self._cell(cell, text, BODY, size, bold=False, left=True)

    def save(self, path: Path) -> None:
        with replacing(path) as beside, beside.open("wb") as stream:
            self.document.save(stream)

    def _paragraph(self, text: str, font: str, size: float, bold: bool = False) -> Any:
        from docx.shared import Pt

        paragraph = self.document.add_paragraph()
        shape = paragraph.paragraph_format
        shape.first_line_indent = Pt(size * 2)
        shape.line_spacing = Pt(28)
        shape.space_before = shape.space_after = Pt(0)
        self._run(paragraph, text, font, size, bold)
        return paragraph

    def _cell(self, cell: Any, text: str, font: str, size: float, bold: bool, left: bool) -> None:
        from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        for number, line in enumerate(text.split("\n")):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.line_spacing = 1
            self._run(paragraph, line, font, size, bold)

    def _run(self, paragraph: Any, text: str, font: str, size: float, bold: bool = False) -> None:
        from docx.shared import Pt

        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        run.bold = bold or None
        _font(run.font, run._r.get_or_add_rPr(), font)

    def _footer(self, section: Any) -> None:
        """内部资料 and the page's number."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Pt

        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(paragraph, f"{words.FOOTER}　— ", BODY, 10.5)
        for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
            run = paragraph.add_run()
            run.font.size = Pt(10.5)
            if kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark = OxmlElement("w:instrText")
                mark.text = text
            run._r.append(mark)
        self._run(paragraph, " —", BODY, 10.5)


def _font(font: Any, properties: Any, name: str) -> None:
    """Chinese characters in ``name``, Latin ones and digits in Times: Word asks for both (w:eastAsia)."""
    from docx.oxml.ns import qn

    font.name = _LATIN
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)
