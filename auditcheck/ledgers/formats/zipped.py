"""Zip containers, looked through before anything else opens them: how much they unpack to, and what is in the parts.

What a zip says of its sizes is not believed: every XML part is unpacked here, piece by piece, and counted.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from auditcheck.i18n import _
from auditcheck.ledgers.formats.errors import corrupt, has_entities, has_password, too_large
from auditcheck.ledgers.formats.limits import MEGA, RATIO, RATIO_FROM, UNPACKED_MB

_PIECE = 1 << 20
_OVERLAP = 256  # what is looked for must not be cut in two
_LOCAL_HEADER = 30
_MOST_PARTS = 20_000
_XML = (".xml", ".rels", ".bin", ".vml")


@dataclass
class Archive:
    """A zip in memory; ``name`` is the file's name for messages."""

    name: str
    data: bytes
    parts: dict[str, zipfile.ZipInfo]
    unpacked: int = 0
    seen: set[str] = field(default_factory=set)  # parts that were counted already

    def pieces(self, part: str, overlap: int = _OVERLAP) -> Iterator[bytes]:
        """The unpacked bytes of ``part``; each piece after the first repeats the last bytes of the one before.

        Raises InputError: damaged, or more than may be unpacked.
        """
        info = self.parts[part]
        kept = b""
        counted = 0
        try:
            for piece in self._unpacked(info):
                counted += len(piece)
                if part not in self.seen:
                    self._count(len(piece), counted, info)
                yield kept + piece
                kept = piece[-overlap:] if overlap else b""
            self.seen.add(part)
        except (zlib.error, ValueError, IndexError) as error:
            raise corrupt(self.name) from error

    def text(self, part: str, most: int = 4 * MEGA) -> bytes:
        """The first ``most`` bytes of ``part``; empty where there is none."""
        if part not in self.parts:
            return b""
        found = bytearray()
        for piece in self._unpacked(self.parts[part]):
            found += piece
            if len(found) >= most:
                break
        return bytes(found[:most])

    def _unpacked(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        start = info.header_offset
        if self.data[start : start + 4] != b"PK\x03\x04":
            raise corrupt(self.name)
        lengths = self.data[start + 26 : start + _LOCAL_HEADER]
        start += _LOCAL_HEADER + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:4], "little")
        packed = memoryview(self.data)[start : start + info.compress_size]
        if info.flag_bits & 1:
            raise has_password(self.name)
        if info.compress_type == zipfile.ZIP_STORED:
            for offset in range(0, len(packed), _PIECE):
                yield bytes(packed[offset : offset + _PIECE])
            return
        if info.compress_type != zipfile.ZIP_DEFLATED:
            raise corrupt(self.name)
        inflater = zlib.decompressobj(-15)
        rest: bytes | memoryview = packed
        try:
            while not inflater.eof:
                piece = inflater.decompress(rest, _PIECE)
                rest = inflater.unconsumed_tail
                if not piece and not rest:
                    return
                yield piece
        except zlib.error as error:
            raise corrupt(self.name) from error

    def _count(self, size: int, of_part: int, info: zipfile.ZipInfo) -> None:
        self.unpacked += size
        limit = UNPACKED_MB.value
        if self.unpacked > limit * MEGA:
            raise too_large(self.name, _unpacks_to(self.unpacked), f"{limit} MB", UNPACKED_MB.variable)
        if of_part > RATIO_FROM and of_part > RATIO.value * info.compress_size:
            ratio = f"{of_part // max(info.compress_size, 1)} : 1"
            raise too_large(
                self.name, _("its parts unpack to {size}").format(size=ratio), f"{RATIO.value} : 1", RATIO.variable
            )


def open_archive(name: str, data: bytes) -> Archive:
    """Raises InputError where the directory of the zip cannot be read or promises too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise corrupt(name) from error
    limit = UNPACKED_MB.value
    promised = sum(info.file_size for info in infos)
    if promised > limit * MEGA:
        raise too_large(name, _unpacks_to(promised), f"{limit} MB", UNPACKED_MB.variable)
    if len(infos) > _MOST_PARTS:
        raise corrupt(name)
    return Archive(name, data, {info.filename.replace("\\", "/").lstrip("/"): info for info in infos})


def is_xml(part: str) -> bool:
    return part.lower().endswith(_XML)


def refuse_entities(name: str, first_piece: bytes) -> None:
    """A document type stands before the root element; office programs write none. Raises InputError."""
    if b"<!DOCTYPE" in first_piece or b"<!ENTITY" in first_piece or b"<\x00!\x00D\x00O\x00C" in first_piece:
        raise has_entities(name)


def _unpacks_to(size: int) -> str:
    return _("its parts unpack to {size}").format(size=f"{size / MEGA:,.0f} MB")
