"""Links between documents: known by number, found by other signs, confirmed or refused by a person (docs/links.md)."""

from __future__ import annotations

from auditcheck.evidence.links.find import LINK_COLUMNS, create_links

__all__ = ["LINK_COLUMNS", "create_links"]
