"""A new check: the two files to start from, under an id that nobody ever had."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from auditcheck.checks.catalogue import load_catalogue
from auditcheck.errors import ConfigError
from auditcheck.i18n import _

# Folder of the rule pack -> what the ids of its checks begin with.
PREFIXES = {
    "contract": "CON", "procurement": "PUR", "disclosure": "DIS", "asset": "AST", "voucher": "VOU", "budget": "BUD",
    "performance": "PER", "expense": "EXP", "advance": "ADV", "control": "SOD", "evidence": "EVI", "supplier": "SUP",
    "statistics": "STA", "revenue": "INC", "own": "OWN",
}  # fmt: skip


def scaffold(name: str, group: str, folder: Path | None, catalogues: Iterable[Path]) -> tuple[Path, Path]:
    """Write ``<name>.sql`` and ``<name>.test.yaml`` (default: into ``checks/<group>`` here). Raises ConfigError.

    ``group``: the folder's name or the prefix of its ids; the id is the next after all in ``catalogues``.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{2,59}", name):
        raise ConfigError(_("{name}: name a check for its problem, like contract_signed_late").format(name=name))
    groups = {**PREFIXES, **{prefix.lower(): prefix for prefix in PREFIXES.values()}}
    prefix = groups.get(group.lower())
    if prefix is None:
        raise ConfigError(
            _("there is no group {group}; there are {names}").format(
                group=group, names=", ".join(f"{prefix} ({folder})" for folder, prefix in PREFIXES.items())
            )
        )
    folder = folder or Path("checks") / next(key for key, value in PREFIXES.items() if value == prefix)
    known = load_catalogue(*catalogues, *([folder] if folder.is_dir() else []))
    for check in known.values():
        if name in (check.name, *check.header.get("aliases", [])):
            raise ConfigError(
                _("{path}: {name} is already used by {other}").format(path=folder, name=name, other=check.id)
            )
    numbers = [int(check.id.split("-")[1]) for check in known.values() if re.fullmatch(rf"{prefix}-\d{{3}}", check.id)]
    check_id = f"{prefix}-{max(numbers, default=0) + 1:03}"
    written = []
    for suffix in (".sql", ".test.yaml"):
        path = folder / f"{name}{suffix}"
        if path.exists():
            raise ConfigError(_("{path} is already there").format(path=path))
        text = resources.files("auditcheck.checks.scaffold").joinpath(f"check{suffix}").read_text("utf-8")
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("@ID@", check_id).replace("@NAME@", name), encoding="utf-8", newline="\n")
        written.append(path)
    return written[0], written[1]
