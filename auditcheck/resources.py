"""Where the rule pack and the demo's fixtures stand: in a checkout, or inside the installed wheel."""

from __future__ import annotations

from pathlib import Path

from auditcheck.errors import AuditcheckError

_PACKAGE = Path(__file__).parent


def path(name: str) -> Path:
    """The folder ``checks`` or ``fixtures/xj-2023``.

    A wheel carries them below ``auditcheck/_data``; a checkout has them at its top level.
    """
    for base in (_PACKAGE / "_data", _PACKAGE.parent):
        candidate = base / name
        if candidate.is_dir():
            return candidate
    raise AuditcheckError(f"{name}: not found beside the package; the installation is incomplete")
