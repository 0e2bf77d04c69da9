"""Every file of a folder, whatever its name; what is not taken is named with its reason."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditcheck.ledgers.raw import printable
from auditcheck.ledgers.reading import STORE


@dataclass(frozen=True)
class Entry:
    """``name``: relative, forward slashes, as a person reads it; ``left_out``: why it is not taken, else None.

    ``raw``: the bytes of the name in hexadecimal where the name is no UTF-8 (an archive packed on a Chinese Windows).
    """

    path: Path
    name: str
    raw: str | None = None
    left_out: str | None = None


def entries(root: Path) -> list[Entry]:
    """All that stands below ``root``, by name. Links are followed only to files within it."""
    return sorted(_walk(root, root.resolve()), key=lambda each: (each.name, each.raw or ""))


def readable(name: str) -> tuple[str, str | None]:
    """(name as people read it, its bytes in hexadecimal where they are no UTF-8)."""
    data = os.fsencode(name)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return printable(data.decode("gb18030")), data.hex()
        except UnicodeDecodeError:
            return printable(name), data.hex()
    return printable(name), None


def located(root: Path, name: str, raw: str | None) -> Path:
    """Where a catalogued file stands."""
    return root / (os.fsdecode(bytes.fromhex(raw)) if raw else name)


def _walk(root: Path, home: Path) -> Iterator[Entry]:
    waiting = [(root, "")]
    while waiting:
        folder, above = waiting.pop()
        try:
            found = list(os.scandir(folder))
        except OSError as error:
            yield Entry(folder, readable(above.rstrip("/") or ".")[0], None, f"文件夹无法打开（{error.strerror}）")
            continue
        for each in found:
            relative = f"{above}{each.name}"
            name, raw = readable(relative)
            try:
                if each.is_dir(follow_symlinks=False):
                    if (Path(each.path) / STORE).is_file():
                        yield Entry(Path(each.path), name, raw, "是审计项目文件夹，不作为单证")
                    else:
                        waiting.append((Path(each.path), f"{relative}/"))
                    continue
                reason = _reason(Path(each.path), each.is_symlink(), home)
            except OSError as error:
                reason = f"无法打开（{error.strerror}）"
            yield Entry(Path(each.path), name, raw, reason)


def _reason(path: Path, is_link: bool, home: Path) -> str | None:
    if path.name.startswith("~$") or path.name in (".DS_Store", "Thumbs.db", "desktop.ini"):
        return "系统或临时文件"
    if is_link:
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):
            return "链接没有指向任何文件"
        if not target.is_relative_to(home):
            return "链接指向文件夹以外，未予跟随"
        if target.is_dir():
            return "链接指向另一文件夹，其内容在原处登记"
    if not stat.S_ISREG(path.stat().st_mode):
        return "不是普通文件"
    return None
