"""What a build adds to the sources: compiled translations and, in a wheel, the rule pack and the demo's books."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# `auditcheck.resources` looks here first; in a checkout the folders stand at the top level instead.
DATA = ("checks", "fixtures/xj-2023")


class AuditcheckBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        for source in sorted((root / "auditcheck" / "locale").rglob("*.po")):
            target = source.with_suffix(".mo")
            with source.open("rb") as catalogue, target.open("wb") as compiled:
                write_mo(compiled, read_po(catalogue))
            build_data["artifacts"].append("/" + target.relative_to(root).as_posix())
        if self.target_name == "wheel" and version != "editable":
            for folder in DATA:
                build_data["force_include"][str(root / folder)] = f"auditcheck/_data/{folder}"
