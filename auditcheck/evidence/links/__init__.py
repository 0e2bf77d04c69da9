"""Links between documents: known by number, found by other signs, confirmed or refused by a person (docs/links.md)."""

from __future__ import annotations

from auditcheck.evidence.links.answers import Answer
from auditcheck.evidence.links.find import Links, create_links

__all__ = ["Answer", "Links", "create_links"]
