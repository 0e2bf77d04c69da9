"""Made-up scans: tiny PDFs, pictures and office files, written here so that no fixture need be carried."""

from __future__ import annotations

import io
from pathlib import Path


def pdf(text: str, created: str | None = None) -> bytes:
    """A PDF of one page whose text can be read; ``created``: 20230420090000."""
    import pypdf
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(595, 842)
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type0")})
    font[NameObject("/BaseFont")] = NameObject("/STSong-Light")
    font[NameObject("/Encoding")] = NameObject("/UniGB-UCS2-H")
    font[NameObject("/ToUnicode")] = writer._add_object(_meaning(text))
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    shown = "".join(
        f"1 0 0 1 50 {780 - 20 * n} Tm <{line.encode('utf-16-be').hex()}> Tj\n"
        for n, line in enumerate(text.split("\n"))
    )
    content = DecodedStreamObject()
    content.set_data(f"BT /F1 12 Tf\n{shown}ET".encode())
    page[NameObject("/Contents")] = writer._add_object(content)
    writer.metadata = {"/CreationDate": f"D:{created}"} if created else {}
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _meaning(text: str):
    """What the codes of these characters stand for: themselves. As programs write it, only of those that are used."""
    from pypdf.generic import DecodedStreamObject

    codes = sorted({character.encode("utf-16-be").hex() for character in text if character != "\n"})
    parts = [codes[start : start + 100] for start in range(0, len(codes), 100)]
    stream = DecodedStreamObject()
    stream.set_data(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Some def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        + b"".join(
            f"{len(part)} beginbfchar\n{''.join(f'<{code}> <{code}>{chr(10)}' for code in part)}endbfchar\n".encode()
            for part in parts
        )
        + b"endcmap end end"
    )
    return stream


def locked_pdf(text: str = "") -> bytes:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(text)))
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def picture(seed: int = 1, form: str = "PNG", size: tuple[int, int] = (200, 140), **options: object) -> bytes:
    """Blocks of grey, another pattern for each seed."""
    import random

    from PIL import Image, ImageDraw

    numbers = random.Random(seed)
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = numbers.randrange(size[0] - 20), numbers.randrange(size[1] - 20)
        draw.rectangle((x, y, x + numbers.randrange(10, 80), y + numbers.randrange(10, 60)), numbers.randrange(200))
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def blank_picture() -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("L", (200, 140), 250).save(stream, "PNG")
    return stream.getvalue()


def letter(text: str) -> bytes:
    import docx

    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
